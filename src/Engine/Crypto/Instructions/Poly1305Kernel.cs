using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// Poly1305 (RFC 8439 section 2.5) over the blocks of an AEAD, four at a time: every fourth block forms a sum of its own under r^4, and the
/// last step multiplies each with the power that it lags behind by. Numbers are five limbs of 26 bits, a vector has one limb of all four.
/// </summary>
internal unsafe struct Poly1305Kernel
{
    public const int BlockLength = 16;
    public const int GroupLength = 4 * BlockLength;

    private const int Limbs = 5;
    private const ulong LimbMask = (1ul << 26) - 1;

    /// <summary>2^128 beside a block, in the fifth limb.</summary>
    private const ulong BlockBit = 1ul << 24;

    private Factors _fourth;
    private Sums _sums;
    private fixed ulong _powers[4 * Limbs];

    /// <summary>From the first half of the one-time key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Start(byte* key)
    {
        fixed (ulong* powers = _powers)
        {
            // RFC 8439 section 2.5: some bits of r are always zero.
            ulong low = *(ulong*)key & 0x0ffffffc0fffffff;
            ulong high = *(ulong*)(key + 8) & 0x0ffffffc0ffffffc;
            powers[0] = low & LimbMask;
            powers[1] = (low >> 26) & LimbMask;
            powers[2] = ((low >> 52) | (high << 12)) & LimbMask;
            powers[3] = (high >> 14) & LimbMask;
            powers[4] = high >> 40;
            Multiply(powers, powers, powers + Limbs);
            Multiply(powers + Limbs, powers, powers + (2 * Limbs));
            Multiply(powers + Limbs, powers + Limbs, powers + (3 * Limbs));
            for (int limb = 0; limb < Limbs; limb++)
            {
                _fourth.Set(limb, Vector256.Create(powers[(3 * Limbs) + limb]));
                _sums[limb] = Vector256<ulong>.Zero;
            }
        }
    }

    /// <summary>Groups of four blocks. The first blocks of all may be none: they are zero and lack the bit above.</summary>
    /// <param name="data">Whole groups.</param>
    /// <param name="groups">How many.</param>
    /// <param name="missing">Blocks at the beginning that are none.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Update(byte* data, nint groups, int missing = 0)
    {
        fixed (Factors* fourth = &_fourth)
        fixed (Sums* sums = &_sums)
        {
            Vector256<ulong> h0 = (*sums)[0];
            Vector256<ulong> h1 = (*sums)[1];
            Vector256<ulong> h2 = (*sums)[2];
            Vector256<ulong> h3 = (*sums)[3];
            Vector256<ulong> h4 = (*sums)[4];
            Vector256<ulong> mask = Vector256.Create(LimbMask);

            // Blocks stand in the order 0, 2, 1, 3, as the unpacking leaves them.
            Vector256<ulong> bits = Vector256.Create(missing > 0 ? 0 : BlockBit, missing > 2 ? 0 : BlockBit, missing > 1 ? 0 : BlockBit, BlockBit);
            for (; groups > 0; groups--)
            {
                Multiply((Vector256<ulong>*)fourth, ref h0, ref h1, ref h2, ref h3, ref h4);
                Vector256<ulong> front = Vector256.Load((ulong*)data);
                Vector256<ulong> back = Vector256.Load((ulong*)(data + (2 * BlockLength)));
                Vector256<ulong> low = Avx2.UnpackLow(front, back);
                Vector256<ulong> high = Avx2.UnpackHigh(front, back);
                h0 += low & mask;
                h1 += Avx2.ShiftRightLogical(low, 26) & mask;
                h2 += (Avx2.ShiftRightLogical(low, 52) | Avx2.ShiftLeftLogical(high, 12)) & mask;
                h3 += Avx2.ShiftRightLogical(high, 14) & mask;
                h4 += Avx2.ShiftRightLogical(high, 40) + bits;
                bits = Vector256.Create(BlockBit);
                data += GroupLength;
            }

            (*sums)[0] = h0;
            (*sums)[1] = h1;
            (*sums)[2] = h2;
            (*sums)[3] = h3;
            (*sums)[4] = h4;
        }
    }

    /// <summary>The tag; <paramref name="key"/> is the whole one-time key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Vector128<byte> Finish(byte* key)
    {
        Factors last = default;
        for (int limb = 0; limb < Limbs; limb++)
        {
            // The earliest block of a group is behind by r^4, the last by r; in the order 0, 2, 1, 3.
            last.Set(limb, Vector256.Create(_powers[(3 * Limbs) + limb], _powers[Limbs + limb], _powers[(2 * Limbs) + limb], _powers[limb]));
        }

        Vector256<ulong> h0 = _sums[0];
        Vector256<ulong> h1 = _sums[1];
        Vector256<ulong> h2 = _sums[2];
        Vector256<ulong> h3 = _sums[3];
        Vector256<ulong> h4 = _sums[4];
        Multiply((Vector256<ulong>*)&last, ref h0, ref h1, ref h2, ref h3, ref h4);
        return Tag(Vector256.Sum(h0), Vector256.Sum(h1), Vector256.Sum(h2), Vector256.Sum(h3), Vector256.Sum(h4), key + BlockLength);
    }

