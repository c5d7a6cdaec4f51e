using System.Net;
using MyIkev2.Agent.Nmsec.Mapping;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>NMsec_GET_IKETUN over the socket, from a canned registry.</summary>
public class IkeTunnelRequestTests
{
    [Fact]
    public async Task Request_ForTheWorkedExample_IsAnsweredByteExactly()
    {
        await using var host = await NmsecTestHost.StartAsync(CannedTunnels.Registry(CannedTunnels.WorkedExample));
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        await connection.SendAsync(RawConnection.Request(1, "TCPIP1"));
        var (_, response) = await connection.ReceiveAsync();
        const string Blanks48 = "404040404040404040404040404040404040404040404040404040404040404040404040404040404040404040404040";
        Assert.Equal(
            "D5D4A2D400000060000001F00001010A00000000000000010000000000000000"
            + "E3C3D7C9D7F140404040404040404040404040404040404000000000000000000000000000000060000001900000000100000001000000000000000000000000"
            + "D5D4A2D900000190003000040000000000000030010000010000013000400001" + "00000170000A000100000180000D0001"
            + "44000000D2F7" + Blanks48[..92] + "D2C5D960C299819583" + "88F1F2" + Blanks48[..72] + "D2C5C160C7969384" + Blanks48[..80]
            + "C000020A000000000000000000000000" + "C6336414000000000000000000000000"
            + "01020304050607081112131415161718" + "0004070C0000000E0301000400000000000000000000708069561B706956298001F401016955B90002000F03"
            + "00000000000000000000000100000100"
            + "00000001000000000000000100000000" + "00000000000000000000000000001000" + new string('0', 64)
            + "F1F9F24BF04BF24BF1F0000000000000" + "F1F9F84BF5F14BF1F0F04BF2F0000000",
            Convert.ToHexString(response));
    }

    [Fact]
    public async Task Request_WithoutTarget_IsAnsweredByTheDefaultStackOnly()
    {
        await using var host = await NmsecTestHost.StartAsync(CannedTunnels.Registry(
            CannedTunnels.WorkedExample, CannedRegistry.Tunnel(2), CannedRegistry.Tunnel(3)));
        await using var client = await host.ConnectAsync();
        var main = await client.GetIkeTunnelsAsync();
        Assert.Equal(("main", 2u, 2u), (main.Stack, main.Count, main.TotalAvailable));
        Assert.Equal(["K2", "K3"], await Ids(main));
        var other = await client.GetIkeTunnelsAsync(stack: "TCPIP1");
        Assert.Equal(("TCPIP1", 1u), (other.Stack, other.Count));
        Assert.Equal(["K7"], await Ids(other));
    }

    [Fact]
    public async Task Request_ForAConfiguredStackWithoutTunnels_IsAnsweredWithNoRecords()
    {
        var registry = CannedTunnels.Registry();
        registry.SetConfiguration([new VpnConfiguration { Name = "x", Vrf = "customer-7" }]);
        await using var host = await NmsecTestHost.StartAsync(registry, null, ("DefaultStack", "customer-7"));
        await using var client = await host.ConnectAsync();
        foreach (var stack in (string[])["", "customer-7"])
        {
            var response = await client.GetIkeTunnelsAsync(stack: stack);
            Assert.Equal(("customer-7", 0u, 0u), (response.Stack, response.Count, response.Header.Output.Offset));
            Assert.Empty(await response.ToListAsync());
        }

        var refusal = await Assert.ThrowsAsync<NmsecServerException>(() => client.GetIkeTunnelsAsync(stack: "TCPIP9"));
        Assert.Equal(NmsecReturnCode.UnknownStack, refusal.ReturnCode);
    }

    [Fact]
    public async Task Request_ForAStackWithALongName_FindsItByWhatFits()
    {
        var vrf = new string('v', 30);
        await using var host = await NmsecTestHost.StartAsync(CannedTunnels.Registry(CannedRegistry.Tunnel(2) with { Vrf = vrf }));
        await using var client = await host.ConnectAsync();
        var response = await client.GetIkeTunnelsAsync(stack: vrf[..24]);
        Assert.Equal((vrf[..24], 1u), (response.Stack, response.Count));
    }

