using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MyIkev2.Agent.Nmsec;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>The requests about stacks: STACKINFO, IKENSINFO, SUMMARY, IPINTERFACES, PORTTRAN, and who sees which stack.</summary>
public class StackRequestTests
{
    private static readonly StackInfo Blue = new()
    {
        Name = "blue-customer",
        Ipv6Security = true,
        FilterLogging = true,
        PreDecapsulationFiltering = true,
        Fips140 = true,
    };

    [Fact]
    public async Task StackInfo_EveryStack_ShowsWhatTheRegistryTells()
    {
        await using var host = await NmsecTestHost.StartAsync(TwoStacks());
        await using var client = await host.ConnectAsync();
        var response = await client.MonitorAsync(NmsecMessageType.GetStackInfo, StackRecord.Read, []);
        Assert.Equal((string.Empty, 2u, 2u), (response.Stack, response.Count, response.TotalAvailable));
        var stacks = (await response.ToListAsync()).ConvertAll(record => record.Stack);
        Assert.Equal(
            [("main", StackFlags.IpSecurity | StackFlags.Ipv6Security | StackFlags.PolicyFilters, 20u, DefensiveMode.Inactive),
             ("blue-customer", StackFlags.Ipv6Security | StackFlags.Logging | StackFlags.PreDecapsulation | StackFlags.Fips140, 0u, DefensiveMode.Inactive)],
            stacks.Select(stack => (stack.Name.ToString(), stack.Flags, stack.NatKeepAlive, stack.DefensiveMode)));
    }

    [Fact]
    public async Task NetworkSecurityInfo_EveryStack_HasNoServer()
    {
        await using var host = await NmsecTestHost.StartAsync(TwoStacks());
        await using var client = await host.ConnectAsync();
        var records = await (await client.MonitorAsync(NmsecMessageType.GetNssInfo, NssRecord.Read, [])).ToListAsync();
        Assert.Equal(["main", "blue-cus"], records.Select(record => record.Service.StackName.ToString()));
        Assert.All(records, record =>
        {
            Assert.Equal(NssFlags.None, record.Service.Flags);
            Assert.Equal(new FixedText24(default), record.Service.ClientName);
            Assert.Equal((string.Empty, string.Empty), (record.Service.UserId.ToString(), record.Service.ServerSystem.ToString()));
        });
    }

    [Theory]
    [InlineData(NmsecMessageType.GetStackInfo)]
    [InlineData(NmsecMessageType.GetNssInfo)]
    public async Task AllStacks_WithATarget_KnowNoStackOfThatName(NmsecMessageType request)
    {
        await using var host = await NmsecTestHost.StartAsync(TwoStacks());
        await using var client = await host.ConnectAsync();
        var refusal = await Assert.ThrowsAsync<NmsecServerException>(() => client.MonitorAsync(request, static record => record.Bytes.Length, [], "main"));
        Assert.Equal(NmsecReturnCode.UnknownStack, refusal.ReturnCode);
    }

    [Fact]
    public async Task AllStacks_ToAUserWithOneStack_LeaveOutTheOthers()
    {
        await using var host = await NmsecTestHost.StartAsync(
            TwoStacks(),
            services => services.AddSingleton<IPeerCredentialsReader>(new FixedPeer(1001)),
            ("SystemName", "SYS1"),
            ("AccessControl:0:Resource", "EZB.NETMGMT.SYS1.SYS1.IKED.DISPLAY"),
            ("AccessControl:0:Users:0", "1001"),
            ("AccessControl:1:Resource", "EZB.NETMGMT.SYS1.blue-*.IPSEC.DISPLAY"),
            ("AccessControl:1:Users:0", "1001"));
        await using var client = await host.ConnectAsync();
        var stacks = await client.MonitorAsync(NmsecMessageType.GetStackInfo, StackRecord.Read, []);
        Assert.Equal((1u, 1u), (stacks.Count, stacks.TotalAvailable));
        Assert.Equal("blue-customer", Assert.Single(await stacks.ToListAsync()).Stack.Name.ToString());
        Assert.Equal(1u, (await DrainAsync(client, NmsecMessageType.GetNssInfo)).Count);
        Assert.Equal(0u, (await DrainAsync(client, NmsecMessageType.GetIkeTunnels, "blue-customer")).Count);
        foreach (var (request, stack) in (IEnumerable<(NmsecMessageType, string)>)[(NmsecMessageType.GetIkeTunnels, ""), (NmsecMessageType.GetSummary, "main"), (NmsecMessageType.GetSummary, "green")])
        {
            var refusal = await Assert.ThrowsAsync<NmsecServerException>(() => DrainAsync(client, request, stack));
            Assert.Equal(NmsecReturnCode.NotAuthorized, refusal.ReturnCode);
        }

        Assert.Equal(3, host.Service<RefusalLog>().Refusals);
        Assert.Equal(1u, (await DrainAsync(client, NmsecMessageType.GetSummary, "blue-customer")).Count);
    }

