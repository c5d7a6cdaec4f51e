using System.Net;
using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>NMsec_GET_IPTUNDYNIKE, NMsec_GET_IPTUNDYNSTACK and NMsec_GET_IKETUNCASCADE over the socket.</summary>
public class DynamicTunnelRequestTests
{
    [Fact]
    public async Task IkeView_EveryTunnel_CarriesTheFactsOfItsSnapshot()
    {
        var registry = new CannedRegistry(tunnels: 30).Registry;
        await using var host = await NmsecTestHost.StartAsync(registry);
        await using var client = await host.ConnectAsync();
        var records = await IkeViewAsync(client);
        var children = registry.Capture().Enumerate().SelectMany(ike => ike.Children.Reverse().Select(child => (ike, child))).ToList();
        Assert.Equal(children.Count, records.Count);
        foreach (var ((ike, child), record) in children.Zip(records))
        {
            var (tunnel, dynamic) = (record.Tunnel, record.Dynamic);
            Assert.Equal((child.Id.ToIpsecName(), child.Generation), (tunnel.TunnelId.ToString(), dynamic.Generation));
            Assert.Equal((ike.Id.ToIkeName(), ike.Generation), (dynamic.IkeTunnelId.ToString(), dynamic.IkeGeneration));
            Assert.Equal((child.PolicyName, child.PolicyName), (tunnel.VpnAction.ToString(), dynamic.VpnRule.ToString()));
            Assert.Equal((IpTunnelType.Ike, EncapsulationMode.Tunnel, DataTunnelProtocol.Esp), (tunnel.Type, tunnel.Mode, tunnel.Protocol));
            Assert.Equal((child.Local.Address, child.Remote.Address), (tunnel.LocalAddress, tunnel.RemoteAddress));
            Assert.Equal((child.SpiIn, child.SpiOut), (tunnel.InboundEncryptionSpi, tunnel.OutboundEncryptionSpi));
            Assert.Equal((0u, 0u), (tunnel.InboundAuthenticationSpi, tunnel.OutboundAuthenticationSpi));
            Assert.Equal(
                child.Encryption.IsCombinedMode
                    ? (DataTunnelEncryption.AesGcm16, DataTunnelAuthentication.None, 256u)
                    : (DataTunnelEncryption.AesCbc, DataTunnelAuthentication.HmacSha256_128, 128u),
                (tunnel.Encryption, tunnel.Authentication, tunnel.EncryptionKeyLength));
            Assert.Equal((uint)child.InstalledAt!.Value.ToUnixTimeSeconds(), tunnel.StartTime);
            Assert.Equal(tunnel.StartTime, record.Ike.StartTime);
            Assert.Equal((uint)child.RekeyAt!.Value.ToUnixTimeSeconds(), dynamic.LifetimeRefresh);
            Assert.Equal((uint)child.ExpiresAt!.Value.ToUnixTimeSeconds(), dynamic.LifetimeExpire);
            Assert.Equal(3960u, dynamic.Lifetime);
            Assert.Equal(child.UdpEncapsulation, (dynamic.Flags & DynamicTunnelFlags.UdpEncapsulation) != 0);
            Assert.Equal(child.UdpEncapsulation ? child.Remote.Port : 0, dynamic.RemoteUdpPort);
            Assert.Equal(ike.RemoteNatDetected, (dynamic.Flags & DynamicTunnelFlags.RemoteNat) != 0);
            Assert.Equal(ike.CanInitiate, (dynamic.Flags & DynamicTunnelFlags.CanInitiate) != 0);
            Assert.Equal(("192.168.0.0/24", "192.168.99.0/24"), (record.LocalClientIdentity, record.RemoteClientIdentity));
            Assert.Equal((IsakmpIdentityType.Ipv4Subnet, IsakmpIdentityType.Ipv4Subnet), (record.Ike.LocalIdentityType, record.Ike.RemoteIdentityType));
            Assert.Equal(((ushort)0, ushort.MaxValue, (byte)0), (dynamic.LocalPortLow, dynamic.LocalPortHigh, dynamic.IpProtocol));
        }
    }

