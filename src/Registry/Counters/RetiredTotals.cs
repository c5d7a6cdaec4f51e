namespace MyIkev2.Registry;

/// <summary>
/// What tunnels that are gone have counted, so that totals never run backwards. Immutable; a shard publishes a new one when a tunnel ends.
/// </summary>
/// <param name="IkeTunnels">Number of IKE tunnels folded in.</param>
/// <param name="Ike">Their IKE counters.</param>
/// <param name="IpsecTunnels">Number of Child SA pairs folded in.</param>
/// <param name="Ipsec">Their traffic counters.</param>
public sealed record RetiredTotals(ulong IkeTunnels, IkeCounterReading Ike, ulong IpsecTunnels, IpsecCounterReading Ipsec)
{
    /// <summary>Nothing has ended yet.</summary>
    public static RetiredTotals Zero { get; } = new(0, default, 0, default);

    /// <summary>Sums two shards.</summary>
    public RetiredTotals Plus(RetiredTotals other) =>
        new(IkeTunnels + other.IkeTunnels, Ike + other.Ike, IpsecTunnels + other.IpsecTunnels, Ipsec + other.Ipsec);
}