    [Fact]
    public async Task Records_OfOneFamily_StandFromTheNewestToTheOldest()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry(tunnels: 9, shards: 3).Registry);
        await using var client = await host.ConnectAsync();
        var records = await (await client.GetIkeTunnelsAsync()).ToListAsync();
        Assert.Equal(10, records.Count);
        foreach (var family in records.GroupBy(record => record.Tunnel.TunnelId.ToString()))
        {
            var generations = family.Select(record => record.Tunnel.Generation.Value).ToList();
            Assert.Equal(generations.OrderDescending(), generations);
            var first = records.IndexOf(family.First());
            Assert.Equal(family, records.Skip(first).Take(generations.Count));
        }

        Assert.Equal([2u, 1u], records.Where(record => record.Tunnel.TunnelId.ToString() == "K1").Select(record => record.Tunnel.Generation.Value));
    }

    [Fact]
    public async Task Records_EveryTunnel_CarryTheFactsAndCountersOfItsReading()
    {
        var registry = new CannedRegistry(tunnels: 40).Registry;
        await using var host = await NmsecTestHost.StartAsync(registry);
        await using var client = await host.ConnectAsync();
        var records = await (await client.GetIkeTunnelsAsync()).ToListAsync();
        var readings = registry.Capture().Read(TunnelFilter.All).ToList();
        Assert.Equal(readings.Count, records.Count);
        foreach (var (reading, record) in readings.Zip(records))
        {
            var (facts, tunnel, statistics) = (reading.Snapshot, record.Tunnel, record.Statistics);
            Assert.Equal(facts.Id.ToIkeName(), tunnel.TunnelId.ToString());
            Assert.Equal(facts.VpnName, tunnel.KeyExchangeRule.ToString());
            Assert.Equal(facts.PolicyTemplate, tunnel.KeyExchangeAction.ToString());
            Assert.Equal((facts.Local.Address, facts.Remote.Address), (tunnel.LocalEndpoint, tunnel.RemoteEndpoint));
            Assert.Equal(facts.Remote.Port, tunnel.RemoteUdpPort.Value);
            Assert.Equal((facts.InitiatorSpi, facts.ResponderSpi), (tunnel.InitiatorCookie.Value, tunnel.ResponderCookie.Value));
            Assert.Equal(facts.RemoteNatDetected, (tunnel.Flags & IkeTunnelFlags.RemoteNat) != 0);
            Assert.Equal(facts.RemotePortTranslationDetected, (tunnel.Flags & IkeTunnelFlags.RemoteNapt) != 0);
            Assert.Equal((facts.LocalIdentity.Text, facts.RemoteIdentity.Text), (record.LocalIdentity, record.RemoteIdentity));
            Assert.Equal(facts.KeyExchange.Id, tunnel.DiffieHellmanGroup.Value);
            Assert.Equal((uint)reading.ActiveChildren, statistics.DynamicTunnelsActive.Value);
            Assert.Equal(reading.Traffic.InOctets + reading.Traffic.OutOctets, statistics.Bytes.Value);
            Assert.Equal(reading.Counters.InitialRetransmits, statistics.Phase1Retransmissions.Value);
            Assert.Equal(reading.Counters.InitialReplays, statistics.Phase1Replays.Value);
            Assert.Equal(reading.Counters.ChildRetransmits, statistics.Phase2Retransmissions.Value);
            Assert.Equal(reading.Counters.ChildReplays, statistics.Phase2Replays.Value);
            Assert.Equal((uint)reading.Counters.ChildrenCreatedLocal, statistics.LocalActivationSuccesses.Value);
            Assert.Equal((uint)reading.Counters.ChildrenCreatedRemote, statistics.RemoteActivationSuccesses.Value);
            Assert.Equal((uint)reading.Counters.ChildrenFailedLocal, statistics.LocalActivationFailures.Value);
            Assert.Equal((uint)reading.Counters.ChildrenFailedRemote, statistics.RemoteActivationFailures.Value);
        }
    }

    [Fact]
    public async Task Record_WithLongNames_IsCutAtTheFieldsAndFoundByTheCutName()
    {
        var name = new string('n', 60);
        await using var host = await NmsecTestHost.StartAsync(CannedTunnels.Registry(
            CannedRegistry.Tunnel(2) with { VpnName = name, PolicyTemplate = new string('p', 49) }, CannedRegistry.Tunnel(3)));
        await using var client = await host.ConnectAsync();
        var record = Assert.Single(await (await client.GetIkeTunnelsAsync([new NmsecFilter { ObjectName = name[..48] }])).ToListAsync());
        Assert.Equal(name[..48], record.Tunnel.KeyExchangeRule.ToString());
        Assert.Equal(new string('p', 48), record.Tunnel.KeyExchangeAction.ToString());
        Assert.Equal("192.0.2.1", record.Tunnel.LocalEndpoint.ToString());
    }

    [Fact]
    public async Task Record_WithALargeIdentity_ComesWhole()
    {
        var text = string.Concat(Enumerable.Range(0, 6_000).Select(number => $"OU=unit{number},"));
        var identity = new IdentityInfo(9, new byte[] { 0x30 }, text);
        await using var host = await NmsecTestHost.StartAsync(CannedTunnels.Registry(
            CannedRegistry.Tunnel(2) with { LocalIdentity = identity, RemoteIdentity = IdentityInfo.Unknown }, CannedRegistry.Tunnel(3)));
        await using var client = await host.ConnectAsync();
        var records = await (await client.GetIkeTunnelsAsync()).ToListAsync();
        Assert.Equal(text[..Math.Min(text.Length, 65_535)], records[0].LocalIdentity);
        Assert.Equal(string.Empty, records[0].RemoteIdentity);
        Assert.Equal("K3", records[1].Tunnel.TunnelId.ToString());
    }

    public static TheoryData<NmsecFilter[], string> Filters => new()
    {
        { [], "K1 K1 K2 K3 K4 K5 K6 K7 K8 K9 K10" },
        { [new NmsecFilter { TunnelId = "K1" }], "K1 K1" },
        { [new NmsecFilter { TunnelId = "K1", CurrentGenerationOnly = true }], "K1" },
        { [new NmsecFilter { CurrentGenerationOnly = true }], "K1 K2 K3 K4 K5 K6 K7 K8 K9 K10" },
        { [new NmsecFilter { TunnelId = "K" }], "" },
        { [new NmsecFilter { TunnelId = "k1" }], "" },
        { [new NmsecFilter { TunnelId = "K01" }], "" },
        { [new NmsecFilter { ObjectName = "vpn-4" }], "K4" },
        { [new NmsecFilter { TunnelId = "K2" }, new NmsecFilter { ObjectName = "vpn-4" }, new NmsecFilter { TunnelId = "K2" }], "K2 K4" },
        { [new NmsecFilter { TunnelId = "K2", ObjectName = "vpn-4" }], "" },
        { [new NmsecFilter { RemoteAddress = IPNetwork.Parse("198.51.100.3/32") }], "K3" },
        { [new NmsecFilter { RemoteAddress = IPNetwork.Parse("198.51.100.2/31") }], "K2 K3" },
        { [new NmsecFilter { LocalAddress = IPNetwork.Parse("192.0.2.0/24") }], "K1 K1 K2 K3 K4 K6 K7 K8 K9" },
        { [new NmsecFilter { LocalAddress = IPNetwork.Parse("0.0.0.0/0") }], "K1 K1 K2 K3 K4 K6 K7 K8 K9" },
        { [new NmsecFilter { LocalAddress = IPNetwork.Parse("2001:db8::/32") }], "K5 K10" },
        { [new NmsecFilter { RemoteAddress = IPNetwork.Parse("2001:db8:ffff::a/128") }], "K10" },
        { [new NmsecFilter { State = SecurityAssociationState.HalfClosed }], "K1" },
        { [new NmsecFilter { State = SecurityAssociationState.Incomplete }], "K7" },
        { [new NmsecFilter { State = SecurityAssociationState.Active, TunnelId = "K1" }], "K1" },
        { [new NmsecFilter { State = SecurityAssociationState.Inactive }], "" },
        { [new NmsecFilter { State = SecurityAssociationState.HalfClosed, CurrentGenerationOnly = true }], "" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Filters_OfARequest_SelectAndTellHowManyThereAre(NmsecFilter[] filters, string expected)
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry(tunnels: 10).Registry);
        await using var client = await host.ConnectAsync();
        var response = await client.GetIkeTunnelsAsync(filters);
        Assert.Equal(11u, response.TotalAvailable);
        Assert.Equal(expected, string.Join(' ', await Ids(response)));
    }

    [Fact]
    public async Task MessageTypes_Replaced_AreServedUnderTheNewNumber()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry, null, ("MessageTypes:NMsec_GET_IKETUN", "18193"));
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        var request = RawConnection.Request(1);
        (request[14], request[15]) = (0x47, 0x11);
        await connection.SendAsync(request);
        var (header, _) = await connection.ReceiveAsync();
        Assert.Equal((0x4711, 4u), (header.TypeNumber, header.Output.Count));
        await connection.SendAsync(RawConnection.Request(2));
        Assert.Equal(NmsecReasonCode.BadType, (await connection.ReceiveAsync()).Header.ReasonCode);
    }

    [Fact]
    public void State_OfEveryRow_IsTheInterfacesPair() => Assert.Equal(
        [(2, 0), (3, 1), (3, 2), (3, 3), (3, 6), (4, 4), (4, 4), (6, 7), (5, 5), (6, 7), (5, 5)],
        Enum.GetValues<IkeTunnelState>().Select(state => ((int)IkeTunnelMapper.State(state).State, (int)IkeTunnelMapper.State(state).Extended)));

    private static async Task<List<string>> Ids(NmsecResponse<IkeTunnelRecord> response)
        => await response.Select(record => record.Tunnel.TunnelId.ToString()).ToListAsync();
}