    [Fact]
    public async Task StackView_OfTunnelsInNegotiation_LeavesThemOut()
    {
        var template = CannedRegistry.Tunnel(2);
        var child = template.Children[0];
        await using var host = await NmsecTestHost.StartAsync(CannedTunnels.Registry(template with
        {
            Children =
            [
                child,
                child with { Id = new TunnelId(8), State = IpsecTunnelState.Negotiating },
                child with { Id = new TunnelId(9), State = IpsecTunnelState.Pending },
            ],
        }));
        await using var client = await host.ConnectAsync();
        var ike = await client.MonitorAsync(NmsecMessageType.GetDynamicTunnelsIke, DynamicTunnelIkeRecord.Read, []);
        Assert.Equal((3u, 3u), (ike.Count, ike.TotalAvailable));
        var states = (await ike.ToListAsync()).Select(record => (record.Tunnel.TunnelId.ToString(), record.Tunnel.State, record.Ike.ExtendedState, record.Tunnel.StartTime == 0));
        Assert.Equal(
            [
                ("Y9", SecurityAssociationState.Pending, Phase2State.Waiting, true),
                ("Y8", SecurityAssociationState.Incomplete, Phase2State.WaitPeer, true),
                ("Y2", SecurityAssociationState.Active, Phase2State.Done, false),
            ],
            states);
        var stack = await client.MonitorAsync(NmsecMessageType.GetDynamicTunnelsStack, DynamicTunnelStackRecord.Read, []);
        Assert.Equal((1u, 1u), (stack.Count, stack.TotalAvailable));
        var record = Assert.Single(await stack.ToListAsync());
        Assert.Equal(("Y2", IpTunnelType.Stack), (record.Tunnel.TunnelId.ToString(), record.Tunnel.Type));
        Assert.Equal(
            (200ul, 400ul, 200_000ul, 400_000ul, 400_000ul, StackTunnelFlags.None),
            (record.Stack.InboundPackets, record.Stack.OutboundPackets, record.Stack.InboundBytes, record.Stack.OutboundBytes, record.Stack.CurrentLifesize, record.Stack.Flags));
    }

