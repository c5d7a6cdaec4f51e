using System.Net;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>NMsec_GET_IPTUNMANUAL and the three requests for IP filters over the socket.</summary>
public class ManualAndFilterRequestTests
{
    private static readonly IpFilterSnapshot Anchor = new()
    {
        Name = "trunk",
        VpnName = "vpn-2",
        Kind = IpFilterKind.Anchor,
        Action = IpFilterAction.Protect,
        Local = CannedManual.Selector("192.168.0.0", "192.168.0.255", 6, 80, 443),
        Remote = CannedManual.Selector("192.168.99.7", "192.168.99.7", 6),
        OnDemand = true,
        CreatedAt = CannedRegistry.Now,
        UpdatedAt = CannedRegistry.Now.AddSeconds(5),
        OutMatches = 11,
        InMatches = 12,
    };

    private static readonly IpFilterSnapshot[] All =
    [
        Anchor,
        Anchor with { Kind = IpFilterKind.Dynamic, IpsecTunnel = new TunnelId(2), OnDemand = false, SearchOrder = 1, Local = CannedManual.Selector("192.168.0.7", "192.168.0.7", 6) },
        new()
        {
            Name = "manual-1",
            VpnAction = "MVA-One",
            Kind = IpFilterKind.Manual,
            Action = IpFilterAction.Protect,
            ManualTunnel = new TunnelId(1),
            Local = CannedManual.Selector("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 58, 0x8000, 0x8000),
            Remote = CannedManual.Selector("2001:db8::1", "2001:db8::9", 58, 0x8000, 0x8000),
            SearchOrder = 2,
        },
        new()
        {
            Name = "SYSDEFAULTDENYRULE",
            Kind = IpFilterKind.Generic,
            Action = IpFilterAction.Deny,
            IsActive = false,
            Local = CannedManual.Selector("0.0.0.0", "255.255.255.255"),
            Remote = CannedManual.Selector("0.0.0.0", "255.255.255.255"),
            SearchOrder = 3,
        },
    ];

    [Fact]
    public async Task ManualTunnels_OfAStack_ShowTheirFactsAndTraffic()
    {
        await using var host = await NmsecTestHost.StartAsync(CannedManual.Registry());
        await using var client = await host.ConnectAsync();
        var response = await client.MonitorAsync(NmsecMessageType.GetManualTunnels, ManualTunnelRecord.Read, []);
        Assert.Equal((2u, 2u), (response.Count, response.TotalAvailable));
        var records = await response.ToListAsync();
        var (tunnel, traffic) = (records[0].Tunnel, records[0].Traffic);
        Assert.Equal(("M1", "MVA-One"), (tunnel.TunnelId.ToString(), tunnel.VpnAction.ToString()));
        Assert.Equal((IpTunnelType.Manual, SecurityAssociationState.Active, EncapsulationMode.Transport), (tunnel.Type, tunnel.State, tunnel.Mode));
        Assert.Equal((DataTunnelProtocol.Esp, DataTunnelEncryption.AesCbc, 128u, DataTunnelAuthentication.HmacSha256_128), (tunnel.Protocol, tunnel.Encryption, tunnel.EncryptionKeyLength, tunnel.Authentication));
        Assert.Equal((IPAddress.Parse("192.0.2.1"), IPAddress.Parse("198.51.100.1")), (tunnel.LocalAddress, tunnel.RemoteAddress));
        Assert.Equal((0x1000u, 0x2000u, 0u, 0u), (tunnel.InboundEncryptionSpi, tunnel.OutboundEncryptionSpi, tunnel.InboundAuthenticationSpi, tunnel.OutboundAuthenticationSpi));
        Assert.Equal((uint)CannedRegistry.Now.ToUnixTimeSeconds(), tunnel.StartTime);
        Assert.Equal((1ul, 2ul, 0x1_0000_0003ul, 4ul), (traffic.InboundPackets, traffic.OutboundPackets, traffic.InboundBytes, traffic.OutboundBytes));
        Assert.Equal(("M2", "manual-2", SecurityAssociationState.Inactive, 0u), (records[1].Tunnel.TunnelId.ToString(), records[1].Tunnel.VpnAction.ToString(), records[1].Tunnel.State, records[1].Tunnel.StartTime));
    }

    [Theory]
    [InlineData("M1", null, null, null, "M1")]
    [InlineData(null, "manual-2", null, null, "M2")]
    [InlineData(null, "MVA-One", null, null, "M1")]
    [InlineData(null, "manual-1", null, null, "")]
    [InlineData(null, null, SecurityAssociationState.Inactive, null, "M2")]
    [InlineData(null, null, null, "198.51.100.2/31", "M2")]
    public async Task ManualTunnels_WithFilters_AreSelected(string? id, string? name, SecurityAssociationState? state, string? remote, string expected)
    {
        await using var host = await NmsecTestHost.StartAsync(CannedManual.Registry());
        await using var client = await host.ConnectAsync();
        var filter = new NmsecFilter { TunnelId = id, ObjectName = name, State = state, RemoteAddress = remote is null ? null : IPNetwork.Parse(remote) };
        var response = await client.MonitorAsync(NmsecMessageType.GetManualTunnels, ManualTunnelRecord.Read, [filter]);
        Assert.Equal(2u, response.TotalAvailable);
        Assert.Equal(expected, string.Join(' ', (await response.ToListAsync()).Select(record => record.Tunnel.TunnelId.ToString())));
    }

    [Fact]
    public async Task Filters_InForce_ShowTheirFactsInBothDirections()
    {
        await using var host = await NmsecTestHost.StartAsync(CannedManual.Registry(All));
        await using var client = await host.ConnectAsync();
        var response = await client.MonitorAsync(NmsecMessageType.GetCurrentFilters, IpFilterRecord.Read, []);
        Assert.Equal((8u, 8u), (response.Count, response.TotalAvailable));
        var records = await response.ToListAsync();
        var (outbound, inbound) = (records[0].Filter, records[1].Filter);
        Assert.Equal(("trunk", 1u, "trunk", ""), (outbound.Name.ToString(), outbound.NameExtension, outbound.VpnAction.ToString(), outbound.TunnelId.ToString()));
        Assert.Equal((FilterType.DynamicAnchor, FilterState.Active, FilterAction.Permit, FilterScope.Both), (outbound.Type, outbound.State, outbound.Action, outbound.Scope));
        Assert.Equal((FilterFlags.OnDemand, FilterDirection.Outbound, FilterDirection.Inbound), (outbound.Flags, outbound.Direction, inbound.Direction));
        Assert.Equal((6, (ushort)80, (ushort)443, (ushort)0, ushort.MaxValue), (outbound.IpProtocol, outbound.SourcePortLow, outbound.SourcePortHigh, outbound.DestinationPortLow, outbound.DestinationPortHigh));
        Assert.Equal((AddressForm.Prefix, 24, AddressForm.Single), (outbound.SourceForm, outbound.SourcePrefix, outbound.DestinationForm));
        Assert.Equal((IPAddress.Parse("192.168.0.0"), IPAddress.Parse("192.168.99.7")), (outbound.SourceAddress.ToEndpoint(false), outbound.DestinationAddress.ToEndpoint(false)));
        Assert.Equal((outbound.SourceAddress, outbound.DestinationAddress), (inbound.DestinationAddress, inbound.SourceAddress));
        Assert.Equal((outbound.SourcePortLow, outbound.SourcePortHigh), (inbound.DestinationPortLow, inbound.DestinationPortHigh));
        Assert.Equal((11ul, 12ul), (outbound.Matches, inbound.Matches));
        Assert.Equal((FilterGranularity.Rule, FilterGranularity.Rule, FilterGranularity.NotApplicable), (outbound.ProtocolGranularity, outbound.SourcePortGranularity, outbound.IcmpTypeGranularity));
        var now = (uint)CannedRegistry.Now.ToUnixTimeSeconds();
        Assert.Equal((now, now + 5, 0u), (outbound.CreateTime, outbound.UpdateTime, outbound.LifetimeExpires));
        Assert.Equal((0xFF, 0xFF, 0xFF), (outbound.IcmpType, outbound.IcmpCode, outbound.OspfType));
        Assert.Equal((IsakmpIdentityType.UserFqdn, "user2@example.com"), (outbound.RemoteIdentityType, records[0].RemoteIdentity));
        Assert.Equal((FilterType.Dynamic, 2u, "Y2", FilterFlags.None), (records[2].Filter.Type, records[2].Filter.NameExtension, records[2].Filter.TunnelId.ToString(), records[2].Filter.Flags));
    }

    [Fact]
    public async Task Filters_OfManualTunnelsAndBuiltIn_AreGeneric()
    {
        await using var host = await NmsecTestHost.StartAsync(CannedManual.Registry(All));
        await using var client = await host.ConnectAsync();
        var records = await (await client.MonitorAsync(NmsecMessageType.GetCurrentFilters, IpFilterRecord.Read, [])).ToListAsync();
        var manual = records[4].Filter;
        Assert.Equal((FilterType.Generic, FilterAction.Permit, "M1", "MVA-One"), (manual.Type, manual.Action, manual.TunnelId.ToString(), manual.VpnAction.ToString()));
        Assert.Equal((FilterFlags.Ipv6, AddressForm.All, AddressForm.Range), (manual.Flags, manual.SourceForm, manual.DestinationForm));
        Assert.Equal((IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::9")), (manual.DestinationAddress.ToEndpoint(true), manual.DestinationAddressHigh.ToEndpoint(true)));

        // Type and code are halves of a port in a selector, and fields of their own here.
        Assert.Equal((58, 128, 0, 128, 0), ((int)manual.IpProtocol, (int)manual.IcmpType, (int)manual.IcmpCode, (int)manual.IcmpTypeHigh, (int)manual.IcmpCodeHigh));
        Assert.Equal((0, 65535), ((int)manual.SourcePortLow, (int)manual.SourcePortHigh));
        Assert.Equal((IsakmpIdentityType.None, string.Empty), (manual.RemoteIdentityType, records[4].RemoteIdentity));
        var deny = records[6].Filter;
        Assert.Equal(("SYSDEFAULTDENYRULE", FilterState.Inactive, FilterAction.Deny, FilterDiscardAction.Silent), (deny.Name.ToString(), deny.State, deny.Action, deny.DiscardAction));
        Assert.Equal((0xFFFF, AddressForm.All, AddressForm.All), (deny.IpProtocol, deny.SourceForm, deny.DestinationForm));
        Assert.Equal((string.Empty, string.Empty), (deny.VpnAction.ToString(), deny.TunnelId.ToString()));
    }

    [Theory]
    [InlineData(NmsecMessageType.GetCurrentFilters, "", null, null, 8u, 8u)]
    [InlineData(NmsecMessageType.GetDefaultFilters, "", null, null, 2u, 2u)]
    [InlineData(NmsecMessageType.GetPolicyFilters, "", null, null, 4u, 4u)]
    [InlineData(NmsecMessageType.GetCurrentFilters, "TCPIP1", null, null, 2u, 2u)]
    [InlineData(NmsecMessageType.GetPolicyFilters, "TCPIP1", null, null, 0u, 0u)]
    [InlineData(NmsecMessageType.GetCurrentFilters, "", "trunk", null, 4u, 8u)]
    [InlineData(NmsecMessageType.GetCurrentFilters, "", null, "Y2", 2u, 8u)]
    [InlineData(NmsecMessageType.GetCurrentFilters, "", "trunk", "M1", 0u, 8u)]
    public async Task Filters_OfASetAndStack_AreThoseThatBelongThere(NmsecMessageType request, string stack, string? name, string? id, uint count, uint total)
    {
        await using var host = await NmsecTestHost.StartAsync(CannedManual.Registry(All));
        await using var client = await host.ConnectAsync();
        NmsecFilter[] filters = name is null && id is null ? [] : [new NmsecFilter { ObjectName = name, TunnelId = id }];
        var response = await client.MonitorAsync(request, IpFilterRecord.Read, filters, stack);
        Assert.Equal((count, total), (response.Count, response.TotalAvailable));
        Assert.Equal((int)count, await response.CountAsync());
    }
}
