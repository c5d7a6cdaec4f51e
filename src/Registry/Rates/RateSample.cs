namespace MyIkev2.Registry;

/// <summary>What was counted up to one moment. Two samples make rates; whoever wants rates keeps the sample before.</summary>
public sealed class RateSample
{
    private readonly Dictionary<TunnelId, TrafficTotals> _traffic = [];

    private RateSample(RegistryView view)
    {
        AsOf = view.AsOf;
        Counters = view.ReadEngineCounters();
    }

    /// <summary>When.</summary>
    public DateTimeOffset AsOf { get; }

    /// <summary>Of the engine.</summary>
    public EngineCounterReading Counters { get; }

    /// <summary>IKE SAs that match, superseded generations included.</summary>
    public int TunnelCount { get; private set; }

    /// <summary>Traffic of the matching tunnels.</summary>
    public TrafficTotals Traffic { get; private set; }

    /// <summary>Reads the counters of the engine and of the matching tunnels. Walks the tunnels.</summary>
    public static RateSample Capture(RegistryView view, TunnelFilter filter)
    {
        var sample = new RateSample(view);
        foreach (var snapshot in view.Enumerate(filter))
        {
            sample.TunnelCount++;

            // The past is that of the tunnel, the same in each of its generations; the newest comes first.
            var known = sample._traffic.TryGetValue(snapshot.Id, out var totals);
            var more = known ? ChildrenOf(snapshot) : TunnelReading.TrafficOf(snapshot);
            sample._traffic[snapshot.Id] = totals.Plus(more);
            sample.Traffic = sample.Traffic.Plus(more);
        }

        return sample;
    }

    /// <summary>The tunnel's traffic, nothing for one that did not match.</summary>
    public TrafficTotals TrafficOf(TunnelId tunnel) => _traffic.GetValueOrDefault(tunnel);

    /// <summary>The traffic since an older sample, of tunnels that both have.</summary>
    public TrafficTotals TrafficSince(RateSample older)
    {
        var sum = default(TrafficTotals);
        foreach (var (tunnel, totals) in _traffic)
        {
            if (older._traffic.TryGetValue(tunnel, out var before))
            {
                sum = sum.Plus(totals.Since(before));
            }
        }

        return sum;
    }

    /// <summary>The tunnels with the most octets since an older sample, busiest first, without those that had none.</summary>
    public IReadOnlyList<(TunnelId Tunnel, TrafficTotals Since)> BusiestSince(RateSample older, int count)
    {
        var busy = new List<(TunnelId Tunnel, TrafficTotals Since)>();
        foreach (var (tunnel, totals) in _traffic)
        {
            if (older._traffic.TryGetValue(tunnel, out var before) && totals.Since(before) is var since && since != default)
            {
                busy.Add((tunnel, since));
            }
        }

        busy.Sort(static (a, b) => Octets(b.Since).CompareTo(Octets(a.Since)) is not 0 and var byOctets ? byOctets : a.Tunnel.CompareTo(b.Tunnel));
        return busy.Count <= count ? busy : busy[..count];
    }

    private static ulong Octets(in TrafficTotals totals) => totals.InOctets + totals.OutOctets;

    private static TrafficTotals ChildrenOf(IkeTunnelSnapshot snapshot)
    {
        var totals = default(TrafficTotals);
        for (var i = 0; i < snapshot.Children.Count; i++)
        {
            totals = totals.Plus(snapshot.Children[i].Counters.Read());
        }

        return totals;
    }
}
