using System.Collections.Concurrent;
using System.Text;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// The leases of virtual addresses in the order of their index, sorted once for each state of the pools. While leases change all the time at most a twentieth
/// of the time goes into sorting, and a request may see leases that are as old as twenty times what that takes. Thread-safe.
/// </summary>
internal sealed class LeaseRows(TimeProvider time)
{
    /// <summary>Octets of the longest name of a VRF that can stand in an index.</summary>
    internal const int LongestVrf = 64;

    private const int RebuildShare = 20;

    private readonly ConcurrentDictionary<VrfScope, Sorted> _sorted = new();

    /// <summary>The leases of the pools that a context shows.</summary>
    internal AddressLease[] Of(RegistryView view, VrfScope scope)
    {
        var now = time.GetTimestamp();
        if (_sorted.TryGetValue(scope, out var known) && (IsOf(known.Shards, view.Shards) || now < known.GoodUntil))
        {
            return known.Leases;
        }

        var leases = Sort(view.AddressPools.Where(pool => scope.Shows(pool.Vrf)));
        var done = time.GetTimestamp();
        _sorted[scope] = new Sorted([.. view.Shards.Select(static shard => shard.AddressPools)], leases, done + ((done - now) * RebuildShare));
        return leases;
    }

    private static bool IsOf(IReadOnlyList<AddressPoolSnapshot>[] before, IReadOnlyList<ShardView> shards)
    {
        if (before.Length != shards.Count)
        {
            return false;
        }

        for (var i = 0; i < before.Length; i++)
        {
            if (!ReferenceEquals(before[i], shards[i].AddressPools))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>VRFs with shorter names first, as indexes have it, then IPv4 before IPv6, then by address.</summary>
    private static AddressLease[] Sort(IEnumerable<AddressPoolSnapshot> pools) =>
    [
        .. pools.Select(static pool => (Pool: pool, Vrf: Encoding.UTF8.GetBytes(pool.Vrf)))
            .Where(static one => one.Vrf.Length is > 0 and <= LongestVrf)
            .GroupBy(static one => one.Pool.Vrf, StringComparer.Ordinal)
            .OrderBy(static group => group.First().Vrf.Length)
            .ThenBy(static group => Convert.ToHexString(group.First().Vrf), StringComparer.Ordinal)
            .SelectMany(static group => group.SelectMany(static one => one.Pool.Leases).OrderBy(static lease => lease.Key).Select(static lease => lease.Value)),
    ];

    private sealed record Sorted(IReadOnlyList<AddressPoolSnapshot>[] Shards, AddressLease[] Leases, long GoodUntil);
}
