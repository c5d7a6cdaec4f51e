using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Snmp;

/// <summary>Pools of virtual addresses as a shard would publish them.</summary>
internal static class CannedPools
{
    /// <summary>A pool of a VRF with leases of these addresses, all to tunnel 7 for an hour.</summary>
    public static AddressPoolSnapshot Of(string vrf, string name, params string[] addresses) => new()
    {
        Name = name,
        Vrf = vrf,
        Leases = addresses.Select(IPAddress.Parse).ToImmutableSortedDictionary(
            static address => new AddressOrder(address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6, BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes().AsSpan()[^4..])),
            address => new AddressLease
            {
                Address = address,
                Vrf = vrf,
                PoolName = name,
                Identity = new IdentityInfo(2, "peer"u8.ToArray(), "peer"),
                VpnName = "hq",
                TunnelId = new TunnelId(7),
                Since = CannedRegistry.Now.AddHours(-1),
            }),
    };
}
