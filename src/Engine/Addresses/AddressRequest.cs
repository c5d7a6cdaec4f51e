using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Addresses;

/// <summary>A peer's wish for virtual addresses, on its way to the shard that owns the pools.</summary>
public sealed record AddressRequest
{
    /// <summary>The shard that gets the answer.</summary>
    public required ShardId Shard { get; init; }

    /// <summary>Number of the request in that shard.</summary>
    public required ulong Serial { get; init; }

    /// <summary>The tunnel that will hold them.</summary>
    public required TunnelId Holder { get; init; }

    public required string VpnName { get; init; }

    /// <summary>Pools to look in, in this order.</summary>
    public required ValueList<string> Pools { get; init; }

    public required Identity Identity { get; init; }

    /// <summary>The peer's address on the network.</summary>
    public required IpAddress Peer { get; init; }

    /// <summary>One entry for each address that is asked for; 0.0.0.0 or :: = any of that family.</summary>
    public required ValueList<IpAddress> Wanted { get; init; }

    /// <summary>The tunnel takes the place of others of the same identity, which are about to be closed: it takes their addresses over.</summary>
    public bool TakesOver { get; init; }
}

/// <summary>Virtual addresses that a tunnel was given.</summary>
/// <param name="Serial">Number of the request.</param>
/// <param name="Addresses">In the order of the request, without those that could not be given.</param>
public sealed record AddressGrant(ulong Serial, ValueList<GrantedAddress> Addresses);

/// <summary>A virtual address and the pool that it is from.</summary>
public readonly record struct GrantedAddress(string PoolName, IpAddress Address);