    [Fact]
    public async Task Instances_OfOneTunnel_StandFromTheNewestToTheOldest()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry(tunnels: 3).Registry);
        await using var client = await host.ConnectAsync();
        var first = (await IkeViewAsync(client)).Where(record => record.Tunnel.TunnelId.ToString() == "Y1").ToList();
        Assert.Equal([2u, 1u], first.Select(record => record.Dynamic.Generation));
        Assert.Equal([SecurityAssociationState.Active, SecurityAssociationState.Expired], first.Select(record => record.Tunnel.State));
    }

    public static TheoryData<NmsecFilter, string> Filters => new()
    {
        { new NmsecFilter { TunnelId = "Y1" }, "Y1 Y1" },
        { new NmsecFilter { TunnelId = "Y1", CurrentGenerationOnly = true }, "Y1" },
        { new NmsecFilter { TunnelId = "K1" }, "" },
        { new NmsecFilter { ObjectName = "trunk", State = SecurityAssociationState.Active }, "Y1 Y2 Y3 Y4 Y5 Y6" },
        { new NmsecFilter { ObjectName = "trunkx" }, "" },
        { new NmsecFilter { State = SecurityAssociationState.Expired }, "Y1" },
        { new NmsecFilter { RemoteAddress = IPNetwork.Parse("198.51.100.2/31") }, "Y2 Y3" },
        { new NmsecFilter { LocalAddress = IPNetwork.Parse("2001:db8::/32") }, "Y5" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Filters_OfBothViews_SelectAndTellHowManyThereAre(NmsecFilter filter, string expected)
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry(tunnels: 6).Registry);
        await using var client = await host.ConnectAsync();
        var ike = await client.MonitorAsync(NmsecMessageType.GetDynamicTunnelsIke, DynamicTunnelIkeRecord.Read, [filter]);
        Assert.Equal(7u, ike.TotalAvailable);
        Assert.Equal(expected, string.Join(' ', (await ike.ToListAsync()).Select(record => record.Tunnel.TunnelId.ToString())));
        var stack = await client.MonitorAsync(NmsecMessageType.GetDynamicTunnelsStack, DynamicTunnelStackRecord.Read, [filter]);
        Assert.Equal(7u, stack.TotalAvailable);
        Assert.Equal(expected, string.Join(' ', (await stack.ToListAsync()).Select(record => record.Tunnel.TunnelId.ToString())));
    }

    [Fact]
    public async Task Cascade_OfEveryTunnel_IsTheIkeTunnelWithItsDynamicTunnelsInside()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry(tunnels: 30).Registry);
        await using var client = await host.ConnectAsync();
        var tunnels = await (await client.GetIkeTunnelsAsync()).ToListAsync();
        var cascades = await (await client.MonitorAsync(NmsecMessageType.GetIkeTunnelsCascade, IkeTunnelCascadeRecord.Read, [])).ToListAsync();
        Assert.Equal(tunnels.Select(Key), cascades.Select(cascade => Key(cascade.IkeTunnel)));
        Assert.Equal(tunnels.Select(tunnel => tunnel.RemoteIdentity), cascades.Select(cascade => cascade.IkeTunnel.RemoteIdentity));
        Assert.All(cascades, cascade => Assert.Equal((uint)cascade.DynamicTunnels.Count, cascade.DynamicTunnelTotal));
        Assert.Equal(
            (await IkeViewAsync(client)).Select(record => (record.Tunnel, record.Dynamic, record.Ike, record.LocalClientIdentity)),
            cascades.SelectMany(cascade => cascade.DynamicTunnels).Select(record => (record.Tunnel, record.Dynamic, record.Ike, record.LocalClientIdentity)));
        Assert.Contains(cascades, cascade => cascade.DynamicTunnels.Count == 0);
        Assert.Contains(cascades, cascade => cascade.DynamicTunnels.Count == 2);

        static (string Id, uint Generation) Key(IkeTunnelRecord record) => (record.Tunnel.TunnelId.ToString(), record.Tunnel.Generation.Value);
    }

    [Fact]
    public async Task Cascade_OfATunnelWithThousandsInside_ComesWhole()
    {
        var template = CannedRegistry.Tunnel(2);
        await using var host = await NmsecTestHost.StartAsync(CannedTunnels.Registry(
            template with { Children = [.. Enumerable.Range(1, 3_000).Select(number => template.Children[0] with { Id = new TunnelId((ulong)number) })] },
            CannedRegistry.Tunnel(3)));
        await using var client = await host.ConnectAsync();
        var cascades = await (await client.MonitorAsync(
            NmsecMessageType.GetIkeTunnelsCascade, IkeTunnelCascadeRecord.Read, [new NmsecFilter { TunnelId = "K2" }, new NmsecFilter { TunnelId = "K3" }])).ToListAsync();
        Assert.Equal([3_000, 1], cascades.Select(cascade => cascade.DynamicTunnels.Count));
        Assert.Equal("Y3000", cascades[0].DynamicTunnels[0].Tunnel.TunnelId.ToString());
    }

    [Fact]
    public void State_OfEveryRow_IsTheInterfacesPair() => Assert.Equal(
        [(2, 0), (3, 3), (4, 4), (4, 4), (6, 7), (6, 7), (5, 5), (5, 5), (2, 1)],
        Enum.GetValues<IpsecTunnelState>().Select(state =>
        {
            var (sa, extended) = DynamicTunnelMapper.State(CannedRegistry.Tunnel(2).Children[0] with { State = state, IsInitiator = true });
            return ((int)sa, (int)extended);
        }));

    [Fact]
    public void State_OfANegotiationOfThePeer_IsKeyExchange() => Assert.Equal(
        (SecurityAssociationState.Incomplete, Phase2State.KeyExchange),
        DynamicTunnelMapper.State(CannedRegistry.Tunnel(2).Children[0] with { State = IpsecTunnelState.Negotiating, IsInitiator = false }));

    [Fact]
    public void Activation_OfEveryRow_IsTheInterfacesNumber()
        => Assert.Equal([0, 1, 2, 3, 6], Enum.GetValues<Registry.ActivationMethod>().Select(method => (int)DynamicTunnelMapper.Activation(method)));

    [Fact]
    public void Tunnel_OfAh_HasItsSpisInTheAuthenticationFields()
    {
        var tunnel = new DynamicTunnel(CannedRegistry.Tunnel(2), CannedRegistry.Tunnel(2).Children[0] with
        {
            Protocol = IpsecProtocol.Ah,
            Mode = IpsecMode.Transport,
            Encryption = AlgorithmInfo.None,
            Integrity = CannedRegistry.HmacSha256_128,
            CopiesDf = false,
            CopiesDscp = false,
        });
        var section = DynamicTunnelMapper.Tunnel(tunnel, IpTunnelType.Ike);
        Assert.Equal((51, 2, 7, 0), ((int)section.Protocol, (int)section.Mode, (int)section.Authentication, (int)section.Encryption));
        Assert.Equal((0xc000_0002u, 0xd000_0002u, 0u, 0u), (section.InboundAuthenticationSpi, section.OutboundAuthenticationSpi, section.InboundEncryptionSpi, section.OutboundEncryptionSpi));

        // Without an outer header there is nothing to clear.
        var none = DynamicTunnelMapper.Dynamic(tunnel).Flags;
        Assert.Equal(DynamicTunnelFlags.None, none & (DynamicTunnelFlags.ClearDontFragment | DynamicTunnelFlags.ClearDscp));
        var both = DynamicTunnelMapper.Dynamic(tunnel with { Child = tunnel.Child with { Mode = IpsecMode.Tunnel } }).Flags;
        Assert.Equal(DynamicTunnelFlags.ClearDontFragment | DynamicTunnelFlags.ClearDscp, both & (DynamicTunnelFlags.ClearDontFragment | DynamicTunnelFlags.ClearDscp));
    }

    private static async Task<List<DynamicTunnelIkeRecord>> IkeViewAsync(NmsecClient client)
        => await (await client.MonitorAsync(NmsecMessageType.GetDynamicTunnelsIke, DynamicTunnelIkeRecord.Read, [])).ToListAsync();
}
