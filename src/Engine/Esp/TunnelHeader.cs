using System.Buffers.Binary;

namespace MyIkev2.Engine.Esp;

/// <summary>What passes between the inner and the outer IP header of a tunnel: DSCP, ECN and DF (RFC 4301 section 5.1.2, RFC 6040).</summary>
internal static class TunnelHeader
{
    /// <summary>Every IPv6 link carries this much, so an IPv6 packet no longer than it is never too big: the outer packet is fragmented (RFC 2473 section 7.1).</summary>
    public const int LeastIpv6Mtu = 1280;

    private const byte EcnMask = 0x03;
    private const byte NotEct = 0;
    private const byte Ect1 = 1;
    private const byte CongestionExperienced = 3;

    /// <summary>The outer traffic class: DSCP if it is to be copied, and ECN in the normal mode of RFC 6040 section 4.1, a plain copy.</summary>
    public static byte OuterTrafficClass(byte inner, bool copiesDscp) => copiesDscp ? inner : (byte)(inner & EcnMask);

    /// <summary>True when the outer packet must not be fragmented because the inner one may not be, and its sender can be told so.</summary>
    public static bool OuterDontFragment(in InnerPacket inner, bool copiesDontFragment) => inner.IsIpv6
        ? inner.Length > LeastIpv6Mtu
        : inner.DontFragment && copiesDontFragment;

    /// <summary>
    /// The traffic class of a packet that leaves the tunnel (RFC 6040 section 4.2, figure 4). False: congestion was marked on a packet whose
    /// transport cannot hear of it, so it must be dropped.
    /// </summary>
    public static bool TryCombine(byte inner, byte outer, bool copiesDscp, out byte combined)
    {
        var innerEcn = (byte)(inner & EcnMask);
        var outerEcn = (byte)(outer & EcnMask);
        var ecn = (innerEcn, outerEcn) switch
        {
            (NotEct, _) => innerEcn,
            (_, CongestionExperienced) or (CongestionExperienced, _) => CongestionExperienced,
            (_, Ect1) => Ect1,
            _ => innerEcn,
        };
        combined = (byte)(((copiesDscp ? outer : inner) & ~EcnMask) | ecn);
        return innerEcn != NotEct || outerEcn != CongestionExperienced;
    }

    /// <summary>Writes a traffic class into an IP header and keeps an IPv4 header's checksum right.</summary>
    public static void SetTrafficClass(Span<byte> packet, byte trafficClass)
    {
        var oldWord = BinaryPrimitives.ReadUInt16BigEndian(packet);
        if (packet[0] >> 4 == 6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet, (ushort)((oldWord & 0xF00F) | (trafficClass << 4)));
            return;
        }

        packet[1] = trafficClass;
        InternetChecksum.UpdateIpv4(packet, oldWord, BinaryPrimitives.ReadUInt16BigEndian(packet));
    }
}
