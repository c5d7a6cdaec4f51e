using MyIkev2.Engine.Esp;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

/// <summary>RFC 791, RFC 8200 and the selectors of RFC 4301 section 4.4.1.1.</summary>
public sealed class InnerPacketTests
{
    private const string A4 = "10.1.2.3";
    private const string B4 = "10.9.8.7";
    private const string A6 = "2001:db8:1::1";
    private const string B6 = "2001:db8:2::2";

    /// <summary>Port 40000 to port 7.</summary>
    private static readonly byte[] Ports = [0x9c, 0x40, 0, 7, 0, 12, 0, 0, 1, 2, 3, 4];

    [Theory]
    [InlineData(A4, B4, 20)]
    [InlineData(A6, B6, 40)]
    public void InnerPacket_Udp_TellsAddressesPortsAndHeader(string source, string destination, int headerLength)
    {
        var packet = IpPackets.Packet(source, destination, 17, Ports, trafficClass: 0xb9);
        Assert.True(InnerPacket.TryParse(packet, out var inner));
        Assert.Equal(
            new InnerPacket
            {
                IsIpv6 = headerLength == 40,
                Source = IpAddress.Parse(source),
                Destination = IpAddress.Parse(destination),
                Protocol = 17,
                SourcePort = 40000,
                DestinationPort = 7,
                HasPorts = true,
                TrafficClass = 0xb9,
                DontFragment = true,
                IsFragment = false,
                HeaderLength = headerLength,
                Length = packet.Length,
            },
            inner);
    }

    [Theory]
    [InlineData(A4, B4)]
    [InlineData(A6, B6)]
    public void InnerPacket_SpanLongerThanThePacket_LengthIsThatOfItsHeader(string source, string destination)
    {
        var packet = IpPackets.Packet(source, destination, 17, Ports);
        Assert.True(InnerPacket.TryParse([.. packet, 1, 2, 3], out var inner));
        Assert.Equal(packet.Length, inner.Length);
    }

    [Theory]
    [InlineData(A4, B4)]
    [InlineData(A6, B6)]
    public void InnerPacket_AnyPrefixOfAPacket_IsNoPacket(string source, string destination)
    {
        var packet = source == A4 ? IpPackets.Packet(source, destination, 17, Ports) : WithExtensions([0, 43, 60, 44], 17, Ports);
        for (var length = 0; length < packet.Length; length++)
        {
            Assert.False(InnerPacket.TryParse(packet.AsSpan(0, length), out var inner), $"the first {length} octets are a packet");
            Assert.Equal(default, inner);
        }

        Assert.True(InnerPacket.TryParse(packet, out _));
    }

    [Theory]
    [InlineData(0x55)] // version 5
    [InlineData(0x44)] // header of 16 octets
    [InlineData(0x4f)] // header of 60 octets, beyond the packet
    public void InnerPacket_Ipv4VersionOrHeaderLengthWrong_IsNoPacket(byte first)
    {
        var packet = IpPackets.Packet(A4, B4, 17, Ports);
        packet[0] = first;
        Assert.False(InnerPacket.TryParse(packet, out _));
    }

    [Fact]
    public void InnerPacket_Ipv4TotalLengthBelowItsHeader_IsNoPacket()
    {
        var packet = IpPackets.Packet(A4, B4, 17, Ports);
        packet[3] = 19;
        Assert.False(InnerPacket.TryParse(packet, out _));
        packet[3] = 20;
        Assert.True(InnerPacket.TryParse(packet, out var inner));
        Assert.False(inner.HasPorts);
    }

    [Fact]
    public void InnerPacket_Ipv4Options_AreSkipped()
    {
        var packet = IpPackets.Packet(A4, B4, 17, [1, 1, 1, 0, .. Ports]);
        packet[0] = 0x46;
        Assert.True(InnerPacket.TryParse(packet, out var inner));
        Assert.Equal((24, (ushort)40000, (ushort)7), (inner.HeaderLength, inner.SourcePort, inner.DestinationPort));
    }

