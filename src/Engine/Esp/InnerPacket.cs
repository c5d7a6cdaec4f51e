using System.Buffers.Binary;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// What the security policy and ESP need to know of an IPv4 (RFC 791) or IPv6 (RFC 8200) packet: the selectors of RFC 4301 section 4.4.1.1 and
/// the header fields that a tunnel copies.
/// </summary>
public readonly record struct InnerPacket
{
    /// <summary>More IPv6 extension headers than any sender has a use for; a longer chain is not a sound packet.</summary>
    public const int MaximumExtensionHeaders = 16;

    private const int Ipv4HeaderLength = 20;
    private const int Ipv6HeaderLength = 40;
    private const ushort Ipv4DontFragment = 0x4000;
    private const ushort Ipv4MoreFragments = 0x2000;
    private const ushort Ipv4FragmentOffset = 0x1fff;
    private const ushort Ipv6FragmentOffset = 0xfff8;

    public bool IsIpv6 { get; init; }

    public IpAddress Source { get; init; }

    public IpAddress Destination { get; init; }

    /// <summary>
    /// The next layer protocol: what follows the IPv6 extension headers that RFC 4301 skips (hop-by-hop options, routing, fragment, destination
    /// options). AH and ESP count as next layer protocols. In a non-initial IPv6 fragment it is what the fragment header names.
    /// </summary>
    public byte Protocol { get; init; }

    /// <summary>Port; for ICMP type * 256 + code, for Mobility Header type * 256. 0 when there is none to see.</summary>
    public ushort SourcePort { get; init; }

    /// <summary>Port; for ICMP and Mobility Header the same as <see cref="SourcePort"/>. 0 when there is none to see.</summary>
    public ushort DestinationPort { get; init; }

    /// <summary>False for a protocol without ports, a non-initial fragment, and a packet too short to hold them.</summary>
    public bool HasPorts { get; init; }

    /// <summary>DSCP and ECN: the IPv4 TOS or IPv6 traffic class octet.</summary>
    public byte TrafficClass { get; init; }

    /// <summary>The IPv4 DF bit. True for IPv6, which nobody fragments on its way.</summary>
    public bool DontFragment { get; init; }

    /// <summary>True for the first and any later fragment, false for an unfragmented packet.</summary>
    public bool IsFragment { get; init; }

    /// <summary>Offset of what follows the IP header and its options or extension headers.</summary>
    public int HeaderLength { get; init; }

    /// <summary>The whole packet as its header says; the span that it was read from may be longer.</summary>
    public int Length { get; init; }

    /// <summary>An answer to it: what the policies for packets of this host say of a packet of the peer.</summary>
    public InnerPacket Reversed() => this with
    {
        Source = Destination,
        Destination = Source,
        SourcePort = DestinationPort,
        DestinationPort = SourcePort,
    };

    /// <summary>Reads the headers. False when this is not a sound IP packet: wrong version, lengths that contradict each other, a cut header.</summary>
    public static bool TryParse(ReadOnlySpan<byte> packet, out InnerPacket inner)
    {
        inner = default;
        return packet.Length > 0 && (packet[0] >> 4) switch
        {
            4 => TryParseIpv4(packet, out inner),
            6 => TryParseIpv6(packet, out inner),
            _ => false,
        };
    }

    private static bool TryParseIpv4(ReadOnlySpan<byte> packet, out InnerPacket inner)
    {
        inner = default;
        if (packet.Length < Ipv4HeaderLength)
        {
            return false;
        }

        var headerLength = (packet[0] & 0x0f) * 4;
        var length = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);
        if (headerLength < Ipv4HeaderLength || length < headerLength || length > packet.Length)
        {
            return false;
        }

        var fragmentation = BinaryPrimitives.ReadUInt16BigEndian(packet[6..]);
        var protocol = packet[9];
        ushort sourcePort = 0, destinationPort = 0;
        var hasPorts = (fragmentation & Ipv4FragmentOffset) == 0
            && TryReadPorts(protocol, packet[headerLength..length], out sourcePort, out destinationPort);
        inner = new InnerPacket
        {
            Source = IpAddress.FromBytes(packet.Slice(12, 4)),
            Destination = IpAddress.FromBytes(packet.Slice(16, 4)),
            Protocol = protocol,
            SourcePort = sourcePort,
            DestinationPort = destinationPort,
            HasPorts = hasPorts,
            TrafficClass = packet[1],
            DontFragment = (fragmentation & Ipv4DontFragment) != 0,
            IsFragment = (fragmentation & (Ipv4MoreFragments | Ipv4FragmentOffset)) != 0,
            HeaderLength = headerLength,
            Length = length,
        };
        return true;
    }

    private static bool TryParseIpv6(ReadOnlySpan<byte> packet, out InnerPacket inner)
    {
        inner = default;
        if (packet.Length < Ipv6HeaderLength)
        {
            return false;
        }

        // A jumbogram (payload length 0 before a hop-by-hop header, RFC 2675) fails below: its options lie beyond the length.
        var length = Ipv6HeaderLength + BinaryPrimitives.ReadUInt16BigEndian(packet[4..]);
        if (length > packet.Length || !TrySkipExtensions(packet[..length], out var chain))
        {
            return false;
        }

        ushort sourcePort = 0, destinationPort = 0;
        var hasPorts = !chain.IsLaterFragment && TryReadPorts(chain.Protocol, packet[chain.End..length], out sourcePort, out destinationPort);
        inner = new InnerPacket
        {
            IsIpv6 = true,
            Source = IpAddress.FromBytes(packet.Slice(8, 16)),
            Destination = IpAddress.FromBytes(packet.Slice(24, 16)),
            Protocol = chain.Protocol,
            SourcePort = sourcePort,
            DestinationPort = destinationPort,
            HasPorts = hasPorts,
            TrafficClass = (byte)(BinaryPrimitives.ReadUInt16BigEndian(packet) >> 4),
            DontFragment = true,
            IsFragment = chain.IsFragment,
            HeaderLength = chain.End,
            Length = length,
        };
        return true;
    }

    private static bool TrySkipExtensions(ReadOnlySpan<byte> packet, out ExtensionChain chain)
    {
        chain = new ExtensionChain(packet[6], Ipv6HeaderLength, IsFragment: false, IsLaterFragment: false);
        for (var count = 0; IpProtocols.IsExtensionHeader(chain.Protocol); count++)
        {
            // Every extension header has at least 8 octets: next header, and for all but the fragment header its length in units of 8 octets.
            var rest = packet[chain.End..];
            if (count == MaximumExtensionHeaders || rest.Length < 8)
            {
                return false;
            }

            if (chain.Protocol == IpProtocols.Ipv6Fragment)
            {
                var offsetAndFlags = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
                var isLater = (offsetAndFlags & Ipv6FragmentOffset) != 0;

                // An atomic fragment (offset 0, no more to come, RFC 6946) is a whole packet.
                chain = new ExtensionChain(rest[0], chain.End + 8, chain.IsFragment || isLater || (offsetAndFlags & 1) != 0, isLater);
                if (isLater)
                {
                    return true;
                }

                continue;
            }

            var headerLength = (rest[1] + 1) * 8;
            if (headerLength > rest.Length)
            {
                return false;
            }

            chain = chain with { Protocol = rest[0], End = chain.End + headerLength };
        }

        return true;
    }

    private static bool TryReadPorts(byte protocol, ReadOnlySpan<byte> transport, out ushort source, out ushort destination)
    {
        (source, destination) = (0, 0);
        switch (protocol)
        {
            case IpProtocols.Tcp or IpProtocols.Udp or IpProtocols.Dccp or IpProtocols.Sctp or IpProtocols.UdpLite when transport.Length >= 4:
                source = BinaryPrimitives.ReadUInt16BigEndian(transport);
                destination = BinaryPrimitives.ReadUInt16BigEndian(transport[2..]);
                return true;
            case IpProtocols.Icmp or IpProtocols.Icmpv6 when transport.Length >= 2:
                source = destination = BinaryPrimitives.ReadUInt16BigEndian(transport);
                return true;
            case IpProtocols.MobilityHeader when transport.Length >= 3:
                source = destination = (ushort)(transport[2] << 8);
                return true;
            default:
                return false;
        }
    }

    private readonly record struct ExtensionChain(byte Protocol, int End, bool IsFragment, bool IsLaterFragment);
}
