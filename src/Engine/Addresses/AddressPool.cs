using System.Collections.Immutable;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Addresses;

/// <summary>One pool with its leases, and what is published of it.</summary>
internal sealed class AddressPool(AddressPoolPolicy policy, string vrf)
{
    private readonly AddressSpace _ipv4 = new();
    private readonly AddressSpace _ipv6 = new();
    private readonly ImmutableSortedDictionary<AddressOrder, AddressLease>.Builder _leases = ImmutableSortedDictionary.CreateBuilder<AddressOrder, AddressLease>();
    private ulong _granted;
    private ulong _refused;

    public AddressPoolPolicy Policy { get; private set; } = policy;

    public void Load(AddressPoolPolicy policy)
    {
        Policy = policy;
        var forgotten = new List<LeasedAddress>();
        _ipv4.Load([.. policy.Ranges.Where(range => !range.IsIpv6)], forgotten);
        _ipv6.Load([.. policy.Ranges.Where(range => range.IsIpv6)], forgotten);
        foreach (var lease in forgotten)
        {
            _leases.Remove(lease.Order);
        }
    }

    public AddressSpace SpaceOf(bool ipv6) => ipv6 ? _ipv6 : _ipv4;

    /// <summary>The address goes to who asks, or is shared with who asks.</summary>
    public GrantedAddress Grant(LeasedAddress lease, AddressRequest request, EngineInstant now)
    {
        lease.Others?.Add(lease.Holder);
        lease.Holder = request.Holder;
        lease.VpnName = request.VpnName;
        lease.Peer = request.Peer;
        lease.Since = lease.Others is null ? now : lease.Since;
        _granted++;
        Publish(lease);
        return new GrantedAddress(Policy.Name, lease.Address);
    }

    public void CountRefusal() => _refused++;

    /// <summary>The tunnel gives the address back; others that share it keep it. False when the tunnel does not have it.</summary>
    public bool Release(IpAddress address, TunnelId holder, EngineInstant now)
    {
        var space = SpaceOf(address.IsIpv6);
        if (space.FindInUse(address) is not { } lease)
        {
            return false;
        }

        if (lease.Others is { Count: > 0 } others)
        {
            if (!others.Remove(holder))
            {
                if (lease.Holder != holder)
                {
                    return false;
                }

                lease.Holder = others[^1];
                others.RemoveAt(others.Count - 1);
            }

            Publish(lease);
            return true;
        }

        if (lease.Holder != holder)
        {
            return false;
        }

        lease.Others = null;
        if (space.Release(lease, now))
        {
            Publish(lease);
        }
        else
        {
            _leases.Remove(lease.Order);
        }

        return true;
    }

    public AddressPoolSnapshot Snapshot() => new()
    {
        Name = Policy.Name,
        Vrf = vrf,
        Ranges = [.. Policy.Ranges.Select(static range => new AddressRangeInfo(range.First.ToIPAddress(), range.Last.ToIPAddress()))],
        Ipv4 = new AddressUsage(_ipv4.Size, _ipv4.InUse, _ipv4.Kept),
        Ipv6 = new AddressUsage(_ipv6.Size, _ipv6.InUse, _ipv6.Kept),
        Granted = _granted,
        Refused = _refused,
        Leases = _leases.ToImmutable(),
    };

    private void Publish(LeasedAddress lease) => _leases[lease.Order] = new AddressLease
    {
        Address = lease.Address.ToIPAddress(),
        Vrf = vrf,
        PoolName = Policy.Name,
        Identity = SnapshotBuilder.Describe(lease.Identity),
        VpnName = lease.VpnName,
        TunnelId = lease.Holder,
        Since = lease.Since.ToUtc(),
        ReleasedAt = lease.ReleasedAt?.ToUtc(),
    };
}
