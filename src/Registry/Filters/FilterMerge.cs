using System.Runtime.InteropServices;

namespace MyIkev2.Registry;

/// <summary>
/// One list of filters out of those of all shards. A configured filter stands in every shard and is one here, its counters summed; that of an SA stands
/// in the shard that has it.
/// </summary>
internal static class FilterMerge
{
    public static IEnumerable<IpFilterSnapshot> Over(IReadOnlyList<ShardView> shards, IpFilterSet set)
    {
        var filters = shards.Count == 1 ? shards[0].Filters.Enumerate(set) : Merge(shards, set);
        var numbers = new Dictionary<(string? Vrf, string VpnName, string Name, bool IsManual), int>();
        foreach (var filter in filters)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, (filter.Vrf, filter.VpnName, filter.Name, filter.Kind == IpFilterKind.Manual), out _);
            yield return ++number == filter.Number ? filter : filter with { Number = number };
        }
    }

    private static IEnumerable<IpFilterSnapshot> Merge(IReadOnlyList<ShardView> shards, IpFilterSet set)
    {
        var merged = new Dictionary<FilterKey, IpFilterSnapshot>();
        foreach (var filter in shards.SelectMany(shard => shard.Filters.Enumerate(set)))
        {
            ref var standing = ref CollectionsMarshal.GetValueRefOrAddDefault(
                merged, new FilterKey(filter.Vrf, filter.VpnName, filter.Name, filter.Kind == IpFilterKind.Manual, filter.Local, filter.Remote), out _);
            standing = standing is null ? filter : Combine(standing, filter);
        }

        // Stable, so what is equal in order stays as the shards had it.
        return merged.Values.OrderBy(static filter => filter.SearchOrder);
    }

    private static IpFilterSnapshot Combine(IpFilterSnapshot left, IpFilterSnapshot right)
    {
        // The shard with the SA knows where the filter leads to.
        var leading = right.IpsecTunnel is not null && left.IpsecTunnel is null ? right : left;
        return leading with
        {
            IsActive = left.IsActive || right.IsActive,
            CreatedAt = Earlier(left.CreatedAt, right.CreatedAt),
            UpdatedAt = left.UpdatedAt > right.UpdatedAt || right.UpdatedAt is null ? left.UpdatedAt : right.UpdatedAt,
            OutMatches = left.OutMatches + right.OutMatches,
            InMatches = left.InMatches + right.InMatches,
        };
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) => left < right || right is null ? left : right;

    private readonly record struct FilterKey(string? Vrf, string VpnName, string Name, bool IsManual, SelectorInfo Local, SelectorInfo Remote);
}
