using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Addresses;

/// <summary>
/// A shard's side of virtual addresses: its peers' wishes go to the shard that owns the pools, and what the tunnels had goes back when they end.
/// </summary>
internal sealed class VirtualAddresses
{
    private readonly ShardServices _services;
    private readonly Dictionary<ulong, (IkeSa Sa, ResponderExchange Exchange)> _waiting = [];
    private readonly Dictionary<TunnelId, ValueList<IpAddress>> _given = [];
    private ulong _serial;

    public VirtualAddresses(ShardServices services)
    {
        _services = services;
        Pools = services.Context.Map.OwnerOfAddressPools == services.Context.Id ? new AddressPools(services.Context.Vrf) : null;
    }

    /// <summary>The addresses that peers have given this shard's tunnels.</summary>
    public IReadOnlyCollection<ValueList<IpAddress>> Given => _given.Values;

    /// <summary>The pools, in the shard that owns them; null in the others.</summary>
    public AddressPools? Pools { get; }

    /// <summary>What a peer that has just authenticated asks for.</summary>
    /// <param name="sa">Its SA.</param>
    /// <param name="wanted">The addresses.</param>
    /// <param name="isInitialContact">It starts anew: its other SAs will be closed, as with <c>unique-sa replace</c>.</param>
    public AddressRequest RequestOf(IkeSa sa, ValueList<IpAddress> wanted, bool isInitialContact) => new()
    {
        Shard = _services.Context.Id,
        Serial = ++_serial,
        Holder = sa.TunnelId,
        VpnName = sa.Name,
        Pools = sa.Policy!.AddressPools,
        Identity = sa.RemoteIdentity!,
        Peer = sa.Path.Remote.Address,
        Wanted = wanted,
        TakesOver = sa.Policy.UniqueSa == UniqueSaPolicy.Replace || (isInitialContact && sa.Policy.UniqueSa != UniqueSaPolicy.Never),
    };

    /// <summary>Asks for addresses. Null when the answer comes later, from another shard.</summary>
    public AddressGrant? Ask(AddressRequest request, IkeSa sa, ResponderExchange exchange)
    {
        if (Pools is { } pools)
        {
            return Keep(sa, pools.Grant(request, _services.Now));
        }

        _waiting[request.Serial] = (sa, exchange);
        _services.Context.Output.Post(_services.Context.Map.OwnerOfAddressPools, new ShardCommand.GrantAddresses(request));
        return null;
    }

    /// <summary>A peer of another shard asks.</summary>
    public void GrantTo(AddressRequest request)
    {
        if (Pools is { } pools)
        {
            _services.Context.Output.Post(request.Shard, new ShardCommand.AddressesGranted(pools.Grant(request, _services.Now)));
        }
    }

    /// <summary>Who waits for a grant. Null when nobody does any more: then the addresses go back.</summary>
    public (IkeSa Sa, ResponderExchange Exchange)? TakeWaiting(AddressGrant grant)
    {
        if (!_waiting.Remove(grant.Serial, out var waiting))
        {
            return null;
        }

        if (waiting.Sa.State is IkeSaState.Closed || !ReferenceEquals(waiting.Sa.Incoming.Current, waiting.Exchange))
        {
            Return(waiting.Sa.TunnelId, grant.Addresses);
            return null;
        }

        Keep(waiting.Sa, grant);
        return waiting;
    }

    /// <summary>Gives addresses back, in the shard that owns the pools.</summary>
    public void Release(TunnelId holder, ValueList<GrantedAddress> addresses) => Pools?.Release(holder, addresses, _services.Now);

    /// <summary>The peer assigned addresses to us: the host gets them.</summary>
    public void Install(IkeSa sa, ValueList<IpAddress> addresses, ValueList<IpAddress> dnsServers)
    {
        var interfaceName = _services.Configuration.VirtualAddressInterface;
        _given[sa.TunnelId] = addresses;
        sa.Family.Assigned = new AssignedAddresses(addresses, dnsServers, interfaceName);
        _services.MarkDirty(sa);
        foreach (var address in addresses)
        {
            _services.Context.Output.HaveAddress(address, interfaceName, wanted: true);
            _services.Emit(new ProgressEvent(LogSubsystem.Config, 1, $"virtual address {address} assigned by the peer") { IkeUniqueId = sa.UniqueId, VpnName = sa.Name });
        }
    }

    /// <summary>The last SA of a tunnel is gone: what the peer had goes back to the pools, what we had leaves the host.</summary>
    public void EndOf(TunnelFamily family)
    {
        if (family.Leases is { Count: > 0 } leases)
        {
            family.Leases = [];
            Return(family.Id, leases);
        }

        if (family.Assigned is { } assigned)
        {
            family.Assigned = null;
            _given.Remove(family.Id);
            foreach (var address in assigned.Addresses)
            {
                _services.Context.Output.HaveAddress(address, assigned.InterfaceName, wanted: false);
            }
        }
    }

    private AddressGrant Keep(IkeSa sa, AddressGrant grant)
    {
        if (grant.Addresses.Count > 0)
        {
            sa.Family.Leases = [.. sa.Family.Leases, .. grant.Addresses];
            _services.MarkDirty(sa);
        }

        return grant;
    }

    private void Return(TunnelId holder, ValueList<GrantedAddress> addresses)
    {
        if (addresses.Count == 0)
        {
            return;
        }

        if (Pools is { } pools)
        {
            pools.Release(holder, addresses, _services.Now);
        }
        else
        {
            _services.Context.Output.Post(_services.Context.Map.OwnerOfAddressPools, new ShardCommand.ReleaseAddresses(holder, addresses));
        }
    }
}