    [Fact]
    public async Task AllStacks_ToAUserOfOneStackOnly_AreRefused()
    {
        await using var host = await NmsecTestHost.StartAsync(
            TwoStacks(),
            services => services.AddSingleton<IPeerCredentialsReader>(new FixedPeer(1001)),
            ("AccessControl:0:Resource", "EZB.NETMGMT.*.*.IPSEC.DISPLAY"),
            ("AccessControl:0:Users:0", "1001"));
        await using var client = await host.ConnectAsync();
        Assert.Equal(NmsecReturnCode.NotAuthorized, (await Assert.ThrowsAsync<NmsecServerException>(() => DrainAsync(client, NmsecMessageType.GetStackInfo))).ReturnCode);
        Assert.Equal(4u, (await DrainAsync(client, NmsecMessageType.GetIkeTunnels)).Count);
    }

    [Fact]
    public async Task Control_ByAUserWithDisplayOnly_IsRefused()
    {
        await using var host = await NmsecTestHost.StartAsync(
            TwoStacks(),
            services => services.AddSingleton<IPeerCredentialsReader>(new FixedPeer(1001)).AddSingleton<IEngineControl>(new RecordingControl()),
            ("AccessControl:0:Resource", "EZB.NETMGMT.*.*.IPSEC.DISPLAY"),
            ("AccessControl:0:Users:0", "1001"),
            ("AccessControl:1:Resource", "EZB.NETMGMT.*.blue-customer.IPSEC.CONTROL"),
            ("AccessControl:1:Users:0", "1001"));
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        await connection.SendAsync(RawConnection.Request(NmsecMessageType.RefreshIkeTunnel, 5, "main"));
        Assert.Equal(NmsecReturnCode.NotAuthorized, (await connection.ReceiveAsync()).Header.ReturnCode);

        // Allowed there, and then without records of no use.
        await connection.SendAsync(RawConnection.Request(NmsecMessageType.RefreshIkeTunnel, 6, "blue-customer"));
        Assert.Equal(NmsecReasonCode.BadMessageSize, (await connection.ReceiveAsync()).Header.ReasonCode);
    }

