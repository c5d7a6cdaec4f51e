using System.Collections.Immutable;

namespace MyIkev2.Registry;

/// <summary>What one shard has published last. Immutable, but for the live counters it refers to.</summary>
public sealed class ShardView
{
    private SnapshotIndex? _index;

    /// <summary>0-based number of the shard.</summary>
    public required int Shard { get; init; }

    /// <summary>Grows by one with each commit of the shard.</summary>
    public required ulong Version { get; init; }

    /// <summary>When the shard committed.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>All live tunnels of the shard.</summary>
    public required SnapshotList Tunnels { get; init; }

    /// <summary>Live counters of the shard.</summary>
    public required EngineCounters Counters { get; init; }

    /// <summary>Live health of the shard.</summary>
    public required ShardHealth Health { get; init; }

    /// <summary>Notify payloads by type, live.</summary>
    public required NotifyCounts Notifies { get; init; }

    /// <summary>What its ended tunnels have counted.</summary>
    public required RetiredTotals Retired { get; init; }

    /// <summary>Its ping tasks.</summary>
    public required PingTaskList Pings { get; init; }

    /// <summary>The manual tunnels that it owns.</summary>
    public IReadOnlyList<ManualTunnelSnapshot> ManualTunnels { get; init; } = [];

    /// <summary>Its filters; a reference to what the packet path itself goes by.</summary>
    public IFilterTable Filters { get; init; } = NoFilters.Instance;

    /// <summary>The address pools that it owns.</summary>
    public IReadOnlyList<AddressPoolSnapshot> AddressPools { get; init; } = [];

    /// <summary>What its ended tunnels have counted, and its vpns' coming and going. Of vpns that have had a tunnel in this shard.</summary>
    public required ImmutableDictionary<VpnKey, VpnPast> Ended { get; init; }

    /// <summary>Look-ups other than by tunnel id; made at first use, shared by every view that holds this one. A race makes it twice, harmlessly.</summary>
    internal SnapshotIndex Index => Volatile.Read(ref _index) ?? MakeIndex();

    private SnapshotIndex MakeIndex()
    {
        var index = new SnapshotIndex(Tunnels);
        Volatile.Write(ref _index, index);
        return index;
    }
}
