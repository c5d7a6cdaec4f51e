using System.Collections.Immutable;

namespace MyIkev2.Registry;

/// <summary>The write side: one per shard, called by that shard's thread only.</summary>
public interface IShardPublisher
{
    /// <summary>The shard's live counters.</summary>
    EngineCounters Counters { get; }

    /// <summary>The shard's notify payloads by type.</summary>
    NotifyCounts Notifies { get; }

    /// <summary>The shard's health; its loop and its inbox write it.</summary>
    ShardHealth Health { get; }

    /// <summary>Makes one turn's changes visible at once.</summary>
    void Commit(in ShardChanges changes);
}

/// <summary>What a shard changed in one turn. The spans are read before <see cref="IShardPublisher.Commit"/> returns.</summary>
public readonly ref struct ShardChanges
{
    /// <summary>When the turn ended, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>New or changed snapshots.</summary>
    public ReadOnlySpan<IkeTunnelSnapshot> Upserts { get; init; }

    /// <summary>Generations that are gone.</summary>
    public ReadOnlySpan<(TunnelId Id, uint Generation)> Removals { get; init; }

    /// <summary>Changes for subscribers and for the history, in order.</summary>
    public ReadOnlySpan<TunnelChange> Changes { get; init; }

    /// <summary>New retired totals, or null when nothing ended.</summary>
    public RetiredTotals? Retired { get; init; }

    /// <summary>The ping tasks, or null when none came or went.</summary>
    public PingTaskList? Pings { get; init; }

    /// <summary>The shard's manual tunnels, or null when none changed.</summary>
    public IReadOnlyList<ManualTunnelSnapshot>? ManualTunnels { get; init; }

    /// <summary>The shard's filters, or null when none came, changed or went.</summary>
    public IFilterTable? Filters { get; init; }

    /// <summary>The address pools, from the shard that owns them; null when none changed.</summary>
    public IReadOnlyList<AddressPoolSnapshot>? AddressPools { get; init; }

    /// <summary>What ended tunnels have counted and the coming and going by vpn, or null when nothing ended, came up or went down.</summary>
    public ImmutableDictionary<VpnKey, VpnPast>? Ended { get; init; }
}
