using System.Buffers.Binary;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// Between a host's IP packet and what ESP carries in transport mode (RFC 4303 section 3.1.1). The sending socket makes the outer IP header, so
/// a header with options or with extension headers that stay outside ESP (hop-by-hop, routing) cannot be sent.
/// </summary>
internal static class TransportMode
{
    public const int Ipv4HeaderLength = 20;
    public const int Ipv6HeaderLength = 40;
    private const byte DefaultHopLimit = 64;
    private const ushort DontFragment = 0x4000;

    /// <summary>Where the protected part of a host's packet begins and what it is; false when it cannot be sent like this.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> packet, in InnerPacket inner, out int payloadOffset, out byte nextHeader)
    {
        payloadOffset = inner.IsIpv6 ? Ipv6HeaderLength : Ipv4HeaderLength;
        nextHeader = 0;
        if (inner.IsFragment || packet.Length < payloadOffset || inner.Length < payloadOffset)
        {
            return false;
        }

        if (!inner.IsIpv6)
        {
            nextHeader = packet[9];
            return (packet[0] & 0x0F) * 4 == Ipv4HeaderLength;
        }

        // Destination options that no routing header follows are for the last receiver: they may stand behind ESP.
        nextHeader = packet[6];
        return nextHeader is not (IpProtocols.Ipv6HopByHopOptions or IpProtocols.Ipv6Routing or IpProtocols.Ipv6Fragment)
            && !(nextHeader == IpProtocols.Ipv6DestinationOptions && inner.Length > payloadOffset && packet[payloadOffset] == IpProtocols.Ipv6Routing);
    }

    /// <summary>Octets of an IP header without options.</summary>
    public static int HeaderLength(bool ipv6) => ipv6 ? Ipv6HeaderLength : Ipv4HeaderLength;

    /// <summary>Writes the IP header for a received payload of <paramref name="packet"/>, which begins with room for the header.</summary>
    public static void WriteHeader(Span<byte> packet, IpAddress source, IpAddress destination, byte nextHeader, byte trafficClass)
    {
        if (source.IsIpv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet, (6U << 28) | ((uint)trafficClass << 20));
            BinaryPrimitives.WriteUInt16BigEndian(packet[4..], (ushort)(packet.Length - Ipv6HeaderLength));
            packet[6] = nextHeader;
            packet[7] = DefaultHopLimit;
            source.WriteTo(packet[8..]);
            destination.WriteTo(packet[24..]);
            return;
        }

        packet[0] = 0x45;
        packet[1] = trafficClass;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], DontFragment);
        packet[8] = DefaultHopLimit;
        packet[9] = nextHeader;
        source.WriteTo(packet[12..]);
        destination.WriteTo(packet[16..]);
        InternetChecksum.WriteIpv4(packet[..Ipv4HeaderLength]);
    }

    /// <summary>
    /// Makes the transport checksum fit the addresses of the rebuilt header, which a NAT may have changed (RFC 3948 section 3.1.2: recomputing is
    /// allowed, ESP has proven the payload). A UDP checksum of zero says that there is none over IPv4.
    /// </summary>
    public static void RecomputeChecksum(Span<byte> packet, in InnerPacket inner)
    {
        var segment = packet[inner.HeaderLength..inner.Length];
        var offset = inner.Protocol switch
        {
            IpProtocols.Tcp => 16,
            IpProtocols.Udp => 6,
            IpProtocols.Icmpv6 when inner.IsIpv6 => 2,
            _ => -1,
        };
        if (offset < 0 || segment.Length < offset + 2)
        {
            return;
        }

        var field = segment[offset..];
        if (inner.Protocol == IpProtocols.Udp && BinaryPrimitives.ReadUInt16BigEndian(field) == 0)
        {
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(field, 0);
        var checksum = InternetChecksum.Fold(
            InternetChecksum.Add(InternetChecksum.PseudoHeader(inner.Source, inner.Destination, inner.Protocol, segment.Length), segment));
        BinaryPrimitives.WriteUInt16BigEndian(field, checksum == 0 && inner.Protocol == IpProtocols.Udp ? ushort.MaxValue : checksum);
    }
}
