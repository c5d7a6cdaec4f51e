using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>Pools of virtual addresses and their leases as messages.</summary>
internal static class AddressMapper
{
    public static V1.ListAddressPoolsResponse ToMessage(RegistryView view, V1.ListAddressPoolsRequest request) => new()
    {
        AsOf = WireValues.Moment(view.AsOf),
        Pools = { view.AddressPools.Where(pool => !request.HasVrf || pool.Vrf == request.Vrf).Select(ToMessage) },
    };

    public static V1.AddressLease ToMessage(AddressLease lease) => new()
    {
        Address = lease.Address.ToString(),
        Pool = lease.PoolName,
        Identity = FactMapper.ToMessage(lease.Identity),
        Vpn = lease.VpnName,
        TunnelId = lease.TunnelId.Value,
        Since = WireValues.Moment(lease.Since),
        ReleasedAt = WireValues.Moment(lease.ReleasedAt),
        Vrf = lease.Vrf,
    };

    private static V1.AddressPool ToMessage(AddressPoolSnapshot pool) => new()
    {
        Name = pool.Name,
        Ranges = { pool.Ranges.Select(static range => range.ToString()) },
        Ipv4 = ToMessage(pool.Ipv4),
        Ipv6 = ToMessage(pool.Ipv6),
        Granted = pool.Granted,
        Refused = pool.Refused,
        Vrf = pool.Vrf,
    };

    private static V1.AddressUsage ToMessage(AddressUsage usage) => new() { Size = usage.Size, InUse = (ulong)usage.InUse, Kept = (ulong)usage.Kept };
}
