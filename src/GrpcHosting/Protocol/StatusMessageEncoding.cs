using System.Buffers;
using System.Text;

namespace MyIkev2.GrpcHosting.Protocol;

/// <summary>
/// The value of <c>grpc-message</c>: UTF-8 where every byte outside 0x20..0x7E, and the percent sign, becomes %XX.
/// </summary>
internal static class StatusMessageEncoding
{
    private static readonly SearchValues<char> Unescaped = SearchValues.Create(
        " !\"#$&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    public static string Encode(string message)
    {
        if (!message.AsSpan().ContainsAnyExcept(Unescaped))
        {
            return message;
        }

        var encoded = new StringBuilder(message.Length + 16);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in message.EnumerateRunes())
        {
            if (rune.IsBmp && Unescaped.Contains((char)rune.Value))
            {
                encoded.Append((char)rune.Value);
                continue;
            }

            foreach (byte value in utf8[..rune.EncodeToUtf8(utf8)])
            {
                encoded.Append('%').Append(HexDigit(value >> 4)).Append(HexDigit(value & 0xF));
            }
        }

        return encoded.ToString();
    }

    /// <summary>Never fails: a broken escape stays as it is, as the protocol asks of receivers.</summary>
    public static string Decode(string message)
    {
        if (!message.Contains('%'))
        {
            return message;
        }

        byte[] utf8 = new byte[Encoding.UTF8.GetMaxByteCount(message.Length)];
        int length = 0;
        for (int i = 0; i < message.Length; i++)
        {
            if (message[i] == '%' && i + 2 < message.Length
                && char.IsAsciiHexDigit(message[i + 1]) && char.IsAsciiHexDigit(message[i + 2]))
            {
                utf8[length++] = byte.Parse(message.AsSpan(i + 1, 2), System.Globalization.NumberStyles.HexNumber);
                i += 2;
            }
            else
            {
                length += Encoding.UTF8.GetBytes(message.AsSpan(i, 1), utf8.AsSpan(length));
            }
        }

        return Encoding.UTF8.GetString(utf8, 0, length);
    }

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);
}
