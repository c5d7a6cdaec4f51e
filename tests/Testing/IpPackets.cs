using System.Buffers.Binary;
using MyIkev2.Engine;

namespace MyIkev2.Testing;

/// <summary>Builds small IP packets with right checksums.</summary>
public static class IpPackets
{
    private const byte UdpProtocol = 17;

    /// <summary>A UDP packet over IPv4 or IPv6, as the addresses say.</summary>
    public static byte[] Udp(string source, string destination, ReadOnlySpan<byte> payload, ushort sourcePort = 40_000, ushort destinationPort = 9, bool dontFragment = false, byte trafficClass = 0)
    {
        var from = IpAddress.Parse(source);
        var to = IpAddress.Parse(destination);
        var header = from.IsIpv6 ? 40 : 20;
        var packet = new byte[header + 8 + payload.Length];
        var udp = packet.AsSpan(header);
        BinaryPrimitives.WriteUInt16BigEndian(udp, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[2..], destinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(udp[4..], (ushort)udp.Length);
        payload.CopyTo(udp[8..]);
        WriteHeader(packet, from, to, udp.Length, dontFragment, trafficClass);
        var sum = Sum(udp, PseudoHeader(from, to, udp.Length));
        BinaryPrimitives.WriteUInt16BigEndian(udp[6..], sum == 0 ? ushort.MaxValue : sum);
        return packet;
    }

    /// <summary>The payload of a packet made by <see cref="Udp"/>.</summary>
    public static byte[] PayloadOf(byte[] packet) => packet[((packet[0] >> 4 == 6 ? 40 : 20) + 8)..];

    private static void WriteHeader(Span<byte> packet, IpAddress from, IpAddress to, int length, bool dontFragment, byte trafficClass)
    {
        if (from.IsIpv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet, 0x6000_0000u | ((uint)trafficClass << 20));
            BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)length);
            packet[6] = UdpProtocol;
            packet[7] = 64;
            from.WriteTo(packet[8..]);
            to.WriteTo(packet[24..]);
            return;
        }

        packet[0] = 0x45;
        packet[1] = trafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(20 + length));
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], dontFragment ? (ushort)0x4000 : (ushort)0);
        packet[8] = 64;
        packet[9] = UdpProtocol;
        from.WriteTo(packet[12..]);
        to.WriteTo(packet[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], Sum(packet[..20], 0));
    }

    private static uint PseudoHeader(IpAddress from, IpAddress to, int length)
    {
        Span<byte> octets = stackalloc byte[32];
        var count = from.WriteTo(octets);
        count += to.WriteTo(octets[count..]);
        return Add(octets[..count]) + UdpProtocol + (uint)length;
    }

    private static ushort Sum(ReadOnlySpan<byte> octets, uint start)
    {
        var sum = start + Add(octets);
        while (sum > ushort.MaxValue)
        {
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        }

        return (ushort)~sum;
    }

    private static uint Add(ReadOnlySpan<byte> octets)
    {
        uint sum = 0;
        for (var i = 0; i < octets.Length; i += 2)
        {
            sum += i + 1 < octets.Length ? BinaryPrimitives.ReadUInt16BigEndian(octets[i..]) : (uint)octets[i] << 8;
        }

        return sum;
    }
}
