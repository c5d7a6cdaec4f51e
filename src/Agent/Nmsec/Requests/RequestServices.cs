using Microsoft.Extensions.Options;
using MyIkev2.Agent.Nmsec.Control;
using MyIkev2.Agent.Nmsec.Handlers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec;

/// <summary>What the handlers of requests stand on.</summary>
internal sealed class RequestServices(NmsecDialect dialect, IOptions<NmsecOptions> options)
{
    /// <summary>With the engine and the configuration that the process has.</summary>
    public RequestServices(
        NmsecDialect dialect,
        IOptions<NmsecOptions> options,
        ILoggerFactory loggers,
        IHostApplicationLifetime lifetime,
        IEngineControl? engine = null,
        IConfigurationControl? configuration = null)
        : this(dialect, options)
    {
        Poster = engine is null ? null : new CommandPoster(engine, lifetime, loggers.CreateLogger<CommandPoster>());
        LoadPolicy = configuration is null ? null : new LoadPolicyHandler(dialect, configuration, loggers.CreateLogger<LoadPolicyHandler>());
    }

    /// <summary>The dialect that all records are in.</summary>
    public NmsecDialect Dialect => dialect;

    /// <summary>The options.</summary>
    public IOptions<NmsecOptions> Options => options;

    /// <summary>Counts and lengths of whole answers.</summary>
    public StackSums Sums { get; } = new(dialect);

    /// <summary>Where commands go; null where there is no engine to command.</summary>
    public CommandPoster? Poster { get; }

    /// <summary>Reloads the configuration; null where there is none.</summary>
    public LoadPolicyHandler? LoadPolicy { get; }
}
