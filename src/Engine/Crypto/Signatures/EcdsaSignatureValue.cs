using MyIkev2.Engine.Certificates;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// The two forms of an ECDSA signature: the DER of r and s (RFC 7427), and both in the field's length one after the other (the methods of RFC 4754).
/// </summary>
public static class EcdsaSignatureValue
{
    /// <summary>From r and s to DER; null when the length is odd.</summary>
    public static byte[]? ToDer(ReadOnlySpan<byte> concatenated)
    {
        if (concatenated.IsEmpty || concatenated.Length % 2 != 0)
        {
            return null;
        }

        var half = concatenated.Length / 2;
        byte[] numbers = [.. Number(concatenated[..half]), .. Number(concatenated[half..])];
        return numbers.Length < 0x80 ? [DerReader.Sequence, (byte)numbers.Length, .. numbers] : [DerReader.Sequence, 0x81, (byte)numbers.Length, .. numbers];
    }

    /// <summary>From DER to r and s, each <paramref name="length"/> octets; null when the DER is not of that kind.</summary>
    public static byte[]? FromDer(ReadOnlyMemory<byte> der, int length)
    {
        var reader = new DerReader(der);
        if (!reader.TryEnter(DerReader.Sequence, out var numbers) || !reader.IsEmpty
            || !numbers.TryUnsigned(out var r) || !numbers.TryUnsigned(out var s) || !numbers.IsEmpty
            || r.Length > length || s.Length > length)
        {
            return null;
        }

        var result = new byte[2 * length];
        r.Span.CopyTo(result.AsSpan(length - r.Length));
        s.Span.CopyTo(result.AsSpan((2 * length) - s.Length));
        return result;
    }

    private static byte[] Number(ReadOnlySpan<byte> value)
    {
        while (value.Length > 1 && value[0] == 0)
        {
            value = value[1..];
        }

        return (value[0] & 0x80) != 0 ? [DerReader.Integer, (byte)(value.Length + 1), 0, .. value] : [DerReader.Integer, (byte)value.Length, .. value];
    }
}
