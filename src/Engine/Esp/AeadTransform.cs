using System.Buffers.Binary;
using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// Combined mode. The associated data are SPI and sequence number, with the high half between them when numbers are extended (RFC 4106 section
/// 5). The IV is the sequence number: unique under the key as long as that never wraps, and nothing more is asked of it.
/// </summary>
internal sealed class AeadTransform(IKeyedAead aead, int ivLength, int icvLength, bool extended) : PacketTransform(ivLength, icvLength, blockLength: 1)
{
    private const int ExtendedLength = 12;

    public override void Seal(Span<byte> packet, ulong sequence)
    {
        var iv = packet.Slice(EspPacket.HeaderLength, IvLength);
        BinaryPrimitives.WriteUInt64BigEndian(iv, sequence);
        var text = packet[PayloadOffset..^IcvLength];
        var icv = packet[^IcvLength..];
        if (!extended)
        {
            aead.Seal(iv, packet[..EspPacket.HeaderLength], text, icv);
            return;
        }

        Span<byte> associated = stackalloc byte[ExtendedLength];
        FillExtended(associated, packet, sequence);
        aead.Seal(iv, associated, text, icv);
    }

    public override bool Open(Span<byte> packet, ulong sequence)
    {
        var iv = packet.Slice(EspPacket.HeaderLength, IvLength);
        var text = packet[PayloadOffset..^IcvLength];
        var icv = packet[^IcvLength..];
        if (!extended)
        {
            return aead.Open(iv, packet[..EspPacket.HeaderLength], text, icv);
        }

        Span<byte> associated = stackalloc byte[ExtendedLength];
        FillExtended(associated, packet, sequence);
        return aead.Open(iv, associated, text, icv);
    }

    public override void Dispose() => aead.Dispose();

    private static void FillExtended(Span<byte> associated, ReadOnlySpan<byte> packet, ulong sequence)
    {
        packet[..EspPacket.SpiLength].CopyTo(associated);
        BinaryPrimitives.WriteUInt64BigEndian(associated[EspPacket.SpiLength..], sequence);
    }
}
