using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>What a context shows of one state of the registry's history. Immutable; of some VRFs it is chosen at its first use.</summary>
/// <param name="history">The registry's history.</param>
/// <param name="scope">The VRFs whose past is shown.</param>
internal sealed class ContextPast(HistoryView history, VrfScope scope)
{
    private EndedTunnel[]? _tunnels;
    private FailureRecord[]? _failures;

    /// <summary>Ended tunnels, oldest first.</summary>
    internal IReadOnlyList<EndedTunnel> Tunnels => scope.ShowsAll ? history.Tunnels
        : Volatile.Read(ref _tunnels) ?? FirstUse.Keep(ref _tunnels, [.. history.Tunnels.Where(row => scope.Shows(row.Tunnel.Vrf))]);

    /// <summary>Failures, oldest first.</summary>
    internal IReadOnlyList<FailureRecord> Failures => scope.ShowsAll ? history.Failures
        : Volatile.Read(ref _failures) ?? FirstUse.Keep(ref _failures, [.. history.Failures.Where(row => scope.Shows(row.Vrf))]);

    /// <summary>Whether this was made from the same state.</summary>
    internal bool IsOf(HistoryView other) =>
        ReferenceEquals(history.Tunnels, other.Tunnels) && ReferenceEquals(history.Failures, other.Failures);
}
