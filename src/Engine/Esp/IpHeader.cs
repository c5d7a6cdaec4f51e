using System.Buffers.Binary;

namespace MyIkev2.Engine.Esp;

/// <summary>An IP header without options, as the packet path writes it.</summary>
internal readonly record struct IpHeader(IpAddress Source, IpAddress Destination, byte Protocol, byte TrafficClass)
{
    public const int Ipv4Length = 20;
    public const int Ipv6Length = 40;
    private const byte DefaultHopLimit = 64;
    private const ushort DontFragmentFlag = 0x4000;

    /// <summary>IPv4 DF.</summary>
    public bool DontFragment { get; init; }

    /// <summary>IPv4 identification.</summary>
    public ushort Identification { get; init; }

    /// <summary>Octets of a header without options.</summary>
    public static int LengthFor(bool ipv6) => ipv6 ? Ipv6Length : Ipv4Length;

    /// <summary>Writes the header of a packet that is as long as <paramref name="packet"/>.</summary>
    public void Write(Span<byte> packet)
    {
        if (Source.IsIpv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet, (6U << 28) | ((uint)TrafficClass << 20));
            BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(packet.Length - Ipv6Length));
            packet[6] = Protocol;
            packet[7] = DefaultHopLimit;
            Source.WriteTo(packet[8..]);
            Destination.WriteTo(packet[24..]);
            return;
        }

        packet[0] = 0x45;
        packet[1] = TrafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet[4..], Identification);
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], DontFragment ? DontFragmentFlag : (ushort)0);
        packet[8] = DefaultHopLimit;
        packet[9] = Protocol;
        Source.WriteTo(packet[12..]);
        Destination.WriteTo(packet[16..]);
        InternetChecksum.WriteIpv4(packet[..Ipv4Length]);
    }

    /// <summary>Writes the length field of a header whose packet became shorter or longer, and an IPv4 header's checksum.</summary>
    public static void SetLength(Span<byte> packet)
    {
        if (packet[0] >> 4 == 6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(packet.Length - Ipv6Length));
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        InternetChecksum.WriteIpv4(packet[..((packet[0] & 0x0F) * 4)]);
    }
}
