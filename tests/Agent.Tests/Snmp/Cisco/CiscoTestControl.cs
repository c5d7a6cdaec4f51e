using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Snmp.Cisco;

/// <summary>An engine that only notes what it is asked for, and settings in memory.</summary>
internal sealed class CiscoTestControl : IEngineControl, ISnmpSettings
{
    private CiscoTestControl(ITunnelRegistry registry)
    {
        Sizes = new HistorySizes(registry, this);
        Control = new CiscoControl(registry, Sizes, this, this, NullLogger<CiscoControl>.Instance);
    }

    internal CiscoControl Control { get; }

    internal HistorySizes Sizes { get; }

    internal List<EngineCommand> Commands { get; } = [];

    internal Dictionary<string, long> Settings { get; } = [];

    /// <summary>Whether settings can be kept.</summary>
    internal bool HasDisk { get; set; } = true;

    internal static CiscoTestControl Make(CannedRegistry? canned = null) => new((canned ?? new CannedRegistry()).Registry);

    public Task<CommandResult> ExecuteAsync(EngineCommand command, Action<string>? progress, CancellationToken cancellationToken)
    {
        Commands.Add(command);
        return Task.FromResult(new CommandResult(CommandStatus.Succeeded, 1, string.Empty, []));
    }

    public Task<IkeKeyDisclosure?> DiscloseKeysAsync(uint uniqueId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public long Get(string name, long otherwise) => Settings.GetValueOrDefault(name, otherwise);

    public bool TrySet(string name, long value)
    {
        if (HasDisk)
        {
            Settings[name] = value;
        }

        return HasDisk;
    }
}
