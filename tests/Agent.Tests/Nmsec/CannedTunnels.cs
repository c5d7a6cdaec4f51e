using System.Net;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>Registries with exactly the tunnels that a test names.</summary>
internal static class CannedTunnels
{
    /// <summary>The tunnel of the worked example: K7 of stack TCPIP1.</summary>
    public static IkeTunnelSnapshot WorkedExample
    {
        get
        {
            var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
            var local = new EndpointInfo(IPAddress.Parse("192.0.2.10"), 500);
            var remote = new EndpointInfo(IPAddress.Parse("198.51.100.20"), 500);
            var counters = new IkeTunnelCounters();
            counters.ChildrenCreatedLocal.Set(1);
            var traffic = new IpsecTunnelCounters();
            traffic.InOctets.Set(1024);
            traffic.OutOctets.Set(3072);
            var template = CannedRegistry.Tunnel(1);
            return new IkeTunnelSnapshot
            {
                Id = new TunnelId(7),
                Generation = 1,
                UniqueId = 1,
                VpnName = "KER-Branch12",
                PolicyTemplate = "KEA-Gold",
                Vrf = "TCPIP1",
                State = IkeTunnelState.Established,
                IsInitiator = true,
                InitiatorSpi = 0x0102030405060708,
                ResponderSpi = 0x1112131415161718,
                Local = local,
                Remote = remote,
                LocalIdentity = new IdentityInfo(1, local.Address.GetAddressBytes(), "192.0.2.10"),
                RemoteIdentity = new IdentityInfo(1, remote.Address.GetAddressBytes(), "198.51.100.20"),
                LocalAuthenticationMethod = 2,
                RemoteAuthenticationMethod = 2,
                Encryption = new AlgorithmInfo(12, 256, "aes256-cbc"),
                Integrity = new AlgorithmInfo(12, 0, "hmac-sha256"),
                Prf = new AlgorithmInfo(5, 0, "hmac-sha256"),
                KeyExchange = new AlgorithmInfo(14, 0, "modp2048"),
                CreatedAt = start,
                EstablishedAt = start,
                RekeyAt = start.AddSeconds(25_200),
                ExpiresAt = start.AddSeconds(28_800),
                Lifetime = TimeSpan.FromSeconds(28_800),
                Children = [template.Children[1] with { Counters = traffic }],
                Counters = counters,
            };
        }
    }

    public static TunnelRegistry Registry(params IkeTunnelSnapshot[] tunnels)
    {
        var canned = new CannedRegistry(tunnels: 0, shards: 1);
        canned.Commit(0, upserts: tunnels);
        return canned.Registry;
    }
}
