using System.Runtime.Intrinsics;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// Powers of a group's generator in Montgomery form, so that g^x costs one product per four bits of x instead of an exponentiation: about a
/// third of the time at 2048 bits. Immutable once built, shared by all threads.
/// <code>
/// entry(i, d) = g^((16 + d) * 16^i)      window i, digit d of x
/// g^x = correction * product of entry(i, digit i of x),   correction = g^-(16 * sum of 16^i)
/// </code>
/// The "16 +" keeps every entry at full length. Small powers of 2 in Montgomery form are shorter than the prime, and the library multiplies
/// short numbers by another, distinguishable, path. What remains visible is nanoseconds where the library skips a leading zero octet of a
/// selected entry, once in 256; private values are used for one exchange only.
/// </summary>
internal sealed class FixedBaseTable
{
    public const int Digits = 16;
    public const int BitsPerWindow = 4;

    private readonly int _numberLength;
    private readonly byte[] _entries;
    private readonly byte[] _correction;

    /// <param name="numberLength">Octets of the prime.</param>
    /// <param name="entries">Entry d of window i at (i * 16 + d) * length, big-endian.</param>
    /// <param name="correction">Big-endian, in Montgomery form.</param>
    public FixedBaseTable(int numberLength, byte[] entries, byte[] correction)
    {
        _numberLength = numberLength;
        _entries = entries;
        _correction = correction;
    }

    public ReadOnlySpan<byte> Correction => _correction;

    /// <summary>False when an entry begins with a whole word of zeros, which the library would treat as a shorter number.</summary>
    public static bool AreFullLength(ReadOnlySpan<byte> entries, int numberLength)
    {
        for (int start = 0; start < entries.Length; start += numberLength)
        {
            if (!entries.Slice(start, sizeof(ulong)).ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    public static int Windows(int exponentLength) => exponentLength * 8 / BitsPerWindow;

    /// <summary>The digit of window <paramref name="window"/>, counted from the least significant end.</summary>
    public static int Digit(ReadOnlySpan<byte> exponent, int window) =>
        (exponent[^((window / 2) + 1)] >> (BitsPerWindow * (window & 1))) & (Digits - 1);

    /// <summary>Copies one entry, reading all sixteen of its window alike: neither time nor cache tells which one was wanted.</summary>
    public void Select(int window, int digit, Span<byte> selected)
    {
        ReadOnlySpan<byte> row = _entries.AsSpan(window * Digits * _numberLength, Digits * _numberLength);
        Vector256<int> wanted = Vector256.Create(digit);
        for (int position = 0; position < _numberLength; position += Vector256<byte>.Count)
        {
            Vector256<byte> sum = Vector256<byte>.Zero;
            for (int candidate = 0; candidate < Digits; candidate++)
            {
                Vector256<byte> mask = Vector256.Equals(Vector256.Create(candidate), wanted).AsByte();
                sum |= Vector256.Create(row.Slice((candidate * _numberLength) + position, Vector256<byte>.Count)) & mask;
            }

            sum.CopyTo(selected[position..]);
        }
    }
}
