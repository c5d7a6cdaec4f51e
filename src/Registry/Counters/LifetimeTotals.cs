namespace MyIkev2.Registry;

/// <summary>
/// What the service has counted over its whole life, restarts included: what is kept over a restart, and read back as the baseline of the next run.
/// </summary>
/// <param name="Counters">Engine counters; gauges are of this run and not kept.</param>
/// <param name="Traffic">Traffic of all Child SA pairs that ever were.</param>
public sealed record LifetimeTotals(EngineCounterReading Counters, IpsecCounterReading Traffic)
{
    /// <summary>A first run.</summary>
    public static LifetimeTotals Zero { get; } = new(default, default);

    /// <summary>The same without gauges and moments: what the next run may start from.</summary>
    public LifetimeTotals AsBaseline() => new(
        Counters with
        {
            HalfOpen = 0,
            Established = 0,
            CheckingLiveness = 0,
            ChildRekeying = 0,
            IkeRekeying = 0,
            UpdatingAddress = 0,
            ChildrenInstalled = 0,
            CookieActive = 0,
        },
        Traffic with { LastInUnixMilliseconds = 0, LastOutUnixMilliseconds = 0 });
}
