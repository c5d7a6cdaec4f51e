using System.Buffers.Binary;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// AH (RFC 4302 section 3.3). The ICV covers the IP header, so the result is a whole IP packet that must leave as it is; an IPv4 header gets an
/// identification of our own, since a sender of raw packets would fill in a missing one after the ICV is made.
/// </summary>
internal sealed class AhEncapsulator(AhIntegrity integrity, uint spi, bool tunnel, ushort firstIdentification) : Encapsulator(tunnel)
{
    private const int Ipv4IdentificationOffset = 4;

    private ushort _identification = firstIdentification;

    public override PacketEncapsulation Encapsulation => PacketEncapsulation.Ah;

    public override int MaximumLength(int innerLength) =>
        innerLength + AhPacket.LengthFor(integrity.IcvLength, ipv6: true) + (IsTunnel ? IpHeader.Ipv6Length : 0);

    public override int LargestInner(int outerLimit, in NetworkPath path) => outerLimit - Overhead(path.Remote.Address.IsIpv6);

    /// <summary>There is no padding: AH hides nothing.</summary>
    public override bool TryPlan(ReadOnlySpan<byte> packet, in InnerPacket inner, in NetworkPath path, int padTo, out EncapsulationPlan plan)
    {
        plan = default;
        var ipv6 = path.Remote.Address.IsIpv6;
        var offset = 0;
        var nextHeaderOffset = 0;
        var nextHeader = inner.IsIpv6 ? IpProtocols.Ipv6 : IpProtocols.Ipv4;
        if (IsTunnel)
        {
            if (path.Local.Address.IsUnspecified || path.Local.Address.IsIpv6 != ipv6)
            {
                return false;
            }
        }
        else
        {
            if (!TransportMode.IsOnPath(inner, path, natTraversal: false)
                || !AhPacket.TryFindPlace(packet, inner, out offset, out nextHeaderOffset)
                || !integrity.CanCover(packet[..offset]))
            {
                return false;
            }

            nextHeader = packet[nextHeaderOffset];
        }

        var length = packet.Length + Overhead(ipv6);
        plan = new EncapsulationPlan(offset, packet.Length - offset, nextHeader, length, length) { NextHeaderOffset = nextHeaderOffset };
        return true;
    }

    public override void Write(
        in EncapsulationPlan plan, ReadOnlySpan<byte> packet, Span<byte> room, ulong sequence, in NetworkPath path, in OuterHeader outer)
    {
        var ipv6 = path.Remote.Address.IsIpv6;
        var headerLength = IsTunnel ? IpHeader.LengthFor(ipv6) : plan.Offset;
        var ahLength = AhPacket.LengthFor(integrity.IcvLength, ipv6);
        packet[plan.Offset..].CopyTo(room[(headerLength + ahLength)..]);
        AhPacket.Write(room.Slice(headerLength, ahLength), plan.NextHeader, spi, sequence);
        if (IsTunnel)
        {
            new IpHeader(path.Local.Address, path.Remote.Address, IpProtocols.Ah, outer.TrafficClass)
            {
                DontFragment = outer.DontFragment,
                Identification = NextIdentification(),
            }.Write(room);
        }
        else
        {
            WriteHostHeader(packet[..plan.Offset], room, plan.NextHeaderOffset);
        }

        integrity.Seal(room, headerLength, sequence);
    }

    public override void Dispose() => integrity.Dispose();

    private int Overhead(bool ipv6) => AhPacket.LengthFor(integrity.IcvLength, ipv6) + (IsTunnel ? IpHeader.LengthFor(ipv6) : 0);

    /// <summary>The host's own header, which now announces AH.</summary>
    private void WriteHostHeader(ReadOnlySpan<byte> header, Span<byte> room, int nextHeaderOffset)
    {
        header.CopyTo(room);
        room[nextHeaderOffset] = IpProtocols.Ah;
        if (room[0] >> 4 == 4 && BinaryPrimitives.ReadUInt16BigEndian(room[Ipv4IdentificationOffset..]) == 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(room[Ipv4IdentificationOffset..], NextIdentification());
        }

        IpHeader.SetLength(room);
    }

    private ushort NextIdentification()
    {
        _identification = _identification == ushort.MaxValue ? (ushort)1 : (ushort)(_identification + 1);
        return _identification;
    }
}
