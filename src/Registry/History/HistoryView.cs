namespace MyIkev2.Registry;

/// <summary>What ended and what failed, as far as it is remembered, at one moment. Immutable.</summary>
public sealed class HistoryView
{
    internal HistoryView(HistoryWindow<EndedTunnel> tunnels, HistoryWindow<EndedChild> children, HistoryWindow<FailureRecord> failures)
    {
        Tunnels = tunnels;
        Children = children;
        Failures = failures;
    }

    /// <summary>Tunnels that ended, oldest first.</summary>
    public HistoryWindow<EndedTunnel> Tunnels { get; }

    /// <summary>Security policies of tunnels whose last Child SA ended, oldest first.</summary>
    public HistoryWindow<EndedChild> Children { get; }

    /// <summary>Failures, oldest first.</summary>
    public HistoryWindow<FailureRecord> Failures { get; }

    /// <summary>Tunnels and failures pushed out so far because their table was full.</summary>
    public ulong Dropped => Tunnels.Dropped + Failures.Dropped;

    /// <summary>Ended tunnels, and ended children, that are kept at most.</summary>
    public int TunnelDepth => Tunnels.Depth;

    /// <summary>Failures that are kept at most.</summary>
    public int FailureDepth => Failures.Depth;
}
