namespace MyIkev2.Engine.Shard;

/// <summary>
/// Says which shard owns an SPI, by a keyed hash: a peer cannot aim at one shard, and repeats of its first message land on the same one.
/// Immutable, shared by the router and all shards.
/// </summary>
public sealed class ShardMap(int shardCount, ulong key)
{
    public int ShardCount { get; } = shardCount >= 1 ? shardCount : throw new ArgumentOutOfRangeException(nameof(shardCount));

    /// <summary>Owner of an IKE SPI that this side chose, or of the initiator's SPI while there is no responder SPI.</summary>
    public ShardId OwnerOf(ulong spi) => new((int)((Mix(spi ^ key) >> 32) * (ulong)ShardCount >> 32));

    /// <summary>Owner of an inbound ESP or AH SPI.</summary>
    public ShardId OwnerOf(uint spi) => OwnerOf(spi | 0x4553_5000_0000_0000UL);

    /// <summary>Owner of numbers given out by shards: unique ids and tunnel ids (see <see cref="NumberSource"/>).</summary>
    public ShardId OwnerOfNumber(ulong number) => new((int)((number - 1) % (ulong)ShardCount));

    /// <summary>Owner of all pools of virtual addresses.</summary>
    public ShardId OwnerOfAddressPools => new(0);

    /// <summary>Home of a vpn's own initiations.</summary>
    public ShardId HomeOf(string vpnName)
    {
        ulong hash = 14695981039346656037;
        foreach (var character in vpnName)
        {
            hash = (hash ^ character) * 1099511628211;
        }

        return new((int)((Mix(hash) >> 32) * (ulong)ShardCount >> 32));
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccd;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}

/// <summary>Numbers that no two shards share: shard k of N gives k+1, k+1+N, k+1+2N ...</summary>
public sealed class NumberSource(ShardId shard, int shardCount)
{
    private ulong _next = (ulong)shard.Value + 1;

    public ulong Next()
    {
        var number = _next;
        _next += (ulong)shardCount;
        return number;
    }
}
