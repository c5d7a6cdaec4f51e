using System.Buffers.Binary;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// AH (RFC 4302 section 3.4). The padding behind the ICV is covered by it and otherwise of no interest, so peers that align AH differently over IPv4 are
/// understood.
/// </summary>
internal sealed class AhDecapsulator(AhIntegrity integrity, InboundNumbers numbers) : Decapsulator(numbers)
{
    public override UnprotectResult Open(Span<byte> packet, out OpenedPacket opened)
    {
        opened = default;
        if (!AhPacket.TryLocate(packet, out var ah)
            || ah.HeaderLength < AhPacket.FixedLength + integrity.IcvLength
            || !integrity.CanCover(packet[..ah.Offset]))
        {
            return UnprotectResult.Malformed;
        }

        var received = BinaryPrimitives.ReadUInt32BigEndian(packet[(ah.Offset + AhPacket.SequenceOffset)..]);
        if (!Numbers.TryRecover(received, out var sequence))
        {
            return UnprotectResult.Replayed;
        }

        if (!integrity.IsGenuine(packet[..ah.PacketLength], ah.Offset, sequence))
        {
            return UnprotectResult.IntegrityFailure;
        }

        Numbers.Accept(sequence);
        opened = new OpenedPacket(IsGenuine: true, (ah.Offset + ah.HeaderLength)..ah.PacketLength, packet[ah.Offset]) { Ah = ah };
        return UnprotectResult.Accepted;
    }

    /// <summary>Takes AH out: the headers before it move up to the payload.</summary>
    public override Span<byte> ToHostPacket(Span<byte> packet, scoped in OpenedPacket opened, scoped in NetworkPath path, byte outerTrafficClass)
    {
        var ah = opened.Ah;
        packet[ah.NextHeaderOffset] = opened.NextHeader;
        packet[..ah.Offset].CopyTo(packet[ah.HeaderLength..]);
        var host = packet[ah.HeaderLength..ah.PacketLength];
        IpHeader.SetLength(host);
        return host;
    }

    public override void Dispose() => integrity.Dispose();
}