    [Fact]
    public async Task Summary_OfAStack_CountsItsTunnelsAndTheServicesLife()
    {
        var registry = new CannedRegistry(tunnels: 20, shards: 3).Registry;
        var counters = registry.Publisher(1).Counters;
        counters.IkeSaCreatedLocal.Set(1);
        counters.IkeSaCreatedRemote.Set(2);
        counters.IkeSaFailedLocal.Set(3);
        counters.IkeSaFailedRemote.Set(4);
        counters.InitialRetransmits.Set(5);
        counters.InitialReplays.Set(6);
        counters.InitialInvalid.Set(7);
        counters.AuthFailures.Set(8);
        counters.ChildSaCreatedLocal.Set(0x1_0000_0009);
        counters.ChildSaCreatedRemote.Set(10);
        counters.ChildSaFailedLocal.Set(11);
        counters.ChildSaFailedRemote.Set(12);
        counters.ChildRetransmits.Set(13);
        counters.ChildReplays.Set(14);
        counters.ChildInvalid.Set(15);
        await using var host = await NmsecTestHost.StartAsync(registry);
        await using var client = await host.ConnectAsync();
        var response = await client.MonitorAsync(NmsecMessageType.GetSummary, SummaryRecord.Read, []);
        Assert.Equal(("main", 1u, 1u), (response.Stack, response.Count, response.TotalAvailable));
        var summary = Assert.Single(await response.ToListAsync()).Summary;
        var (tally, totals) = (registry.Capture().Tally, registry.Capture().ReadSummary());
        Assert.Equal((18u, 2u, 0u), (summary.IkeTunnelsActive, summary.IkeTunnelsInProgress, summary.IkeTunnelsExpired));
        Assert.Equal((uint)tally.Children(TunnelPhase.Active), summary.DynamicTunnelsActive);
        // The pair that a rekey has replaced is gone, and still listed, as expired.
        Assert.Equal(1, tally.Children(TunnelPhase.Gone));
        Assert.Equal((0u, 1u, 0u), (summary.DynamicTunnelsInProgress, summary.DynamicTunnelsExpired, summary.ShadowTunnelsActive));
        Assert.Equal((1ul, 2ul, 3ul, 4ul), (summary.IkeLocalActivationSuccesses, summary.IkeRemoteActivationSuccesses, summary.IkeLocalActivationFailures, summary.IkeRemoteActivationFailures));
        Assert.Equal((5ul, 6ul, 7ul, 8ul), (summary.IkeRetransmissions, summary.IkeReplays, summary.IkeInvalid, summary.IkeAuthenticationFailures));
        Assert.Equal((0x1_0000_0009ul, 10ul, 11ul, 12ul), (summary.DynamicLocalActivationSuccesses, summary.DynamicRemoteActivationSuccesses, summary.DynamicLocalActivationFailures, summary.DynamicRemoteActivationFailures));
        Assert.Equal((13ul, 14ul, 15ul), (summary.DynamicRetransmissions, summary.DynamicReplays, summary.DynamicInvalid));
        Assert.Equal((totals.ProtectedOctets, totals.FilterMatches), (summary.DynamicBytes, summary.FilterMatches));
        Assert.Equal((totals.FilterDenials, totals.FilterMismatches), (summary.FilterDenials, summary.FilterMismatches));
        Assert.NotEqual(0ul, summary.DynamicBytes);
    }

    [Fact]
    public async Task Summary_WhereSeveralStacksHaveTunnels_CountsThoseOfTheOneAsked()
    {
        await using var host = await NmsecTestHost.StartAsync(CannedTunnels.Registry(CannedTunnels.WorkedExample, CannedRegistry.Tunnel(2), CannedRegistry.Tunnel(14)));
        await using var client = await host.ConnectAsync();
        var main = (await (await client.MonitorAsync(NmsecMessageType.GetSummary, SummaryRecord.Read, [])).ToListAsync())[0].Summary;
        var other = (await (await client.MonitorAsync(NmsecMessageType.GetSummary, SummaryRecord.Read, [], "TCPIP1")).ToListAsync())[0].Summary;
        Assert.Equal((1u, 1u), (main.IkeTunnelsActive, main.IkeTunnelsInProgress));
        Assert.Equal((1u, 0u), (other.IkeTunnelsActive, other.IkeTunnelsInProgress));
    }

