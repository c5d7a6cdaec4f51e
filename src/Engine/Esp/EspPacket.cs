using System.Buffers.Binary;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// The layout of an ESP packet (RFC 4303 section 2):
/// <code>
///  0                   1                   2                   3
/// |               Security Parameters Index (SPI)                 |  ^ Int.
/// |                      Sequence Number                          |  | Cov-
/// |                    IV, Payload Data (variable)                |  | ered
/// |         Padding (0-255 octets), Pad Length, Next Header       |  v  (payload to next header: encrypted)
/// |                Integrity Check Value (variable)               |
/// </code>
/// </summary>
internal static class EspPacket
{
    public const int SpiLength = 4;

    /// <summary>SPI and sequence number.</summary>
    public const int HeaderLength = 8;

    /// <summary>Pad length and next header.</summary>
    public const int TrailerLength = 2;

    /// <summary>Payload and trailer end on this boundary whatever the cipher (RFC 4303 section 2.4).</summary>
    public const int LeastAlignment = 4;

    /// <summary>Payload with padding and trailer.</summary>
    public static int PaddedLength(int payloadLength, int alignment)
    {
        var unpadded = payloadLength + TrailerLength;
        return (unpadded + alignment - 1) / alignment * alignment;
    }

    public static void WriteHeader(Span<byte> packet, uint spi, ulong sequence)
    {
        BinaryPrimitives.WriteUInt32BigEndian(packet, spi);
        BinaryPrimitives.WriteUInt32BigEndian(packet[SpiLength..], (uint)sequence);
    }

    /// <summary>Fills what follows the payload in <paramref name="text"/>: padding 1, 2, 3 ..., pad length, next header.</summary>
    public static void WriteTrailer(Span<byte> text, int payloadLength, byte nextHeader)
    {
        var padding = text.Length - TrailerLength - payloadLength;
        for (var i = 0; i < padding; i++)
        {
            text[payloadLength + i] = (byte)(i + 1);
        }

        text[^2] = (byte)padding;
        text[^1] = nextHeader;
    }

    /// <summary>
    /// Takes padding and trailer off a decrypted text. False when the pad length is impossible or the padding is not 1, 2, 3 ..., which section
    /// 2.4 of the RFC asks the receiver to check.
    /// </summary>
    public static bool TryReadTrailer(ReadOnlySpan<byte> text, out int payloadLength, out byte nextHeader)
    {
        payloadLength = 0;
        nextHeader = 0;
        if (text.Length < TrailerLength)
        {
            return false;
        }

        int padding = text[^2];
        nextHeader = text[^1];
        payloadLength = text.Length - TrailerLength - padding;
        if (payloadLength < 0)
        {
            return false;
        }

        var pad = text.Slice(payloadLength, padding);
        for (var i = 0; i < pad.Length; i++)
        {
            if (pad[i] != (byte)(i + 1))
            {
                return false;
            }
        }

        return true;
    }
}
