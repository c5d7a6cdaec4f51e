using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Sa;

/// <summary>
/// A pair of Child SAs before it is there: what displays may show of it, and the numbers that the pair takes over. It belongs to the exchange that
/// makes the pair, and goes with it from IKE_SA_INIT to IKE_AUTH, or from an IKE SA to the one that replaces it.
/// </summary>
internal sealed class ChildNegotiation(ChildPolicy policy, ActivationMethod activation, bool isInitiator, ChildSa? replaces = null)
{
    public ChildPolicy Policy { get; } = policy;

    public ActivationMethod Activation { get; } = activation;

    public bool IsInitiator { get; } = isInitiator;

    /// <summary>The pair that is being rekeyed; null for a new one.</summary>
    public ChildSa? Replaces { get; } = replaces;

    public ChildFamily? Family { get; private set; }

    public TunnelId Id => Family?.Id ?? default;

    public uint UniqueId { get; private set; }

    /// <summary>Own SPI; 0 before it is chosen.</summary>
    public uint SpiIn { get; set; }

    /// <summary>Messages are under way; false while it waits for its turn.</summary>
    public bool IsUnderWay { get; set; }

    /// <summary>The pair is there, or will never be.</summary>
    public bool IsOver { get; set; }

    /// <summary>Of the pair to come: all zero.</summary>
    public IpsecTunnelCounters Counters { get; } = new();

    /// <summary>Gives it its numbers, once.</summary>
    public void Number(ShardServices services)
    {
        if (UniqueId == 0)
        {
            Family = Replaces?.Family ?? new ChildFamily(services.NextChildTunnelId());
            UniqueId = services.NextChildUniqueId();
        }
    }
}
