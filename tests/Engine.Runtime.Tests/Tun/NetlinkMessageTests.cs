using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Linux.Netlink;

namespace MyIkev2.Engine.Runtime.Tests.Tun;

/// <summary>Octets as rtnetlink(7) and linux/rtnetlink.h lay them out, on a little-endian host.</summary>
public sealed class NetlinkMessageTests
{
    private static readonly IPNetworkAddress Network = new(IpAddress.Parse("10.2.0.0"), 24);

    [Fact]
    public void AddRoute_Ipv4_HasDestinationDeviceTableAndSource() => AssertOctets(
        RouteNetlinkMessages.AddRoute(5, Network, 220, IpAddress.Parse("10.1.0.1")),
        "3c000000 1800 0505 01000000 00000000" + // length, RTM_NEWROUTE, REQUEST|ACK|REPLACE|CREATE, sequence, port
        "02 18 00 00 dc 04 fd 01 00000000" + // AF_INET, /24, table 220, RTPROT_STATIC, RT_SCOPE_LINK, RTN_UNICAST
        "0800 0100 0a020000" + // RTA_DST
        "0800 0400 05000000" + // RTA_OIF
        "0800 0f00 dc000000" + // RTA_TABLE
        "0800 0700 0a010001"); // RTA_PREFSRC

    [Fact]
    public void RemoveRoute_Ipv6WithALargeTable_NamesItInTheAttribute() => AssertOctets(
        RouteNetlinkMessages.RemoveRoute(5, new IPNetworkAddress(IpAddress.Parse("2001:db8::"), 64), 1000),
        "40000000 1900 0500 01000000 00000000" +
        "0a 40 00 00 fc 04 00 01 00000000" +
        "1400 0100 20010db8000000000000000000000000" +
        "0800 0400 05000000" +
        "0800 0f00 e8030000");

    [Fact]
    public void AddMarkedAddress_Ipv4_HasAddressAndMark() => AssertOctets(
        RouteNetlinkMessages.AddMarkedAddress(5, new IPNetworkAddress(IpAddress.Parse("10.2.0.9"), 24), mark: 77),
        "30000000 1400 0506 01000000 00000000" + // RTM_NEWADDR, REQUEST|ACK|CREATE|EXCL
        "02 18 00 00 05000000" +
        "0800 0200 0a020009" + // IFA_LOCAL
        "0800 0100 0a020009" + // IFA_ADDRESS
        "0500 0b00 4d000000"); // IFA_PROTO

    [Fact]
    public void RemoveLocalNetwork_NamesTheMark() => AssertOctets(
        RouteNetlinkMessages.RemoveLocalNetwork(5, Network, mark: 77),
        "2c000000 1900 0500 01000000 00000000" + // RTM_DELROUTE, REQUEST|ACK
        "02 18 00 00 ff 4d fe 02 00000000" + // table local, protocol 77, RT_SCOPE_HOST, RTN_LOCAL
        "0800 0100 0a020000" +
        "0800 0400 05000000");

    [Fact]
    public void AddRule_IsNotMarkLookupTable() => AssertOctets(
        RouteNetlinkMessages.AddRule(ipv6: false, 220, 220, 0x4d59),
        "3c000000 2000 0506 01000000 00000000" + // RTM_NEWRULE, REQUEST|ACK|CREATE|EXCL
        "02 00 00 00 dc 00 00 01 02000000" + // FR_ACT_TO_TBL, FIB_RULE_INVERT
        "0800 0600 dc000000" + // FRA_PRIORITY
        "0800 0a00 594d0000" + // FRA_FWMARK
        "0800 1000 ffffffff" + // FRA_FWMASK
        "0800 0f00 dc000000"); // FRA_TABLE

    [Fact]
    public void AddMarkedRoute_ThroughANeighbourOfTheOtherFamily_NamesItsFamily() => AssertOctets(
        MarkedRouteMessages.Add(new MarkedRoute(Network, 300, 100, 77) { Gateway = IpAddress.Parse("2001:db8::7") }),
        "4c000000 1800 0506 01000000 00000000" + // RTM_NEWROUTE, REQUEST|ACK|CREATE|EXCL
        "02 18 00 00 fc 4d 00 01 00000000" + // protocol 77, RT_SCOPE_UNIVERSE
        "0800 0100 0a020000" +
        "0800 0f00 2c010000" +
        "0800 0600 64000000" + // RTA_PRIORITY
        "1600 1200 0a00 20010db8000000000000000000000007 0000"); // RTA_VIA, AF_INET6

