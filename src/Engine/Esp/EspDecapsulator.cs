using System.Buffers.Binary;

namespace MyIkev2.Engine.Esp;

/// <summary>ESP (RFC 4303 section 3.4).</summary>
internal sealed class EspDecapsulator(PacketTransform transform, InboundNumbers numbers, TransportReceiver receiver) : Decapsulator(numbers)
{
    public override UnprotectResult Open(Span<byte> packet, out OpenedPacket opened)
    {
        opened = default;
        var textLength = packet.Length - transform.PayloadOffset - transform.IcvLength;
        if (textLength < EspPacket.TrailerLength || textLength % transform.Alignment != 0)
        {
            return UnprotectResult.Malformed;
        }

        var received = BinaryPrimitives.ReadUInt32BigEndian(packet[EspPacket.SpiLength..]);
        if (!Numbers.TryRecover(received, out var sequence))
        {
            return UnprotectResult.Replayed;
        }

        if (!transform.Open(packet, sequence))
        {
            return UnprotectResult.IntegrityFailure;
        }

        Numbers.Accept(sequence);
        var sound = EspPacket.TryReadTrailer(packet.Slice(transform.PayloadOffset, textLength), out var length, out var nextHeader);
        opened = new OpenedPacket(IsGenuine: true, transform.PayloadOffset..(transform.PayloadOffset + (sound ? length : 0)), nextHeader);
        if (!sound)
        {
            return UnprotectResult.DecryptionFailure;
        }

        return nextHeader == IpProtocols.NoNextHeader ? UnprotectResult.Dummy : UnprotectResult.Accepted;
    }

    public override Span<byte> ToHostPacket(Span<byte> packet, scoped in OpenedPacket opened, scoped in NetworkPath path, byte outerTrafficClass) =>
        receiver.Rebuild(packet, opened.Payload, path, opened.NextHeader, outerTrafficClass);

    public override void Dispose() => transform.Dispose();
}
