using MyIkev2.Registry;

namespace MyIkev2.Engine.Sa;

/// <summary>What all generations of one IPsec tunnel share: its id, and the count of generations.</summary>
internal sealed class ChildFamily(TunnelId id)
{
    public TunnelId Id { get; } = id;

    /// <summary>Since when the security policy has pairs; shared with the other families of the policy in the same tunnel.</summary>
    public ChildLife? Life { get; set; }

    /// <summary>How many pairs there were so far; attempts that came to nothing are not among them.</summary>
    public uint Generations { get; private set; }

    /// <summary>A simultaneous rekey makes two pairs, and one of them is redundant: they are two generations all the same.</summary>
    public uint NextGeneration() => ++Generations;
}
