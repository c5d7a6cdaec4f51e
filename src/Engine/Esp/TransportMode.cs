using System.Buffers.Binary;

namespace MyIkev2.Engine.Esp;

/// <summary>What transport mode (RFC 4303 section 3.1.1) needs to know of a host's IP packet.</summary>
internal static class TransportMode
{
    /// <summary>
    /// Where the part of a host's packet begins that ESP protects, and what it is. The sending socket makes the outer IP header, so a header
    /// with options or with extension headers that stay outside ESP (hop-by-hop, routing) cannot be sent, nor can a fragment.
    /// </summary>
    public static bool TrySplit(ReadOnlySpan<byte> packet, in InnerPacket inner, out int payloadOffset, out byte nextHeader)
    {
        payloadOffset = IpHeader.LengthFor(inner.IsIpv6);
        nextHeader = 0;
        if (inner.IsFragment)
        {
            return false;
        }

        if (!inner.IsIpv6)
        {
            nextHeader = packet[9];
            return inner.HeaderLength == IpHeader.Ipv4Length;
        }

        // Destination options that no routing header follows are for the last receiver: they may stand behind ESP.
        nextHeader = packet[6];
        return nextHeader is not (IpProtocols.Ipv6HopByHopOptions or IpProtocols.Ipv6Routing or IpProtocols.Ipv6Fragment)
            && !(nextHeader == IpProtocols.Ipv6DestinationOptions && packet[payloadOffset] == IpProtocols.Ipv6Routing);
    }

    /// <summary>
    /// True when the packet's addresses are those of the path, for which the outer header stands. A NAT between the two changes them on the way.
    /// </summary>
    public static bool IsOnPath(in InnerPacket inner, in NetworkPath path, bool natTraversal) =>
        inner.IsIpv6 == path.Remote.Address.IsIpv6
        && (natTraversal
            || (inner.Destination == path.Remote.Address && (inner.Source == path.Local.Address || path.Local.Address.IsUnspecified)));

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

        field[..sizeof(ushort)].Clear();
        var sum = InternetChecksum.Add(InternetChecksum.PseudoHeader(inner.Source, inner.Destination, inner.Protocol, segment.Length), segment);
        InternetChecksum.Write(field, sum);
        if (inner.Protocol == IpProtocols.Udp && BinaryPrimitives.ReadUInt16BigEndian(field) == 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(field, ushort.MaxValue);
        }
    }
}
