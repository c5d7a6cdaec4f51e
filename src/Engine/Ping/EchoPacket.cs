using System.Buffers.Binary;
using MyIkev2.Engine.Esp;

namespace MyIkev2.Engine.Ping;

/// <summary>
/// ICMP echo (RFC 792) and ICMPv6 echo (RFC 4443 section 4) in a whole IP packet:
/// <code>
/// IP header | type | code | checksum | identifier | sequence number | data
/// </code>
/// The data of our requests begin with a token of the shard, the task's number and the full sequence number: 16-bit fields do not tell
/// a hundred thousand tasks apart.
/// </summary>
internal static class EchoPacket
{
    /// <summary>Octets of the ICMP header.</summary>
    public const int IcmpHeaderLength = 8;

    /// <summary>Octets of data that carry our marks.</summary>
    public const int MarkLength = 16;

    private const byte EchoReply = 0;
    private const byte EchoRequest = 8;
    private const byte EchoRequestV6 = 128;
    private const byte EchoReplyV6 = 129;

    /// <summary>The ICMP type.</summary>
    public static byte TypeOf(bool ipv6, bool isRequest) =>
        ipv6 ? (isRequest ? EchoRequestV6 : EchoReplyV6) : (isRequest ? EchoRequest : EchoReply);

    /// <summary>Octets of a request.</summary>
    public static int LengthOf(bool ipv6, int payload) => IpHeader.LengthFor(ipv6) + IcmpHeaderLength + payload;

    /// <summary>Writes a request with <paramref name="payload"/> octets of data and returns its length.</summary>
    public static int WriteRequest(Span<byte> room, IpAddress source, IpAddress destination, ushort identification, in EchoMark mark, int payload)
    {
        var length = LengthOf(source.IsIpv6, payload);
        var icmp = WriteHeader(room[..length], source, destination, trafficClass: 0, identification);
        icmp[0] = TypeOf(source.IsIpv6, isRequest: true);
        icmp[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(icmp[4..], mark.Identifier);
        BinaryPrimitives.WriteUInt16BigEndian(icmp[6..], (ushort)mark.Sequence);
        var data = icmp[IcmpHeaderLength..];
        BinaryPrimitives.WriteUInt64BigEndian(data, mark.Token);
        BinaryPrimitives.WriteUInt32BigEndian(data[8..], mark.Task);
        BinaryPrimitives.WriteUInt32BigEndian(data[12..], mark.Sequence);
        data[MarkLength..].Clear();
        WriteChecksum(icmp, source, destination);
        return length;
    }

    /// <summary>True for a sound, whole echo request.</summary>
    public static bool IsRequest(ReadOnlySpan<byte> packet, in InnerPacket inner) =>
        HasIcmp(inner, isRequest: true, data: 0) && HasGoodChecksum(Icmp(packet, inner), inner);

    /// <summary>Reads the marks of an echo reply; false when it is none or not one to a request of this form.</summary>
    public static bool TryReadReply(ReadOnlySpan<byte> packet, in InnerPacket inner, out EchoMark mark)
    {
        mark = default;
        if (!HasIcmp(inner, isRequest: false, MarkLength) || !HasGoodChecksum(Icmp(packet, inner), inner))
        {
            return false;
        }

        var icmp = Icmp(packet, inner);
        var data = icmp[IcmpHeaderLength..];
        mark = new EchoMark(
            BinaryPrimitives.ReadUInt64BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[8..]), BinaryPrimitives.ReadUInt32BigEndian(data[12..]));
        return BinaryPrimitives.ReadUInt16BigEndian(icmp[4..]) == mark.Identifier
            && BinaryPrimitives.ReadUInt16BigEndian(icmp[6..]) == (ushort)mark.Sequence;
    }

    /// <summary>Octets of the reply to a request.</summary>
    public static int LengthOfReply(in InnerPacket request) =>
        IpHeader.LengthFor(request.IsIpv6) + request.Length - request.HeaderLength;

    /// <summary>Writes the reply to a request: same identifier, sequence number and data, addresses exchanged, no options. Returns its length.</summary>
    public static int WriteReply(Span<byte> room, ReadOnlySpan<byte> request, in InnerPacket inner, ushort identification)
    {
        var length = LengthOfReply(inner);

        // The DSCP of the request; what the network said by ECN was not for the way back.
        var icmp = WriteHeader(room[..length], inner.Destination, inner.Source, (byte)(inner.TrafficClass & 0xfc), identification);
        Icmp(request, inner).CopyTo(icmp);
        icmp[0] = TypeOf(inner.IsIpv6, isRequest: false);
        WriteChecksum(icmp, inner.Destination, inner.Source);
        return length;
    }

    private static Span<byte> WriteHeader(Span<byte> packet, IpAddress source, IpAddress destination, byte trafficClass, ushort identification)
    {
        new IpHeader(source, destination, source.IsIpv6 ? IpProtocols.Icmpv6 : IpProtocols.Icmp, trafficClass) { Identification = identification }.Write(packet);
        return packet[IpHeader.LengthFor(source.IsIpv6)..];
    }

    private static ReadOnlySpan<byte> Icmp(ReadOnlySpan<byte> packet, in InnerPacket inner) => packet[inner.HeaderLength..inner.Length];

    private static bool HasIcmp(in InnerPacket inner, bool isRequest, int data) =>
        inner.Protocol == (inner.IsIpv6 ? IpProtocols.Icmpv6 : IpProtocols.Icmp)
        && inner is { IsFragment: false, HasPorts: true }
        && inner.SourcePort == TypeOf(inner.IsIpv6, isRequest) << 8
        && inner.Length - inner.HeaderLength >= IcmpHeaderLength + data;

    private static bool HasGoodChecksum(ReadOnlySpan<byte> icmp, in InnerPacket inner) =>
        InternetChecksum.IsSound(Sum(icmp, inner.Source, inner.Destination));

    private static void WriteChecksum(Span<byte> icmp, IpAddress source, IpAddress destination)
    {
        icmp.Slice(2, sizeof(ushort)).Clear();
        InternetChecksum.Write(icmp[2..], Sum(icmp, source, destination));
    }

    // Only ICMPv6 includes the addresses.
    private static ulong Sum(ReadOnlySpan<byte> icmp, IpAddress source, IpAddress destination) =>
        InternetChecksum.Add(source.IsIpv6 ? InternetChecksum.PseudoHeader(source, destination, IpProtocols.Icmpv6, icmp.Length) : 0, icmp);
}

/// <summary>What tells an answer to us from any other, and which request it answers.</summary>
/// <param name="Token">Drawn by the shard when it begins to ping: a peer cannot guess it, an earlier process had another.</param>
/// <param name="Task">Number of the task.</param>
/// <param name="Sequence">Number of the request, from 0.</param>
internal readonly record struct EchoMark(ulong Token, uint Task, uint Sequence)
{
    /// <summary>The 16-bit identifier: the same for all requests of a task, as other tools show them.</summary>
    public ushort Identifier => (ushort)(Task ^ (Task >> 16) ^ Token);
}
