using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

/// <summary>RFC 4301 sections 4.4.1.1 and 7, RFC 7296 section 3.13.1.</summary>
public sealed class SelectorMatchTests
{
    private const byte Tcp = 6;
    private const byte Icmp = 1;
    private static readonly IpAddress Near = IpAddress.Parse("10.1.2.3");
    private static readonly IpAddress Far = IpAddress.Parse("10.9.8.7");

    [Theory]
    [InlineData("10.9.8.7", "10.9.8.7", true)]
    [InlineData("10.9.8.0", "10.9.8.7", true)]
    [InlineData("10.9.8.7", "10.9.8.255", true)]
    [InlineData("10.9.8.8", "10.9.8.255", false)]
    [InlineData("10.9.8.0", "10.9.8.6", false)]
    [InlineData("0.0.0.0", "255.255.255.255", true)]
    [InlineData("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false)]
    [InlineData("::a09:807", "::a09:807", false)] // the same number in the other family
    [InlineData("10.9.8.255", "10.9.8.0", false)] // nothing lies in a range that ends before it starts
    public void SelectorMatch_Addresses_AreARangeWithBothEnds(string start, string end, bool expected)
    {
        var selector = new TrafficSelector(0, 0, 65535, IpAddress.Parse(start), IpAddress.Parse(end));
        Assert.Equal(expected, Remote(selector, Packet(Tcp, 1000, 80)));
    }

    [Theory]
    [InlineData("2001:db8:1::", "2001:db8:1:ffff:ffff:ffff:ffff:ffff", "2001:db8:1::5", true)]
    [InlineData("2001:db8:1::", "2001:db8:1:ffff:ffff:ffff:ffff:ffff", "2001:db8:2::5", false)]
    [InlineData("0.0.0.0", "255.255.255.255", "2001:db8:1::5", false)]
    public void SelectorMatch_Ipv6Addresses_AreARange(string start, string end, string address, bool expected)
    {
        var packet = Packet(Tcp, 1000, 80) with { IsIpv6 = true, Source = IpAddress.Parse("::1"), Destination = IpAddress.Parse(address) };
        var selector = new TrafficSelector(0, 0, 65535, IpAddress.Parse(start), IpAddress.Parse(end));
        Assert.Equal(expected, SelectorMatch.Outbound([TrafficSelector.Subnet(IpAddress.Parse("::"), 0)], [selector], packet));
    }

    [Theory]
    [InlineData(0, 0, 65535, true)]
    [InlineData(6, 0, 65535, true)]
    [InlineData(17, 0, 65535, false)]
    [InlineData(6, 80, 80, true)]
    [InlineData(6, 81, 81, false)]
    [InlineData(6, 0, 80, true)]
    [InlineData(6, 80, 65535, true)]
    [InlineData(6, 0, 79, false)]
    [InlineData(6, 81, 65535, false)]
    [InlineData(6, 65535, 0, false)] // OPAQUE: the port can be seen
    [InlineData(0, 65535, 0, false)]
    [InlineData(0, 80, 80, true)]
    public void SelectorMatch_ProtocolAndPorts_PacketWithPorts(byte protocol, ushort start, ushort end, bool expected) =>
        Assert.Equal(expected, Remote(TrafficSelector.Host(Far, protocol, start, end), Packet(Tcp, 1000, 80)));

    [Theory]
    [InlineData(0, 0, 65535, true)]
    [InlineData(6, 0, 65535, true)]
    [InlineData(6, 65535, 0, true)] // OPAQUE
    [InlineData(17, 65535, 0, false)]
    [InlineData(6, 80, 80, false)]
    [InlineData(6, 0, 0, false)] // not even the port 0 that such a packet does not have
    [InlineData(6, 0, 65534, false)]
    public void SelectorMatch_NonInitialFragment_OnlyAllPortsAndOpaque(byte protocol, ushort start, ushort end, bool expected)
    {
        var fragment = Packet(Tcp, 0, 0) with { HasPorts = false, IsFragment = true };
        Assert.Equal(expected, Remote(TrafficSelector.Host(Far, protocol, start, end), fragment));
    }

    [Theory]
    [InlineData(8, 0, 8, 0, true)] // echo request only
    [InlineData(8, 0, 8, 255, true)]
    [InlineData(0, 0, 0, 255, false)] // echo reply
    [InlineData(0, 0, 255, 255, true)]
    [InlineData(3, 0, 11, 255, true)]
    [InlineData(9, 0, 11, 255, false)]
    public void SelectorMatch_Icmp_PortsAreTypeAndCode(byte startType, byte startCode, byte endType, byte endCode, bool expected)
    {
        var echo = Packet(Icmp, 8 << 8, 8 << 8);
        var selector = TrafficSelector.Host(Far, Icmp, (ushort)((startType << 8) | startCode), (ushort)((endType << 8) | endCode));
        Assert.Equal(expected, Remote(selector, echo));
        Assert.Equal(expected, SelectorMatch.Outbound([selector with { Start = Near, End = Near }], [TrafficSelector.Host(Far)], echo));
    }

    [Fact]
    public void SelectorMatch_LocalSide_IsTheSourceOutboundAndTheDestinationInbound()
    {
        TrafficSelector[] local = [TrafficSelector.Host(Near, Tcp, 1000, 1000)];
        TrafficSelector[] remote = [TrafficSelector.Host(Far, Tcp, 80, 80)];
        var outbound = Packet(Tcp, 1000, 80);
        var inbound = Packet(Tcp, 80, 1000) with { Source = Far, Destination = Near };
        Assert.Equal((true, false), (SelectorMatch.Outbound(local, remote, outbound), SelectorMatch.Outbound(local, remote, inbound)));
        Assert.Equal((false, true), (SelectorMatch.Inbound(local, remote, outbound), SelectorMatch.Inbound(local, remote, inbound)));
    }

    [Fact]
    public void SelectorMatch_SeveralSelectors_OneOfEachSideIsEnough()
    {
        TrafficSelector[] local = [TrafficSelector.Host(Far), TrafficSelector.Host(Near)];
        TrafficSelector[] remote = [TrafficSelector.Host(Near), TrafficSelector.Host(Far)];
        Assert.True(SelectorMatch.Outbound(local, remote, Packet(Tcp, 1, 2)));
        Assert.False(SelectorMatch.Outbound(local, [], Packet(Tcp, 1, 2)));
        Assert.False(SelectorMatch.Outbound([], remote, Packet(Tcp, 1, 2)));
    }

    [Fact]
    public void SelectorMatch_Compare_AllocatesNothing()
    {
        TrafficSelector[] local = [TrafficSelector.Host(Near)];
        TrafficSelector[] remote = [TrafficSelector.Host(Far)];
        var packet = Packet(Tcp, 1, 2);
        SelectorMatch.Inbound(local, remote, packet);
        var before = GC.GetAllocatedBytesForCurrentThread();
        SelectorMatch.Inbound(local, remote, packet);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static bool Remote(TrafficSelector selector, InnerPacket packet) => SelectorMatch.Outbound([TrafficSelector.Host(Near)], [selector], packet);

    private static InnerPacket Packet(byte protocol, ushort sourcePort, ushort destinationPort) => new()
    {
        Source = Near,
        Destination = Far,
        Protocol = protocol,
        SourcePort = sourcePort,
        DestinationPort = destinationPort,
        HasPorts = true,
    };
}
