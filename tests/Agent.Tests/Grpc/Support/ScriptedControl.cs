using System.Threading.Channels;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Tests.Grpc.Support;

/// <summary>An engine control that does what the test says and remembers what it was asked.</summary>
internal sealed class ScriptedControl : IEngineControl
{
    public Channel<EngineCommand> Commands { get; } = Channel.CreateUnbounded<EngineCommand>();

    /// <summary>Runs a command; by default it succeeds at once.</summary>
    public Func<EngineCommand, Action<string>?, CancellationToken, Task<CommandResult>> OnExecute { get; init; } =
        (_, _, _) => Task.FromResult(new CommandResult(CommandStatus.Succeeded, 1, "done", []));

    public IkeKeyDisclosure? Keys { get; init; }

    public Task<CommandResult> ExecuteAsync(EngineCommand command, Action<string>? progress, CancellationToken cancellationToken)
    {
        Commands.Writer.TryWrite(command);
        return OnExecute(command, progress, cancellationToken);
    }

    public Task<IkeKeyDisclosure?> DiscloseKeysAsync(uint uniqueId, CancellationToken cancellationToken) =>
        Task.FromResult(Keys?.UniqueId == uniqueId ? Keys : null);
}
