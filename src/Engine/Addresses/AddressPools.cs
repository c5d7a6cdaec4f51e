using MyIkev2.Engine.Policy;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Addresses;

/// <summary>
/// All pools, owned by one shard: an identity may come back to any shard and is to get its address again, and a pool is to be exhausted only when its
/// last address is in use. The other shards ask by command; one address costs two, and no lock.
/// </summary>
/// <param name="vrf">Their VRF.</param>
internal sealed class AddressPools(string vrf = "main")
{
    private Dictionary<string, AddressPool> _byName = [];
    private ValueList<AddressPoolPolicy> _policies = [];

    /// <summary>Something was granted, given back or configured since the last <see cref="Publish"/>.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>What is configured. A pool that stays keeps its leases; with one that goes, its leases go.</summary>
    public void Load(ValueList<AddressPoolPolicy> policies)
    {
        if (_policies.Equals(policies))
        {
            return;
        }

        var before = _byName;
        _policies = policies;
        _byName = [];
        foreach (var policy in policies)
        {
            var pool = before.GetValueOrDefault(policy.Name) ?? new AddressPool(policy, vrf);
            pool.Load(policy);
            _byName[policy.Name] = pool;
        }

        IsChanged = true;
    }

    /// <summary>Gives what can be given.</summary>
    public AddressGrant Grant(AddressRequest request, EngineInstant now)
    {
        var pools = new List<AddressPool>(request.Pools.Count);
        foreach (var name in request.Pools)
        {
            if (_byName.TryGetValue(name, out var pool))
            {
                pools.Add(pool);
            }
        }

        var taken = new List<LeasedAddress>(request.Wanted.Count);
        var granted = new List<GrantedAddress>(request.Wanted.Count);
        foreach (var wanted in request.Wanted)
        {
            if (Find(pools, request, wanted, taken) is { } found)
            {
                taken.Add(found.Lease);
                granted.Add(found.Pool.Grant(found.Lease, request, now));
                IsChanged = true;
            }
            else
            {
                foreach (var pool in pools.Where(pool => pool.SpaceOf(wanted.IsIpv6).Size > 0))
                {
                    pool.CountRefusal();
                    IsChanged = true;
                }
            }
        }

        return new AddressGrant(request.Serial, granted.ToValueList());
    }

    /// <summary>A tunnel gives its addresses back.</summary>
    public void Release(TunnelId holder, IEnumerable<GrantedAddress> addresses, EngineInstant now)
    {
        foreach (var (name, address) in addresses)
        {
            IsChanged |= _byName.TryGetValue(name, out var pool) && pool.Release(address, holder, now);
        }
    }

    public IReadOnlyList<AddressPoolSnapshot> Publish()
    {
        IsChanged = false;
        return [.. _policies.Select(policy => _byName[policy.Name].Snapshot())];
    }

    /// <summary>
    /// In this order: what its predecessor has, the address it names if that was its own or nobody's, the one it had last, one that nobody had, the
    /// one that was given back longest ago. Each in all pools before the next.
    /// </summary>
    private static (AddressPool Pool, LeasedAddress Lease)? Find(List<AddressPool> pools, AddressRequest request, IpAddress wanted, List<LeasedAddress> taken) =>
        First(pools, wanted, space => Shared(space, request, wanted, taken))
        ?? First(pools, wanted, space => Used(space, space.FindKept(request.Identity, wanted), request))
        ?? First(pools, wanted, space => space.TakeWanted(wanted, request.Identity))
        ?? First(pools, wanted, space => Used(space, space.FindKept(request.Identity, IpAddress.FromBits(0, wanted.IsIpv6)), request))
        ?? First(pools, wanted, space => space.TakeAny(request.Identity));

    private static (AddressPool Pool, LeasedAddress Lease)? First(List<AddressPool> pools, IpAddress wanted, Func<AddressSpace, LeasedAddress?> find)
    {
        foreach (var pool in pools)
        {
            if (find(pool.SpaceOf(wanted.IsIpv6)) is { } lease)
            {
                return (pool, lease);
            }
        }

        return null;
    }

    /// <summary>
    /// An address in use that the same peer may use once more: it begins anew, or it reauthenticates and names the address that it has (make before
    /// break). Two devices that share an identity must not share an address.
    /// </summary>
    private static LeasedAddress? Shared(AddressSpace space, AddressRequest request, IpAddress wanted, List<LeasedAddress> taken)
    {
        var lease = wanted.IsUnspecified ? null : space.FindInUse(wanted);
        if (lease is not null && (taken.Contains(lease) || !lease.Identity.Equals(request.Identity) || !(request.TakesOver || lease.Peer == request.Peer)))
        {
            lease = null;
        }

        if (request.TakesOver)
        {
            lease ??= space.FindInUse(request.Identity, taken);
        }

        if (lease is not null)
        {
            lease.Others ??= [];
        }

        return lease;
    }

    private static LeasedAddress? Used(AddressSpace space, LeasedAddress? kept, AddressRequest request)
    {
        if (kept is not null)
        {
            space.Use(kept, request.Identity);
        }

        return kept;
    }
}
