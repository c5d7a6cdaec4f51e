using System.Buffers.Binary;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// Where AH stands in an IP packet (RFC 4302 section 2):
/// <code>
///  0                   1                   2                   3
/// | Next Header   |  Payload Len  |          RESERVED             |
/// |                 Security Parameters Index (SPI)               |
/// |                    Sequence Number Field                      |
/// |                Integrity Check Value-ICV (variable)           |
/// </code>
/// </summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="NextHeaderOffset">Where the header before it names it.</param>
/// <param name="HeaderLength">Its octets, ICV and padding included.</param>
/// <param name="PacketLength">Octets of the IP packet.</param>
internal readonly record struct AhPacket(int Offset, int NextHeaderOffset, int HeaderLength, int PacketLength)
{
    /// <summary>Up to the ICV.</summary>
    public const int FixedLength = 12;

    public const int SequenceOffset = 8;
    private const int SpiOffset = 4;
    private const int Ipv4Alignment = 4;
    private const int Ipv6Alignment = 8;
    private const int Word = 4;
    private const int Ipv4ProtocolOffset = 9;
    private const int Ipv6NextHeaderOffset = 6;
    private const int LeastExtensionLength = 8;
    private const ushort Ipv4FragmentMask = 0x3FFF;

    /// <summary>Octets of AH with this ICV: whole 32-bit words over IPv4, 64-bit over IPv6 (RFC 4302 section 2.2).</summary>
    public static int LengthFor(int icvLength, bool ipv6)
    {
        var alignment = ipv6 ? Ipv6Alignment : Ipv4Alignment;
        return (FixedLength + icvLength + alignment - 1) / alignment * alignment;
    }

    /// <summary>Writes AH with zeros for its ICV.</summary>
    public static void Write(Span<byte> header, byte nextHeader, uint spi, ulong sequence)
    {
        header.Clear();
        header[0] = nextHeader;
        header[1] = (byte)((header.Length / Word) - 2);
        BinaryPrimitives.WriteUInt32BigEndian(header[SpiOffset..], spi);
        BinaryPrimitives.WriteUInt32BigEndian(header[SequenceOffset..], (uint)sequence);
    }

    /// <summary>Finds AH in a received packet. False: there is none, or it is a fragment, which must be put together first (RFC 4302 section 3.4.1).</summary>
    public static bool TryLocate(ReadOnlySpan<byte> packet, out AhPacket ah)
    {
        ah = default;
        if (packet.IsEmpty)
        {
            return false;
        }

        int offset;
        int length;
        var nextHeaderOffset = Ipv4ProtocolOffset;
        if (packet[0] >> 4 == 6)
        {
            if (packet.Length < IpHeader.Ipv6Length)
            {
                return false;
            }

            length = IpHeader.Ipv6Length + BinaryPrimitives.ReadUInt16BigEndian(packet[4..]);
            if (length > packet.Length || !TrySkipOptions(packet[..length], out offset, out nextHeaderOffset))
            {
                return false;
            }
        }
        else
        {
            if (packet[0] >> 4 != 4 || packet.Length < IpHeader.Ipv4Length)
            {
                return false;
            }

            offset = (packet[0] & 0x0F) * Word;
            length = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
            if (offset < IpHeader.Ipv4Length || length > packet.Length
                || (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & Ipv4FragmentMask) != 0)
            {
                return false;
            }
        }

        if (packet[nextHeaderOffset] != IpProtocols.Ah || length - offset < FixedLength)
        {
            return false;
        }

        var headerLength = (packet[offset + 1] + 2) * Word;
        ah = new AhPacket(offset, nextHeaderOffset, headerLength, length);
        return headerLength >= FixedLength && headerLength <= length - offset;
    }

    /// <summary>Where AH goes into a host's packet, in transport mode: behind the IP header and the extension headers that routers read (RFC 4302 section 3.1.1).</summary>
    public static bool TryFindPlace(ReadOnlySpan<byte> packet, in InnerPacket inner, out int offset, out int nextHeaderOffset)
    {
        (offset, nextHeaderOffset) = (inner.HeaderLength, Ipv4ProtocolOffset);
        return !inner.IsFragment
            && (!inner.IsIpv6
                || (TrySkipOptions(packet, out offset, out nextHeaderOffset)
                    && packet[nextHeaderOffset] is not (IpProtocols.Ipv6Fragment or IpProtocols.Ipv6Routing)));
    }

    /// <summary>Skips hop-by-hop and destination options: what may stand before AH, but for a routing header, which is left for the caller to refuse.</summary>
    private static bool TrySkipOptions(ReadOnlySpan<byte> packet, out int offset, out int nextHeaderOffset)
    {
        offset = IpHeader.Ipv6Length;
        nextHeaderOffset = Ipv6NextHeaderOffset;
        for (var count = 0; packet[nextHeaderOffset] is IpProtocols.Ipv6HopByHopOptions or IpProtocols.Ipv6DestinationOptions; count++)
        {
            var rest = packet[offset..];
            if (rest.Length < LeastExtensionLength || count == InnerPacket.MaximumExtensionHeaders)
            {
                return false;
            }

            var length = (rest[1] + 1) * LeastExtensionLength;
            if (length > rest.Length)
            {
                return false;
            }

            nextHeaderOffset = offset;
            offset += length;
        }

        return true;
    }
}