    /// <summary>h mod 2^130 - 5, plus the second half of the key mod 2^128, without a branch.</summary>
    private static Vector128<byte> Tag(ulong h0, ulong h1, ulong h2, ulong h3, ulong h4, byte* pad)
    {
        for (int pass = 0; pass < 2; pass++)
        {
            h1 += h0 >> 26;
            h0 &= LimbMask;
            h2 += h1 >> 26;
            h1 &= LimbMask;
            h3 += h2 >> 26;
            h2 &= LimbMask;
            h4 += h3 >> 26;
            h3 &= LimbMask;
            h0 += (h4 >> 26) * 5;
            h4 &= LimbMask;
        }

        h1 += h0 >> 26;
        h0 &= LimbMask;

        // h + 5 reaches 2^130 exactly when h is not below the prime.
        ulong carry = (h0 + 5) >> 26;
        carry = (h1 + carry) >> 26;
        carry = (h2 + carry) >> 26;
        carry = (h3 + carry) >> 26;
        carry = (h4 + carry) >> 26;
        h0 += carry * 5;
        UInt128 number = (UInt128)h0 + ((UInt128)h1 << 26) + ((UInt128)h2 << 52) + ((UInt128)h3 << 78) + ((UInt128)h4 << 104);
        number += new UInt128(*(ulong*)(pad + 8), *(ulong*)pad);
        return Vector128.Create((ulong)number, (ulong)(number >> 64)).AsByte();
    }

    /// <summary>A product of single numbers, carried so far that it can be a factor.</summary>
    private static void Multiply(ulong* a, ulong* b, ulong* product)
    {
        ulong d0 = (a[0] * b[0]) + (5 * ((a[1] * b[4]) + (a[2] * b[3]) + (a[3] * b[2]) + (a[4] * b[1])));
        ulong d1 = (a[0] * b[1]) + (a[1] * b[0]) + (5 * ((a[2] * b[4]) + (a[3] * b[3]) + (a[4] * b[2])));
        ulong d2 = (a[0] * b[2]) + (a[1] * b[1]) + (a[2] * b[0]) + (5 * ((a[3] * b[4]) + (a[4] * b[3])));
        ulong d3 = (a[0] * b[3]) + (a[1] * b[2]) + (a[2] * b[1]) + (a[3] * b[0]) + (5 * (a[4] * b[4]));
        ulong d4 = (a[0] * b[4]) + (a[1] * b[3]) + (a[2] * b[2]) + (a[3] * b[1]) + (a[4] * b[0]);
        d1 += d0 >> 26;
        d2 += d1 >> 26;
        d3 += d2 >> 26;
        d4 += d3 >> 26;
        d0 = (d0 & LimbMask) + ((d4 >> 26) * 5);
        product[0] = d0 & LimbMask;
        product[1] = (d1 & LimbMask) + (d0 >> 26);
        product[2] = d2 & LimbMask;
        product[3] = d3 & LimbMask;
        product[4] = d4 & LimbMask;
    }

    /// <summary>Four products at once: 2^130 is 5, so limbs that leave at the top come back fivefold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(
        Vector256<ulong>* r, ref Vector256<ulong> h0, ref Vector256<ulong> h1, ref Vector256<ulong> h2, ref Vector256<ulong> h3, ref Vector256<ulong> h4)
    {
        Vector256<ulong>* fivefold = r + Limbs;
        Vector256<ulong> d0 = Product(h0, r[0]) + Product(h1, fivefold[4]) + Product(h2, fivefold[3]) + Product(h3, fivefold[2]) + Product(h4, fivefold[1]);
        Vector256<ulong> d1 = Product(h0, r[1]) + Product(h1, r[0]) + Product(h2, fivefold[4]) + Product(h3, fivefold[3]) + Product(h4, fivefold[2]);
        Vector256<ulong> d2 = Product(h0, r[2]) + Product(h1, r[1]) + Product(h2, r[0]) + Product(h3, fivefold[4]) + Product(h4, fivefold[3]);
        Vector256<ulong> d3 = Product(h0, r[3]) + Product(h1, r[2]) + Product(h2, r[1]) + Product(h3, r[0]) + Product(h4, fivefold[4]);
        Vector256<ulong> d4 = Product(h0, r[4]) + Product(h1, r[3]) + Product(h2, r[2]) + Product(h3, r[1]) + Product(h4, r[0]);
        Vector256<ulong> mask = Vector256.Create(LimbMask);
        d4 += Avx2.ShiftRightLogical(d3, 26);
        d3 &= mask;
        d1 += Avx2.ShiftRightLogical(d0, 26);
        d0 &= mask;
        Vector256<ulong> carry = Avx2.ShiftRightLogical(d4, 26);
        d0 += carry + Avx2.ShiftLeftLogical(carry, 2);
        d4 &= mask;
        d2 += Avx2.ShiftRightLogical(d1, 26);
        h1 = d1 & mask;
        d3 += Avx2.ShiftRightLogical(d2, 26);
        h2 = d2 & mask;
        h1 += Avx2.ShiftRightLogical(d0, 26);
        h0 = d0 & mask;
        h4 = d4 + Avx2.ShiftRightLogical(d3, 26);
        h3 = d3 & mask;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Product(Vector256<ulong> left, Vector256<ulong> right) => Avx2.Multiply(left.AsUInt32(), right.AsUInt32());

    /// <summary>A number's limbs, and behind them the same five times.</summary>
    [InlineArray(2 * Limbs)]
    private struct Factors
    {
        private Vector256<ulong> _first;

        public void Set(int limb, Vector256<ulong> value)
        {
            this[limb] = value;
            this[Limbs + limb] = value + Vector256.ShiftLeft(value, 2);
        }
    }

    [InlineArray(Limbs)]
    private struct Sums
    {
        private Vector256<ulong> _first;
    }
}
