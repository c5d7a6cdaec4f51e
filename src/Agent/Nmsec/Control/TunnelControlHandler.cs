using MyIkev2.Agent.Nmsec.Handlers;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Control;

/// <summary>
/// A control request: decides about every tunnel from one view, then tells the engine, then answers with the same
/// records and what was decided.
/// </summary>
internal sealed class TunnelControlHandler(NmsecDialect dialect, CommandPoster poster, ControlDeciderFactory decide) : INmsecHandler
{
    private readonly ControlRecords _records = new(dialect);

    public ValueTask<NmsecAnswer> HandleAsync(NmsecRequest request, CancellationToken cancellation)
    {
        var error = TunnelControlRecords.TryRead(dialect, request.Type, request.Input.Span, request.Header.Input.Count, out var asked);
        if (error.IsError)
        {
            return ValueTask.FromResult(new NmsecAnswer(error, null));
        }

        var decider = decide(request.View, request.Stack, asked);
        var answers = new TunnelControlSection[asked.Count];
        var commands = new HashSet<EngineCommand>();
        for (var i = 0; i < answers.Length; i++)
        {
            var decision = decider.Decide(asked[i]);
            answers[i] = asked[i] with { Status = decision.Status };
            commands.UnionWith(decision.Commands);
        }

        if (!poster.TryReserve(commands.Count))
        {
            return ValueTask.FromResult(new NmsecAnswer(NmsecError.NoStorage, null));
        }

        foreach (var command in commands)
        {
            poster.Post(command, MessageTypeCatalog.Get(request.Type).Name);
        }

        return ValueTask.FromResult(new NmsecAnswer(NmsecError.None, new RecordList<TunnelControlSection>(answers, _records)));
    }
}

/// <summary>
/// NMsec_LOAD_POLICY: the configuration file is read again. Waits for it, because the answer is all that the client
/// hears; a file that is wrong leaves everything as it is.
/// </summary>
internal sealed class LoadPolicyHandler(NmsecDialect dialect, IConfigurationControl configuration, ILogger<LoadPolicyHandler> logger) : INmsecHandler
{
    public async ValueTask<NmsecAnswer> HandleAsync(NmsecRequest request, CancellationToken cancellation)
    {
        var error = TunnelControlRecords.TryRead(dialect, request.Type, request.Input.Span, request.Header.Input.Count, out _);
        if (error.IsError)
        {
            return new(error, null);
        }

        var result = await configuration.ReloadAsync(cancellation).ConfigureAwait(false);
        if (result.IsSuccess)
        {
            logger.LogInformation("Configuration {Result}", result.Message);
            return new(NmsecError.None, NoRecords.Instance);
        }

        logger.LogError("Configuration not reloaded: {Reason}", string.Join(Environment.NewLine, result.Lines.Prepend(result.Message)));
        return new(NmsecError.InternalFailure, null);
    }
}
