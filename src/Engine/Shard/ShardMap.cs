namespace MyIkev2.Engine.Shard;

/// <summary>
/// Says which shard owns an SPI, by a keyed hash: a peer cannot aim at one shard, and repeats of its first message land on the same one.
/// Immutable, shared by the router and all shards.
/// </summary>
/// <param name="shardCount">Number of shards.</param>
/// <param name="key">Key of the hash.</param>
/// <param name="numbers">The numbers that these shards give; null = those of an engine that is alone.</param>
public sealed class ShardMap(int shardCount, ulong key, NumberRange? numbers = null)
{
    /// <summary>The numbers that these shards give.</summary>
    public NumberRange Numbers { get; } = numbers ?? NumberRange.Main;

    public int ShardCount { get; } = shardCount >= 1 ? shardCount : throw new ArgumentOutOfRangeException(nameof(shardCount));

    /// <summary>Owner of an IKE SPI that this side chose, or of the initiator's SPI while there is no responder SPI.</summary>
    public ShardId OwnerOf(ulong spi) => new((int)((Mix(spi ^ key) >> 32) * (ulong)ShardCount >> 32));

    /// <summary>Owner of an inbound ESP or AH SPI.</summary>
    public ShardId OwnerOf(uint spi) => OwnerOf(spi | 0x4553_5000_0000_0000UL);

    /// <summary>Owner of numbers given out by shards: unique ids and tunnel ids (see <see cref="NumberSource"/>).</summary>
    public ShardId OwnerOfNumber(ulong number) => new((int)(((uint)number - Numbers.First - 1) % (ulong)ShardCount));

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

/// <summary>
/// Numbers that no two engines of a process share. The low 32 bits, which are all of a unique id, are in a part of their own for each VRF and come again when
/// that is used up; the whole, which is a tunnel id, never comes again.
/// </summary>
/// <param name="First">One less than the first number.</param>
/// <param name="Size">How many there are before the low 32 bits come again.</param>
/// <param name="Epoch">How often that has happened, or an engine of the same VRF has started.</param>
public readonly record struct NumberRange(uint First, uint Size, uint Epoch)
{
    /// <summary>VRFs beside main that can be served in the life of a process.</summary>
    public const int Others = 15;

    private const uint Half = 1u << 31;
    private const uint OtherSize = 1u << 27;

    /// <summary>Numbers of the VRF main: from 1 on.</summary>
    public static NumberRange Main { get; } = new(0, Half, 0);

    /// <summary>Numbers of another VRF.</summary>
    /// <param name="index">0 to <see cref="Others"/> less 1.</param>
    /// <param name="epoch">Starts of an engine for it so far.</param>
    public static NumberRange Other(int index, uint epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Others);
        return new NumberRange(Half + ((uint)index * OtherSize), OtherSize, epoch);
    }

    /// <summary>True for a unique id of this range.</summary>
    public bool Contains(uint uniqueId) => uniqueId > First && uniqueId - First <= Size;
}

/// <summary>Numbers that no two shards share: shard k of N gives k+1, k+1+N, k+1+2N ... behind the first of the range.</summary>
public sealed class NumberSource(ShardId shard, int shardCount, NumberRange range)
{
    // Epochs of one engine are apart from those of the next by more than it can use up.
    private const ulong EpochsOfOneEngine = 1 << 10;

    private readonly ulong _limit = range.Size / (ulong)shardCount * (ulong)shardCount;
    private ulong _next = (ulong)shard.Value + 1;
    private ulong _epoch = range.Epoch * EpochsOfOneEngine;

    public ulong Next()
    {
        var number = (_epoch << 32) + range.First + _next;
        _next += (ulong)shardCount;
        if (_next > _limit)
        {
            _next = (ulong)shard.Value + 1;
            _epoch++;
        }

        return number;
    }
}
