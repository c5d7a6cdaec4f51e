using System.Buffers.Binary;
using MyIkev2.Engine;

namespace MyIkev2.Testing.Esp;

/// <summary>
/// IP packets for tests, written field by field and with checksums of its own making, so that the engine is not measured by itself.
/// </summary>
public static class IpPackets
{
    public const byte Icmp = 1;
    public const byte Tcp = 6;
    public const byte UdpProtocol = 17;

    /// <summary>A UDP packet with a counting payload.</summary>
    public static byte[] Udp(string source, string destination, int payloadLength, byte trafficClass = 0, bool dontFragment = true) =>
        Udp(source, destination, [.. Enumerable.Range(0, payloadLength).Select(static i => (byte)i)], trafficClass: trafficClass, dontFragment: dontFragment);

    /// <summary>A UDP packet with this payload.</summary>
    public static byte[] Udp(
        string source,
        string destination,
        ReadOnlySpan<byte> payload,
        ushort sourcePort = 40_000,
        ushort destinationPort = 7,
        byte trafficClass = 0,
        bool dontFragment = false)
    {
        var segment = new byte[8 + payload.Length];
        BinaryPrimitives.WriteUInt16BigEndian(segment, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), destinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(4), (ushort)segment.Length);
        payload.CopyTo(segment.AsSpan(8));
        return Packet(source, destination, UdpProtocol, WithTransportChecksum(source, destination, UdpProtocol, segment, 6), trafficClass, dontFragment);
    }

    /// <summary>The payload of a packet made by <c>Udp</c>.</summary>
    public static byte[] PayloadOf(byte[] packet) => packet[((packet[0] >> 4 == 6 ? 40 : 20) + 8)..];

    /// <summary>An IPv4 or IPv6 packet around a payload.</summary>
    public static byte[] Packet(
        string source, string destination, byte protocol, ReadOnlySpan<byte> payload, byte trafficClass = 0, bool dontFragment = true)
    {
        var from = IpAddress.Parse(source);
        var to = IpAddress.Parse(destination);
        var packet = new byte[(from.IsIpv6 ? 40 : 20) + payload.Length];
        payload.CopyTo(packet.AsSpan(packet.Length - payload.Length));
        if (from.IsIpv6)
        {
            packet[0] = (byte)(0x60 | (trafficClass >> 4));
            packet[1] = (byte)(trafficClass << 4);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)payload.Length);
            packet[6] = protocol;
            packet[7] = 63;
            from.WriteTo(packet.AsSpan(8));
            to.WriteTo(packet.AsSpan(24));
            return packet;
        }

        packet[0] = 0x45;
        packet[1] = trafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), 0x1234);
        packet[6] = (byte)(dontFragment ? 0x40 : 0);
        packet[8] = 63;
        packet[9] = protocol;
        from.WriteTo(packet.AsSpan(12));
        to.WriteTo(packet.AsSpan(16));
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), Checksum(packet.AsSpan(0, 20)));
        return packet;
    }

    /// <summary>The segment with its checksum over the pseudo-header.</summary>
    public static byte[] WithTransportChecksum(string source, string destination, byte protocol, byte[] segment, int checksumOffset)
    {
        byte[] whole = (byte[])segment.Clone();
        whole[checksumOffset] = 0;
        whole[checksumOffset + 1] = 0;
        byte[] covered =
        [
            .. IpAddress.Parse(source).ToBytes(), .. IpAddress.Parse(destination).ToBytes(),
            0, protocol, (byte)(whole.Length >> 8), (byte)whole.Length, .. whole,
        ];
        BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(checksumOffset), Checksum(covered));
        return whole;
    }

    /// <summary>True when the transport checksum of an option-free packet is right.</summary>
    public static bool HasSoundChecksums(ReadOnlySpan<byte> packet)
    {
        var ipv6 = packet[0] >> 4 == 6;
        var protocol = packet[ipv6 ? 6 : 9];
        var addresses = ipv6 ? packet[8..40] : packet[12..20];
        var segment = packet[(ipv6 ? 40 : 20)..];
        byte[] covered = [.. addresses, 0, protocol, (byte)(segment.Length >> 8), (byte)segment.Length, .. segment];
        return (ipv6 || Checksum(packet[..20]) == 0) && Checksum(covered) == 0;
    }

    /// <summary>The Internet checksum, word by word as RFC 1071 section 4.1 has it.</summary>
    public static ushort Checksum(ReadOnlySpan<byte> octets)
    {
        uint sum = 0;
        for (var i = 0; i < octets.Length; i += 2)
        {
            sum += (uint)((octets[i] << 8) | (i + 1 < octets.Length ? octets[i + 1] : 0));
            sum = (sum & 0xFFFF) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
