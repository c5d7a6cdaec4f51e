namespace MyIkev2.Engine.Esp;

/// <summary>ESP (RFC 4303 section 3.3), on IP or in UDP.</summary>
internal sealed class EspEncapsulator(PacketTransform transform, uint spi, bool tunnel, bool udpEncapsulation) : Encapsulator(tunnel)
{
    private const int UdpHeaderLength = 8;

    public override bool UsesUdp { get; set; } = udpEncapsulation;

    public override PacketEncapsulation Encapsulation => UsesUdp ? PacketEncapsulation.Udp : PacketEncapsulation.Esp;

    public override int MaximumLength(int innerLength) => Length(innerLength);

    public override int LargestInner(int outerLimit, in NetworkPath path)
    {
        var text = outerLimit - OuterOverhead(path) - transform.PayloadOffset - transform.IcvLength;
        var payload = (text / transform.Alignment * transform.Alignment) - EspPacket.TrailerLength;
        return IsTunnel ? payload : payload + IpHeader.LengthFor(path.Remote.Address.IsIpv6);
    }

    public override bool TryPlan(ReadOnlySpan<byte> packet, in InnerPacket inner, in NetworkPath path, int padTo, out EncapsulationPlan plan)
    {
        plan = default;
        var offset = 0;
        var nextHeader = inner.IsIpv6 ? IpProtocols.Ipv6 : IpProtocols.Ipv4;
        if (!IsTunnel && !(TransportMode.IsOnPath(inner, path, UsesUdp) && TransportMode.TrySplit(packet, inner, out offset, out nextHeader)))
        {
            return false;
        }

        var payload = IsTunnel ? Math.Max(inner.Length, padTo) : inner.Length - offset;
        var length = Length(payload);
        plan = new EncapsulationPlan(offset, payload, nextHeader, length, OuterOverhead(path) + length);
        return true;
    }

    public override void Write(
        in EncapsulationPlan plan, ReadOnlySpan<byte> packet, Span<byte> room, ulong sequence, in NetworkPath path, in OuterHeader outer)
    {
        EspPacket.WriteHeader(room, spi, sequence);
        var text = room[transform.PayloadOffset..^transform.IcvLength];
        var payload = packet[plan.Offset..];
        payload.CopyTo(text);
        text[payload.Length..plan.PayloadLength].Clear();
        EspPacket.WriteTrailer(text, plan.PayloadLength, plan.NextHeader);
        transform.Seal(room, sequence);
    }

    public override void Dispose() => transform.Dispose();

    private int Length(int payloadLength) =>
        transform.PayloadOffset + EspPacket.PaddedLength(payloadLength, transform.Alignment) + transform.IcvLength;

    private int OuterOverhead(in NetworkPath path) => IpHeader.LengthFor(path.Remote.Address.IsIpv6) + (UsesUdp ? UdpHeaderLength : 0);
}
