using System.Buffers.Binary;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// Tells the sender of a packet that is too long for a tunnel how much fits: ICMP type 3 code 4 (RFC 792, RFC 1191 section 4) or ICMPv6 type 2
/// (RFC 4443 section 3.2), as RFC 4301 section 8.2 asks of a security gateway.
/// </summary>
internal static class IcmpTooBig
{
    /// <summary>Octets of the longest message: an error never exceeds what every IPv6 link carries (RFC 4443 section 2.4 (c)).</summary>
    public const int MaximumLength = 1280;

    /// <summary>Over IPv4 an error must reach a host that puts together no more than this (RFC 1812 section 4.3.2.3).</summary>
    private const int LongestIpv4 = 576;

    private const int LeastIpv4Mtu = 68;
    private const int IcmpHeaderLength = 8;
    private const int ChecksumOffset = 2;
    private const byte DestinationUnreachable = 3;
    private const byte FragmentationNeeded = 4;
    private const byte PacketTooBig = 2;
    private const byte IcmpV6Redirect = 137;

    /// <summary>DSCP CS6 for the errors that routers send (RFC 1812 section 4.3.2.5).</summary>
    private const byte InternetworkControl = 0xC0;

    /// <summary>Builds the message; the result is its length, or 0 when none may be sent.</summary>
    /// <param name="packet">The packet that is too long.</param>
    /// <param name="inner">The same, parsed.</param>
    /// <param name="mtu">What fits. A value below the least MTU of the protocol is raised to it.</param>
    /// <param name="source">An address of this host, of the packet's family.</param>
    /// <param name="room">At least <see cref="MaximumLength"/>.</param>
    public static int Build(ReadOnlySpan<byte> packet, in InnerPacket inner, int mtu, IpAddress source, Span<byte> room)
    {
        if (packet.Length < inner.Length || room.Length < MaximumLength || source.IsNone || source.IsIpv6 != inner.IsIpv6 || !MayAnswer(packet, inner))
        {
            return 0;
        }

        var headerLength = IpHeader.LengthFor(inner.IsIpv6) + IcmpHeaderLength;
        var quoted = packet[..Math.Min(inner.Length, (inner.IsIpv6 ? MaximumLength : LongestIpv4) - headerLength)];
        var message = room[..(headerLength + quoted.Length)];
        var protocol = inner.IsIpv6 ? IpProtocols.Icmpv6 : IpProtocols.Icmp;
        new IpHeader(source, inner.Source, protocol, inner.IsIpv6 ? (byte)0 : InternetworkControl).Write(message);
        var icmp = message[IpHeader.LengthFor(inner.IsIpv6)..];
        icmp[..IcmpHeaderLength].Clear();
        quoted.CopyTo(icmp[IcmpHeaderLength..]);
        ulong sum = 0;
        if (inner.IsIpv6)
        {
            icmp[0] = PacketTooBig;
            BinaryPrimitives.WriteUInt32BigEndian(icmp[4..], (uint)Math.Max(mtu, TunnelHeader.LeastIpv6Mtu));
            sum = InternetChecksum.PseudoHeader(source, inner.Source, protocol, icmp.Length);
        }
        else
        {
            icmp[0] = DestinationUnreachable;
            icmp[1] = FragmentationNeeded;
            BinaryPrimitives.WriteUInt16BigEndian(icmp[6..], (ushort)Math.Clamp(mtu, LeastIpv4Mtu, ushort.MaxValue));
        }

        InternetChecksum.Write(icmp[ChecksumOffset..], InternetChecksum.Add(sum, icmp));
        return message.Length;
    }

    /// <summary>
    /// Never about an ICMP error, a later fragment, to or about a group, or to nobody in particular (RFC 1122 section 3.2.2, RFC 4443 section 2.4
    /// (e)). RFC 4443 would allow an answer about an IPv6 group; one sender may then hear from very many gateways, so there is none.
    /// </summary>
    private static bool MayAnswer(ReadOnlySpan<byte> packet, in InnerPacket inner)
    {
        if (IsGroupOrNobody(inner.Source) || IsLoopback(inner.Source) || IsGroupOrNobody(inner.Destination))
        {
            return false;
        }

        if (inner.IsFragment && !inner.HasPorts)
        {
            // Of IPv6 the parser has told what matters: a first fragment without ports is rare, and its sender learns from the next packet.
            if (inner.IsIpv6 || (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & 0x1FFF) != 0)
            {
                return false;
            }
        }

        var type = (byte)(inner.SourcePort >> 8);
        return inner.Protocol switch
        {
            IpProtocols.Icmp when !inner.IsIpv6 => inner.HasPorts && type is not (3 or 4 or 5 or 11 or 12),
            IpProtocols.Icmpv6 when inner.IsIpv6 => inner.HasPorts && type is >= 128 and not IcmpV6Redirect,
            _ => true,
        };
    }

    /// <summary>Multicast, the IPv4 class E with the limited broadcast, "this network", and no address.</summary>
    private static bool IsGroupOrNobody(IpAddress address) => address.IsUnspecified || (address.IsIpv6
        ? address.Bits >> 120 == 0xFF
        : (uint)address.Bits >= 0xE0000000 || (uint)address.Bits >> 24 == 0);

    private static bool IsLoopback(IpAddress address) => address.IsIpv6 ? address.Bits == UInt128.One : (uint)address.Bits >> 24 == 127;
}
