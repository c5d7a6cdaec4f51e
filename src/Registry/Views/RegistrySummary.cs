namespace MyIkev2.Registry;

/// <summary>The numbers of a whole stack, taken from one view: what summaries of every interface show.</summary>
public sealed record RegistrySummary
{
    internal RegistrySummary(TunnelTally tunnels, LifetimeTotals lifetime)
    {
        Tunnels = tunnels;
        Counters = lifetime.Counters;
        Traffic = lifetime.Traffic;
    }

    /// <summary>How many IKE SAs and Child SA pairs are in which state now.</summary>
    public TunnelTally Tunnels { get; }

    /// <summary>Engine counters over the life of the service, restarts included; gauges are those of now.</summary>
    public EngineCounterReading Counters { get; }

    /// <summary>Traffic of all dynamic tunnels over the life of the service, those that are gone included.</summary>
    public IpsecCounterReading Traffic { get; }

    /// <summary>Octets protected by dynamic tunnels, both directions.</summary>
    public ulong ProtectedOctets => Traffic.InOctets + Traffic.OutOctets;

    /// <summary>Packets that met a policy or a pair that is for them: protected, let through, or dropped by rule.</summary>
    public ulong FilterMatches => Traffic.InPackets + Traffic.OutPackets + Counters.PolicyBypasses + Counters.PolicyDrops;

    /// <summary>Packets denied: by a policy whose action is drop, or because none covers them.</summary>
    public ulong FilterDenials => Counters.PolicyDrops + Counters.NoPolicyDrops + Traffic.NoPolicyDrops;

    /// <summary>Packets denied because they came or were to go through a pair that is not for them.</summary>
    public ulong FilterMismatches => Traffic.SelectorMismatches + Traffic.OutSelectorMismatches;
}