    [Theory]
    [InlineData(0x0000, true, false, false)]
    [InlineData(0x4000, true, false, true)] // DF
    [InlineData(0x8000, true, false, false)] // the reserved bit is nothing
    [InlineData(0x2000, true, true, false)] // first fragment
    [InlineData(0x2001, false, true, false)] // middle
    [InlineData(0x0001, false, true, false)] // last
    [InlineData(0x1fff, false, true, false)]
    public void InnerPacket_Ipv4Fragmentation_PortsAreThoseOfTheFirstFragmentOnly(ushort field, bool hasPorts, bool isFragment, bool dontFragment)
    {
        var packet = IpPackets.Packet(A4, B4, 17, Ports);
        (packet[6], packet[7]) = ((byte)(field >> 8), (byte)field);
        Assert.True(InnerPacket.TryParse(packet, out var inner));
        Assert.Equal((hasPorts, isFragment, dontFragment), (inner.HasPorts, inner.IsFragment, inner.DontFragment));
        Assert.Equal(hasPorts ? 7 : 0, inner.DestinationPort);
    }

    [Theory]
    [InlineData(6, true, 40000, 7)]
    [InlineData(33, true, 40000, 7)]
    [InlineData(132, true, 40000, 7)]
    [InlineData(136, true, 40000, 7)]
    [InlineData(1, true, 40000, 40000)] // type 156, code 64
    [InlineData(58, true, 40000, 40000)]
    [InlineData(135, true, 0, 0)] // Mobility Header: its third octet is the type
    [InlineData(50, false, 0, 0)]
    [InlineData(51, false, 0, 0)]
    [InlineData(47, false, 0, 0)]
    [InlineData(255, false, 0, 0)]
    public void InnerPacket_Protocols_TellWhatTheyHaveForPorts(byte protocol, bool hasPorts, ushort source, ushort destination)
    {
        Assert.True(InnerPacket.TryParse(IpPackets.Packet(A4, B4, protocol, Ports), out var inner));
        Assert.Equal((protocol, hasPorts, source, destination), (inner.Protocol, inner.HasPorts, inner.SourcePort, inner.DestinationPort));
    }

    [Fact]
    public void InnerPacket_MobilityHeader_PortIsItsTypeInTheHighOctet()
    {
        Assert.True(InnerPacket.TryParse(IpPackets.Packet(A6, B6, 135, [59, 1, 5, 0, 0, 0, 0, 0]), out var inner));
        Assert.Equal((true, (ushort)0x0500, (ushort)0x0500), (inner.HasPorts, inner.SourcePort, inner.DestinationPort));
    }

    [Theory]
    [InlineData(17, 4)]
    [InlineData(6, 4)]
    [InlineData(1, 2)]
    [InlineData(58, 2)]
    [InlineData(135, 3)]
    public void InnerPacket_TransportCutShort_HasNoPorts(byte protocol, int needed)
    {
        for (var length = 0; length <= Ports.Length; length++)
        {
            Assert.True(InnerPacket.TryParse(IpPackets.Packet(A6, B6, protocol, Ports.AsSpan(0, length)), out var inner));
            Assert.Equal(length >= needed, inner.HasPorts);
        }
    }

    [Fact]
    public void InnerPacket_Ipv6ExtensionHeaders_AreSkipped()
    {
        var packet = WithExtensions([0, 60, 43, 60], 6, Ports, units: 2);
        Assert.True(InnerPacket.TryParse(packet, out var inner));
        Assert.Equal((6, 40 + (4 * 24), 40000, 7), (inner.Protocol, inner.HeaderLength, inner.SourcePort, inner.DestinationPort));
    }

    [Theory]
    [InlineData(InnerPacket.MaximumExtensionHeaders, true)]
    [InlineData(InnerPacket.MaximumExtensionHeaders + 1, false)]
    public void InnerPacket_LongChainOfExtensionHeaders_IsBounded(int headers, bool expected) =>
        Assert.Equal(expected, InnerPacket.TryParse(WithExtensions([.. Enumerable.Repeat((byte)60, headers)], 6, Ports), out _));

