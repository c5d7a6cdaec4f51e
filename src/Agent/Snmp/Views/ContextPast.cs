using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>What a context shows of one state of the registry's history. Immutable; of a VRF it is chosen at its first use.</summary>
/// <param name="history">The registry's history.</param>
/// <param name="vrf">The VRF whose past is shown; null for all of them.</param>
internal sealed class ContextPast(HistoryView history, string? vrf)
{
    private EndedTunnel[]? _tunnels;
    private FailureRecord[]? _failures;

    /// <summary>Ended tunnels, oldest first.</summary>
    internal IReadOnlyList<EndedTunnel> Tunnels => vrf is null ? history.Tunnels
        : Volatile.Read(ref _tunnels) ?? FirstUse.Keep(ref _tunnels, [.. history.Tunnels.Where(row => row.Tunnel.Vrf == vrf)]);

    /// <summary>Failures, oldest first.</summary>
    internal IReadOnlyList<FailureRecord> Failures => vrf is null ? history.Failures
        : Volatile.Read(ref _failures) ?? FirstUse.Keep(ref _failures, [.. history.Failures.Where(row => row.Vrf == vrf)]);

    /// <summary>Whether this was made from the same state.</summary>
    internal bool IsOf(HistoryView other) =>
        ReferenceEquals(history.Tunnels, other.Tunnels) && ReferenceEquals(history.Failures, other.Failures);
}
