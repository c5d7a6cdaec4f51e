using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>
/// Where a peer's virtual addresses come from: first from what a RADIUS server gave it, which is a pool of its own and nobody else's; what is missing then from the
/// pools of its vpn.
/// </summary>
internal sealed class AddressSources
{
    private readonly IkeSa _sa;
    private readonly AddressPoolPolicy? _own;
    private readonly bool _wantsAddresses;

    private AddressSources(IkeSa sa, AddressPoolPolicy? own, ValueList<IpAddress> wanted)
    {
        _sa = sa;
        _own = own;
        _wantsAddresses = wanted.Count > 0;
        var left = own?.Ranges.Select(static range => range.First).ToList() ?? [];
        var given = new List<GrantedAddress>();
        var missing = new List<IpAddress>();
        foreach (var wish in wanted)
        {
            var at = left.FindIndex(address => address.IsIpv6 == wish.IsIpv6);
            if (at < 0)
            {
                missing.Add(wish);
                continue;
            }

            given.Add(new GrantedAddress(RadiusGrant.PoolName, left[at]));
            left.RemoveAt(at);
        }

        Missing = missing.ToValueList();
        if (given.Count > 0)
        {
            sa.Family.Leases = given.ToValueList();
            sa.Services.MarkDirty(sa);
        }
    }

    /// <summary>Addresses that the vpn's pools are to give.</summary>
    public ValueList<IpAddress> Missing { get; }

    /// <summary>Null when the vpn gives peers nothing.</summary>
    /// <param name="sa">The SA of the peer.</param>
    /// <param name="wanted">What it asks for, one entry an address.</param>
    public static AddressSources? Of(IkeSa sa, ValueList<IpAddress> wanted)
    {
        var policy = sa.Policy!;
        return policy.AddressPools.Count == 0 && !policy.UsesRadiusAddresses
            ? null
            : new AddressSources(sa, policy.UsesRadiusAddresses ? sa.Family.Radius?.Grant.Addresses : null, wanted);
    }

    /// <summary>The answer to the peer, with what the pools have given; null when it asked for addresses and gets none.</summary>
    public ConfigurationPayload? Complete(AddressGrant fromPools)
    {
        ValueList<GrantedAddress> all = [.. _sa.Family.Leases.Where(static lease => lease.PoolName == RadiusGrant.PoolName), .. fromPools.Addresses];
        if (_wantsAddresses && all.Count == 0)
        {
            return null;
        }

        IEnumerable<AddressPoolPolicy> pools = _sa.Services.Configuration.AddressPools;
        var names = _sa.Policy!.AddressPools;
        if (_own is not null)
        {
            pools = pools.Prepend(_own);
            names = [_own.Name, .. names];
        }

        return ConfigurationReplies.Of(pools, names, _wantsAddresses ? new AddressGrant(fromPools.Serial, all) : null);
    }
}