    [Fact]
    public async Task Interfaces_OfTheHost_GiveOneRecordForEachAddress()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry);
        await using var client = await host.ConnectAsync();
        var response = await client.MonitorAsync(NmsecMessageType.GetInterfaces, InterfaceRecord.Read, []);
        Assert.Equal((4u, 4u), (response.Count, response.TotalAvailable));
        Assert.Equal(
            CannedInterfaces.All.Select(item => (item.Name, item.Address, Flags(item), (byte)0)),
            (await response.ToListAsync()).Select(record => (record.Interface.Name.ToString(), record.Interface.Address, record.Interface.Flags, record.Interface.SecurityClass)));

        static InterfaceFlags Flags(InterfaceInfo item)
            => (item.Address.GetAddressBytes().Length == 16 ? InterfaceFlags.Ipv6 : 0) | (item.IsUp ? InterfaceFlags.Active : 0);
    }

    [Fact]
    public async Task Interfaces_WithFilters_AreSelectedByNameAndAddress()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry);
        await using var client = await host.ConnectAsync();
        Assert.Equal((2u, 4u), await CountsAsync(new NmsecFilter { ObjectName = "eth0" }));
        Assert.Equal((1u, 4u), await CountsAsync(new NmsecFilter { ObjectName = "eth0", LocalAddress = IPNetwork.Parse("2001:db8::/64") }));
        Assert.Equal((1u, 4u), await CountsAsync(new NmsecFilter { LocalAddress = IPNetwork.Parse("10.0.0.0/8") }));
        Assert.Equal((0u, 4u), await CountsAsync(new NmsecFilter { ObjectName = "eth" }));

        async Task<(uint, uint)> CountsAsync(NmsecFilter filter)
        {
            var response = await client.MonitorAsync(NmsecMessageType.GetInterfaces, InterfaceRecord.Read, [filter]);
            Assert.Equal((int)response.Count, await response.CountAsync());
            return (response.Count, response.TotalAvailable);
        }
    }

    [Fact]
    public async Task PortTranslations_OfAServiceThatMakesNone_AreNone()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry);
        await using var client = await host.ConnectAsync();
        var response = await client.MonitorAsync(
            NmsecMessageType.GetPortTranslations, PortTranslationRecord.Read, [new NmsecFilter { RemoteAddress = IPNetwork.Parse("192.0.2.0/24") }]);
        Assert.Equal((0u, 0u), (response.Count, response.TotalAvailable));
        Assert.Empty(await response.ToListAsync());
    }

    [Fact]
    public async Task Selectors_ThatDoNotApplyToARequest_AreRefused()
    {
        NmsecFilter[] filters =
        [
            new() { TunnelId = "K1" }, new() { ObjectName = "x" }, new() { LocalAddress = IPNetwork.Parse("10.0.0.0/8") }, new() { RemoteAddress = IPNetwork.Parse("10.0.0.0/8") },
            new() { State = SecurityAssociationState.Active }, new() { CurrentGenerationOnly = true }, new() { Discipline = 1 },
        ];
        var applying = new Dictionary<NmsecMessageType, string>
        {
            [NmsecMessageType.GetStackInfo] = "0000000",
            [NmsecMessageType.GetSummary] = "0000000",
            [NmsecMessageType.GetCurrentFilters] = "1100000",
            [NmsecMessageType.GetDefaultFilters] = "1100000",
            [NmsecMessageType.GetPolicyFilters] = "1100000",
            [NmsecMessageType.GetPortTranslations] = "0001000",
            [NmsecMessageType.GetManualTunnels] = "1111100",
            [NmsecMessageType.GetDynamicTunnelsIke] = "1111110",
            [NmsecMessageType.GetDynamicTunnelsStack] = "1111110",
            [NmsecMessageType.GetIkeTunnels] = "1111110",
            [NmsecMessageType.GetIkeTunnelsCascade] = "1111110",
            [NmsecMessageType.GetInterfaces] = "0110000",
            [NmsecMessageType.GetNssInfo] = "0000000",
        };
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry);
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        foreach (var (request, applies) in applying)
        {
            var actual = string.Empty;
            foreach (var filter in filters)
            {
                await connection.SendAsync(RawConnection.Request(request, 1, "", filter));
                var (header, _) = await connection.ReceiveAsync();
                Assert.True(header.ReasonCode is NmsecReasonCode.None or NmsecReasonCode.ReservedNotZero);
                actual += header.ReasonCode == NmsecReasonCode.None ? '1' : '0';
            }

            Assert.Equal((request, applies), (request, actual));
        }
    }

    private static TunnelRegistry TwoStacks()
    {
        var registry = new CannedRegistry().Registry;
        registry.SetStacks([CannedRegistry.Stack, Blue]);
        return registry;
    }

    private static async Task<NmsecResponse<int>> DrainAsync(NmsecClient client, NmsecMessageType request, string stack = "")
    {
        var response = await client.MonitorAsync(request, static record => record.Bytes.Length, [], stack);
        Assert.Equal((int)response.Count, await response.CountAsync());
        return response;
    }
}
