namespace MyIkev2.Registry;

/// <summary>
/// A tunnel's facts with its counters captured: the one input of every front end, so that no interface knows what the others cannot see.
/// </summary>
public sealed class TunnelReading
{
    /// <summary>Captures the counters of <paramref name="snapshot"/> and of its children now.</summary>
    public TunnelReading(IkeTunnelSnapshot snapshot, DateTimeOffset asOf)
    {
        Snapshot = snapshot;
        AsOf = asOf;
        Counters = snapshot.Counters.Read();
        var children = new IpsecReading[snapshot.Children.Count];
        for (var i = 0; i < children.Length; i++)
        {
            children[i] = new IpsecReading(snapshot.Children[i], snapshot.Children[i].Counters.Read());
        }

        Children = children;
    }

    /// <summary>The facts.</summary>
    public IkeTunnelSnapshot Snapshot { get; }

    /// <summary>When the reading was taken: ages and times left are relative to this.</summary>
    public DateTimeOffset AsOf { get; }

    /// <summary>The tunnel's IKE counters.</summary>
    public IkeCounterReading Counters { get; }

    /// <summary>The children with their counters, oldest first.</summary>
    public IReadOnlyList<IpsecReading> Children { get; }

    /// <summary>Children that carry traffic now.</summary>
    public int ActiveChildren => ActiveChildrenOf(Snapshot);

    /// <summary>Children that are being negotiated, or wait for it.</summary>
    public int PendingChildren => PendingChildrenOf(Snapshot);

    /// <summary>Traffic of all children, present and past.</summary>
    public TrafficTotals Traffic
    {
        get
        {
            var totals = default(TrafficTotals);
            foreach (var past in Snapshot.Past)
            {
                totals = totals.Plus(past.Counters);
            }

            foreach (var child in Children)
            {
                totals = totals.Plus(child.Counters);
            }

            return totals;
        }
    }

    /// <summary>What the pairs of one security policy have counted in this tunnel, present and past.</summary>
    public IpsecCounterReading TotalOf(string policyName)
    {
        var total = PastTraffic.Of(Snapshot.Past, policyName);
        foreach (var child in Children)
        {
            if (child.Snapshot.PolicyName == policyName)
            {
                total += child.Counters;
            }
        }

        return total;
    }

    /// <summary>As <see cref="Traffic"/>, captured now without making a reading: for answers of many records.</summary>
    public static TrafficTotals TrafficOf(IkeTunnelSnapshot snapshot)
    {
        var totals = default(TrafficTotals);
        for (var i = 0; i < snapshot.Past.Count; i++)
        {
            totals = totals.Plus(snapshot.Past[i].Counters);
        }

        for (var i = 0; i < snapshot.Children.Count; i++)
        {
            totals = totals.Plus(snapshot.Children[i].Counters.Read());
        }

        return totals;
    }

    /// <summary>As <see cref="ActiveChildren"/>, without a reading.</summary>
    public static int ActiveChildrenOf(IkeTunnelSnapshot snapshot)
    {
        var count = 0;
        for (var i = 0; i < snapshot.Children.Count; i++)
        {
            count += snapshot.Children[i].State.Phase() == TunnelPhase.Active ? 1 : 0;
        }

        return count;
    }

    /// <summary>As <see cref="PendingChildren"/>, without a reading.</summary>
    public static int PendingChildrenOf(IkeTunnelSnapshot snapshot)
    {
        var count = 0;
        for (var i = 0; i < snapshot.Children.Count; i++)
        {
            count += snapshot.Children[i].State.Phase() == TunnelPhase.InProgress ? 1 : 0;
        }

        return count;
    }
}

/// <summary>A pair of Child SAs with its counters captured.</summary>
/// <param name="Snapshot">The facts.</param>
/// <param name="Counters">The traffic.</param>
public readonly record struct IpsecReading(IpsecTunnelSnapshot Snapshot, IpsecCounterReading Counters);

/// <summary>Traffic summed over Child SAs.</summary>
/// <param name="InOctets">Octets received.</param>
/// <param name="OutOctets">Octets sent.</param>
/// <param name="InPackets">Packets received.</param>
/// <param name="OutPackets">Packets sent.</param>
/// <param name="InErrors">Inbound packets dropped.</param>
/// <param name="OutErrors">Outbound packets dropped.</param>
public readonly record struct TrafficTotals(ulong InOctets, ulong OutOctets, ulong InPackets, ulong OutPackets, ulong InErrors, ulong OutErrors)
{
    /// <summary>Adds one pair's counters.</summary>
    public TrafficTotals Plus(in IpsecCounterReading child) => new(
        InOctets + child.InOctets,
        OutOctets + child.OutOctets,
        InPackets + child.InPackets,
        OutPackets + child.OutPackets,
        InErrors + child.InDrops,
        OutErrors + child.OutDrops);

    /// <summary>Adds other totals.</summary>
    public TrafficTotals Plus(in TrafficTotals other) => new(
        InOctets + other.InOctets,
        OutOctets + other.OutOctets,
        InPackets + other.InPackets,
        OutPackets + other.OutPackets,
        InErrors + other.InErrors,
        OutErrors + other.OutErrors);

    /// <summary>What was added since <paramref name="before"/>; nothing where a number fell, because its counter was started over.</summary>
    public TrafficTotals Since(in TrafficTotals before) => new(
        Grown(before.InOctets, InOctets),
        Grown(before.OutOctets, OutOctets),
        Grown(before.InPackets, InPackets),
        Grown(before.OutPackets, OutPackets),
        Grown(before.InErrors, InErrors),
        Grown(before.OutErrors, OutErrors));

    private static ulong Grown(ulong before, ulong now) => now > before ? now - before : 0;
}
