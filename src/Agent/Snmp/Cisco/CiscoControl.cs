using MyIkev2.Agent.Snmp.State;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Cisco;

/// <summary>What a manager may change through the module, if his view lets him. Thread-safe.</summary>
/// <param name="registry">The registry.</param>
/// <param name="sizes">Sizes of history and failure tables.</param>
/// <param name="settings">Where the switches of the notifications are kept.</param>
/// <param name="engine">Who closes tunnels.</param>
/// <param name="log">Where what was done is told.</param>
public sealed partial class CiscoControl(
    ITunnelRegistry registry, HistorySizes sizes, ISnmpSettings settings, IEngineControl engine, ILogger<CiscoControl> log)
{
    /// <summary>Sizes of history and failure tables.</summary>
    internal HistorySizes Sizes => sizes;

    /// <summary>The switches of the notifications.</summary>
    internal ISnmpSettings Settings => settings;

    /// <summary>Enters everything that is up into the history.</summary>
    internal bool Checkpoint()
    {
        registry.CheckpointHistory();
        return true;
    }

    /// <summary>
    /// Closes IKE SAs. The DELETEs are sent after the answer to the manager: waiting for the engine would hold up every
    /// other request.
    /// </summary>
    internal bool CloseTunnel(VpnRow vpn)
    {
        LogTunnel(log, vpn.Index, vpn.Name);
        foreach (var sa in vpn.IkeSas)
        {
            Run(new EngineCommand.FlushIke(SaSelector.ByUniqueId(sa.Snapshot.UniqueId)));
        }

        return true;
    }

    /// <summary>Deletes pairs of Child SAs.</summary>
    internal bool CloseChildren(uint index, IReadOnlyList<ChildRow> children)
    {
        for (var i = 0; i < children.Count; i++)
        {
            LogChild(log, index, children[i].Name);
            foreach (var pair in children[i].ListedPairs)
            {
                if (ChildRow.IsInstalled(pair))
                {
                    Run(new EngineCommand.FlushChild(SaSelector.ByUniqueId(pair.UniqueId)));
                }
            }
        }

        return true;
    }

    private async void Run(EngineCommand command)
    {
        try
        {
            var result = await engine.ExecuteAsync(command, progress: null, CancellationToken.None).ConfigureAwait(false);
            if (!result.IsSuccess)
            {
                LogRefused(log, result.Message);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or OperationCanceledException)
        {
            // The engine is stopping, and takes all tunnels with it.
            LogRefused(log, exception.Message);
        }
    }

    [LoggerMessage(170, LogLevel.Information, "an SNMP manager closes tunnel {Index} ({Name})")]
    private static partial void LogTunnel(ILogger logger, uint index, string name);

    [LoggerMessage(171, LogLevel.Information, "an SNMP manager closes child {Index} ({Name})")]
    private static partial void LogChild(ILogger logger, uint index, string name);

    [LoggerMessage(172, LogLevel.Warning, "what an SNMP manager asked for was not done: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}