    [Fact]
    public void RemoveMarkedRoute_NamesMarkAndMetricButNoNextHop() => AssertOctets(
        MarkedRouteMessages.Remove(new MarkedRoute(Network, 254, 200, 77) { Index = 5 }),
        "34000000 1900 0500 01000000 00000000" +
        "02 18 00 00 fe 4d ff 01 00000000" + // RT_SCOPE_NOWHERE
        "0800 0100 0a020000" +
        "0800 0f00 fe000000" +
        "0800 0600 c8000000");

    [Fact]
    public void ReadRoute_TakesTableMetricAndMark_AndSurvivesNonsense()
    {
        Assert.Equal(
            new MarkedRoute(Network, 300, 100, 77),
            MarkedRouteMessages.ReadRoute(Octets("02 18 00 00 fc 4d 00 01 00000000 0800 0f00 2c010000 0800 0600 64000000 0800 0100 0a020000")));
        Assert.Equal(
            new MarkedRoute(new IPNetworkAddress(IpAddress.Parse("::"), 0), 254, 0, 4),
            MarkedRouteMessages.ReadRoute(Octets("0a 00 00 00 fe 04 00 01 00000000 ff00 0f00 2c01")));
        Assert.Null(MarkedRouteMessages.ReadRoute(Octets("02 18 00 00 ff 4d fe 02 00000000")));
        Assert.Null(MarkedRouteMessages.ReadRoute(Octets("02 18")));
        Assert.Null(MarkedRouteMessages.ReadAddress(Octets("02 20 00 00 07000000 0800 0200 0a010001")));
    }

    [Fact]
    public void AddAddress_HasLocalAndAddress() => AssertOctets(
        RouteNetlinkMessages.AddAddress(7, new IPNetworkAddress(IpAddress.Parse("10.1.0.1"), 24)),
        "28000000 1400 0505 01000000 00000000" +
        "02 18 00 00 07000000" +
        "0800 0200 0a010001" +
        "0800 0100 0a010001");

    [Fact]
    public void ConfigureLink_SetsMtuAndUp() => AssertOctets(
        RouteNetlinkMessages.ConfigureLink(7, 1400, 1000),
        "30000000 1000 0500 01000000 00000000" +
        "00 00 0000 07000000 01000000 01000000" +
        "0800 0400 78050000" +
        "0800 0d00 e8030000");

    [Fact]
    public void FindLink_NameEndsInZeroAndIsPadded() => AssertOctets(
        RouteNetlinkMessages.FindLink("tun12"),
        "2c000000 1200 0500 01000000 00000000" +
        "00 00 0000 00000000 00000000 00000000" +
        "0a00 0300 74756e313200 0000");

    [Fact]
    public void ReadAddress_PrefersTheLocalOneAndSurvivesNonsense()
    {
        Assert.Equal("10.1.0.1", RouteNetlink.ReadAddress(Octets("02 18 00 00 07000000 0800 0100 0a010002 0800 0200 0a010001")).ToString());
        Assert.Equal("10.1.0.2", RouteNetlink.ReadAddress(Octets("02 18 00 00 07000000 0800 0100 0a010002")).ToString());
        Assert.True(RouteNetlink.ReadAddress(Octets("02 18 00 00 07000000 ff00 0100 0a01")).IsNone);
        Assert.True(RouteNetlink.ReadAddress(Octets("02 18 00 00 07000000 0000 0100")).IsNone);
        Assert.True(RouteNetlink.ReadAddress(Octets("02 18")).IsNone);
    }

    private static void AssertOctets(NetlinkMessage message, string expected)
    {
        if (BitConverter.IsLittleEndian)
        {
            Assert.Equal(Convert.ToHexString(Octets(expected)), Convert.ToHexString(message.Finish(1)));
        }
    }

    private static byte[] Octets(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