    [Theory]
    [InlineData(50)]
    [InlineData(51)]
    [InlineData(59)] // no next header
    public void InnerPacket_AhEspAndNoNextHeader_AreNextLayerProtocols(byte protocol)
    {
        Assert.True(InnerPacket.TryParse(WithExtensions([60], protocol, []), out var inner));
        Assert.Equal((protocol, false), (inner.Protocol, inner.HasPorts));
    }

    [Theory]
    [InlineData(0x0000, true, false, 17)] // atomic fragment, RFC 6946
    [InlineData(0x0001, true, true, 17)] // first
    [InlineData(0x0009, false, true, 17)] // middle
    [InlineData(0x0008, false, true, 17)] // last
    public void InnerPacket_Ipv6Fragment_PortsAreThoseOfTheFirstFragmentOnly(ushort field, bool hasPorts, bool isFragment, byte protocol)
    {
        var packet = WithExtensions([44], protocol, Ports);
        (packet[42], packet[43]) = ((byte)(field >> 8), (byte)field);
        Assert.True(InnerPacket.TryParse(packet, out var inner));
        Assert.Equal((hasPorts, isFragment, protocol, 48), (inner.HasPorts, inner.IsFragment, inner.Protocol, inner.HeaderLength));
    }

    [Fact]
    public void InnerPacket_Ipv6LaterFragment_ChainEndsAtTheFragmentHeader()
    {
        // What follows is the middle of something: even if the fragment header names destination options, these are not there.
        var packet = WithExtensions([44, 60], 17, [0xff, 0xff, 0xff, 0xff]);
        packet[43] = 8;
        Assert.True(InnerPacket.TryParse(packet, out var inner));
        Assert.Equal((60, 48, false), (inner.Protocol, inner.HeaderLength, inner.HasPorts));
    }

    [Fact]
    public void InnerPacket_Ipv6FirstFragmentWithoutItsWholeChain_IsNoPacket()
    {
        // RFC 7112: the first fragment holds all headers.
        var packet = WithExtensions([44, 60], 17, []);
        packet[43] = 1;
        packet[49] = 1;
        Assert.False(InnerPacket.TryParse(packet, out _));
    }

    [Fact]
    public void InnerPacket_Jumbogram_IsNoPacket()
    {
        // Payload length 0 and a jumbo payload option (RFC 2675).
        var packet = IpPackets.Packet(A6, B6, 0, [59, 0, 0xc2, 4, 0, 1, 0, 0]);
        (packet[4], packet[5]) = (0, 0);
        Assert.False(InnerPacket.TryParse(packet, out _));
    }

    [Fact]
    public void InnerPacket_Parse_AllocatesNothing()
    {
        var packet = WithExtensions([0, 43, 60, 44], 17, Ports);
        Assert.True(InnerPacket.TryParse(packet, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var sound = InnerPacket.TryParse(packet, out _);
        Assert.Equal((0, true), (GC.GetAllocatedBytesForCurrentThread() - before, sound));
    }

    /// <summary>An IPv6 packet with these extension headers of (units + 1) * 8 octets, the fragment header always of 8.</summary>
    private static byte[] WithExtensions(ReadOnlySpan<byte> headers, byte protocol, ReadOnlySpan<byte> payload, byte units = 0)
    {
        byte[] chain = [.. payload];
        var next = protocol;
        for (var i = headers.Length - 1; i >= 0; i--)
        {
            var header = new byte[headers[i] == 44 ? 8 : (units + 1) * 8];
            header[0] = next;
            header[1] = headers[i] == 44 ? (byte)0 : units;
            chain = [.. header, .. chain];
            next = headers[i];
        }

        return IpPackets.Packet(A6, B6, next, chain);
    }
}
