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

    /// <summary>Packets that met a filter, whatever it said.</summary>
    public ulong FilterMatches => Counters.FilterMatches;

    /// <summary>Packets denied: by a policy whose action is drop, by a manual tunnel that is not active, or because no filter is for them.</summary>
    public ulong FilterDenials => Counters.FilterDenies;

    /// <summary>Packets denied because they came or were to go through a pair that is not for them.</summary>
    public ulong FilterMismatches => Counters.FilterMismatches;
}
