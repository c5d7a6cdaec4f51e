using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// Draws private values from the engine's random source, the same way for every provider, so that a seeded source gives the same keys with
/// each.
/// </summary>
internal static class PrivateValues
{
    /// <summary>A sound source needs more than two draws about once in 2^32 times; a source that needs this many is broken.</summary>
    private const int MaximumDraws = 128;

    /// <summary>A big-endian number with 1 &lt;= x &lt; order, uniform by rejection (SP 800-56A rev. 3, 5.6.1.2.2).</summary>
    public static byte[] DrawBelow(IRandomSource random, ReadOnlySpan<byte> order)
    {
        byte[] value = new byte[order.Length];
        int unusedBits = LeadingZeroBits(order[0]);
        for (int draw = 0; draw < MaximumDraws; draw++)
        {
            random.Fill(value);
            value[0] &= (byte)(0xff >> unusedBits);
            if (value.AsSpan().SequenceCompareTo(order) < 0 && value.AsSpan().ContainsAnyExcept((byte)0))
            {
                return value;
            }
        }

        throw new CryptographicException("the random source gives no usable private value");
    }

    /// <summary>A big-endian exponent of the given length, at least 2.</summary>
    public static byte[] DrawExponent(IRandomSource random, int length)
    {
        byte[] value = new byte[length];
        for (int draw = 0; draw < MaximumDraws; draw++)
        {
            random.Fill(value);
            if (value.AsSpan(0, length - 1).ContainsAnyExcept((byte)0) || value[^1] > 1)
            {
                return value;
            }
        }

        throw new CryptographicException("the random source gives no usable private value");
    }

    private static int LeadingZeroBits(byte top)
    {
        int bits = 0;
        for (int mask = 0x80; mask != 0 && (top & mask) == 0; mask >>= 1)
        {
            bits++;
        }

        return bits;
    }
}
