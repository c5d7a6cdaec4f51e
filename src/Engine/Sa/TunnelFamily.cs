using MyIkev2.Registry;

namespace MyIkev2.Engine.Sa;

/// <summary>What all generations of one IKE tunnel share: its id, its counters, and the count of generations.</summary>
internal sealed class TunnelFamily(TunnelId id)
{
    private uint _generations;

    public TunnelId Id { get; } = id;

    public IkeTunnelCounters Counters { get; } = new();

    /// <summary>IKE SAs of the family that are still there.</summary>
    public int Living { get; set; }

    public uint NextGeneration()
    {
        Living++;
        return ++_generations;
    }
}
