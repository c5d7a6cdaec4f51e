using System.Buffers.Binary;
using MyIkev2.Engine.Esp;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp;

public sealed class IcmpTooBigTests
{
    private const string Host4 = "10.1.0.1";
    private const string Far4 = "10.2.0.1";
    private const string Gateway4 = "10.1.0.254";
    private const string Host6 = "2001:db8:a::1";
    private const string Far6 = "2001:db8:b::1";
    private const string Gateway6 = "2001:db8:a::fe";
    private const byte IcmpV6 = 58;

    [Theory]
    [InlineData(1400, 576)]
    [InlineData(100, 156)]
    public void Ipv4_Message_QuotesUpTo576Octets(int innerLength, int expectedLength)
    {
        byte[] inner = IpPackets.Udp(Host4, Far4, innerLength - 28);
        byte[] message = Build(inner, 1222, Gateway4);
        Assert.Equal(expectedLength == 576 ? 576 : innerLength + 28, message.Length);
        Assert.Equal(message.Length, BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(2)));
        Assert.Equal(1, message[9]);
        Assert.Equal(IpAddress.Parse(Gateway4).ToBytes(), message[12..16]);
        Assert.Equal(IpAddress.Parse(Host4).ToBytes(), message[16..20]);
        Assert.Equal(0, IpPackets.Checksum(message.AsSpan(0, 20)));

        // Type 3, code 4, and the MTU in the low half of the second word.
        Assert.Equal(new byte[] { 3, 4 }, message[20..22]);
        Assert.Equal(0, BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(24)));
        Assert.Equal(1222, BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(26)));
        Assert.Equal(0, IpPackets.Checksum(message.AsSpan(20)));
        Assert.Equal(inner[..(message.Length - 28)], message[28..]);
    }

    [Theory]
    [InlineData(1500, 1400, 1400)]
    [InlineData(1290, 1100, 1280)]
    public void Ipv6_Message_QuotesUpTo1280OctetsAndNeverTellsLess(int innerLength, int mtu, uint told)
    {
        byte[] inner = IpPackets.Udp(Host6, Far6, innerLength - 48);
        byte[] message = Build(inner, mtu, Gateway6);
        Assert.Equal(1280, message.Length);
        Assert.Equal(IcmpV6, message[6]);
        Assert.Equal(IpAddress.Parse(Gateway6).ToBytes(), message[8..24]);
        Assert.Equal(IpAddress.Parse(Host6).ToBytes(), message[24..40]);
        Assert.Equal(new byte[] { 2, 0 }, message[40..42]);
        Assert.Equal(told, BinaryPrimitives.ReadUInt32BigEndian(message.AsSpan(44)));
        Assert.True(IpPackets.HasSoundChecksums(message));
        Assert.Equal(inner[..(1280 - 48)], message[48..]);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(8, true)]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(5, false)]
    [InlineData(11, false)]
    [InlineData(12, false)]
    public void Ipv4_AboutIcmp_OnlyAboutQueries(byte type, bool answered) =>
        Assert.Equal(answered, Build(IpPackets.Packet(Host4, Far4, IpPackets.Icmp, [type, 0, 0, 0, 0, 0, 0, 0]), 1000, Gateway4).Length > 0);

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(127, false)]
    [InlineData(137, false)]
    public void Ipv6_AboutIcmp_OnlyAboutInformation(byte type, bool answered) =>
        Assert.Equal(answered, Build(IpPackets.Packet(Host6, Far6, IcmpV6, [type, 0, 0, 0, 0, 0, 0, 0]), 1300, Gateway6).Length > 0);

    [Theory]
    [InlineData(0x2000, true)]
    [InlineData(0x0001, false)]
    [InlineData(0x2100, false)]
    public void Ipv4_AboutFragments_OnlyTheFirst(ushort flagsAndOffset, bool answered)
    {
        foreach (var protocol in new byte[] { IpPackets.UdpProtocol, 47 })
        {
            byte[] fragment = IpPackets.Packet(Host4, Far4, protocol, new byte[40]);
            BinaryPrimitives.WriteUInt16BigEndian(fragment.AsSpan(6), flagsAndOffset);
            Assert.Equal(answered, Build(fragment, 1000, Gateway4).Length > 0);
        }
    }

    [Fact]
    public void Ipv6_AboutLaterFragments_Never()
    {
        byte[] first = IpPackets.Packet(Host6, Far6, 44, [IpPackets.UdpProtocol, 0, 0, 1, 0, 0, 0, 1, .. new byte[16]]);
        byte[] later = IpPackets.Packet(Host6, Far6, 44, [IpPackets.UdpProtocol, 0, 1, 1, 0, 0, 0, 1, .. new byte[16]]);
        Assert.NotEmpty(Build(first, 1300, Gateway6));
        Assert.Empty(Build(later, 1300, Gateway6));
    }

    [Theory]
    [InlineData("0.0.0.0", Far4, Gateway4)]
    [InlineData("127.0.0.1", Far4, Gateway4)]
    [InlineData("224.0.0.5", Far4, Gateway4)]
    [InlineData("255.255.255.255", Far4, Gateway4)]
    [InlineData(Host4, "239.1.1.1", Gateway4)]
    [InlineData(Host4, "255.255.255.255", Gateway4)]
    [InlineData("::", Far6, Gateway6)]
    [InlineData("::1", Far6, Gateway6)]
    [InlineData("ff02::1", Far6, Gateway6)]
    [InlineData(Host6, "ff05::2", Gateway6)]
    [InlineData(Host4, Far4, Gateway6)]
    public void Any_ToNobodyOrAboutAGroup_IsNotSent(string source, string destination, string gateway) =>
        Assert.Empty(Build(IpPackets.Udp(source, destination, 600), 500, gateway));

    [Fact]
    public void Any_RoomTooSmall_IsNotSent()
    {
        byte[] inner = IpPackets.Udp(Host4, Far4, 600);
        Assert.True(InnerPacket.TryParse(inner, out var parsed));
        Assert.Equal(0, IcmpTooBig.Build(inner, parsed, 500, IpAddress.Parse(Gateway4), new byte[IcmpTooBig.MaximumLength - 1]));
    }

    private static byte[] Build(byte[] inner, int mtu, string gateway)
    {
        Assert.True(InnerPacket.TryParse(inner, out var parsed));
        var room = new byte[IcmpTooBig.MaximumLength];
        return room[..IcmpTooBig.Build(inner, parsed, mtu, IpAddress.Parse(gateway), room)];
    }
}
