using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Ping;
using Xunit;

namespace MyIkev2.Engine.Tests.Ping;

public sealed class EchoPacketTests
{
    private static readonly EchoMark Mark = new(0x1122_3344_5566_7788, 0x0009_0007, 0x0001_0005);

    [Fact]
    public void WriteRequest_Ipv4_IsTheKnownPacket()
    {
        // Checked with tshark: good header and ICMP checksums.
        var packet = Request("10.1.0.1", "10.2.0.1", 16);
        Assert.Equal(
            "45000"
            + "02c00070000400166c60a0100010a020001"
            + "08006f0977860005"
            + "112233445566778800090007"
            + "00010005",
            Convert.ToHexStringLower(packet));
    }

    [Theory]
    [InlineData("10.1.0.1", "10.2.0.1", 16)]
    [InlineData("10.1.0.1", "10.2.0.1", 65)]
    [InlineData("2001:db8:1::1", "2001:db8:2::1", 16)]
    [InlineData("2001:db8:1::1", "2001:db8:2::1", 1_333)]
    public void Reply_ToARequest_CarriesItsMarksBack(string source, string destination, int payload)
    {
        var request = Request(source, destination, payload);
        Assert.True(InnerPacket.TryParse(request, out var inner));
        Assert.True(EchoPacket.IsRequest(request, inner));
        Assert.False(EchoPacket.TryReadReply(request, inner, out _));

        var reply = Reply(request);

        Assert.True(InnerPacket.TryParse(reply, out var answer));
        Assert.Equal((inner.Destination, inner.Source, inner.Length), (answer.Source, answer.Destination, answer.Length));
        Assert.True(EchoPacket.TryReadReply(reply, answer, out var mark));
        Assert.Equal(Mark, mark);
        Assert.False(EchoPacket.IsRequest(reply, answer));
        Assert.Equal(request[^payload..], reply[^payload..]);
    }

    [Theory]
    [InlineData("10.1.0.1", "10.2.0.1")]
    [InlineData("2001:db8:1::1", "2001:db8:2::1")]
    public void Read_EveryPrefixAndEveryChangedOctet_IsRefusedOrSound(string source, string destination)
    {
        var reply = Reply(Request(source, destination, 24));
        for (var length = 0; length < reply.Length; length++)
        {
            Assert.False(InnerPacket.TryParse(reply.AsSpan(0, length), out var cut) && EchoPacket.TryReadReply(reply.AsSpan(0, length), cut, out _));
        }

        var header = source.Contains(':') ? 40 : 20;
        for (var at = header; at < reply.Length; at++)
        {
            var changed = reply.ToArray();
            changed[at] ^= 0x40;
            Assert.True(InnerPacket.TryParse(changed, out var inner));
            Assert.False(EchoPacket.TryReadReply(changed, inner, out _), $"octet {at} does not count");
            Assert.False(EchoPacket.IsRequest(changed, inner));
        }
    }

    [Fact]
    public void WriteReply_RequestWithOptionsAndEcn_HasNeither()
    {
        // An IPv4 request with a router alert option and CE.
        var plain = Request("10.1.0.1", "10.2.0.1", 32);
        byte[] request = [.. plain[..20], 0x94, 4, 0, 0, .. plain[20..]];
        request[0] = 0x46;
        request[1] = 0xbb;
        request[3] += 4;
        InternetChecksum.WriteIpv4(request.AsSpan(0, 24));

        var reply = Reply(request);

        Assert.Equal((0x45, 0xb8, plain.Length), (reply[0], reply[1], reply.Length));
        Assert.True(InnerPacket.TryParse(reply, out var inner));
        Assert.True(EchoPacket.TryReadReply(reply, inner, out _));
    }

    private static byte[] Request(string source, string destination, int payload)
    {
        var room = new byte[4_096];
        Array.Fill(room, (byte)0xee);
        var length = EchoPacket.WriteRequest(room, IpAddress.Parse(source), IpAddress.Parse(destination), 7, Mark, payload);
        return room[..length];
    }

    private static byte[] Reply(byte[] request)
    {
        Assert.True(InnerPacket.TryParse(request, out var inner));
        var room = new byte[4_096];
        return room[..EchoPacket.WriteReply(room, request, inner, 8)];
    }
}
