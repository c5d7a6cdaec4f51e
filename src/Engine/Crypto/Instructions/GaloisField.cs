using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// GF(2^128) as GHASH uses it (SP 800-38D section 6.3) with the carry-less multiplication of x86. GHASH numbers bits backwards, so elements
/// are held octet-reversed; the bit that the reversal shifts a product by is put into the powers of H beforehand: each is kept multiplied by
/// x. One multiplication by such a power then needs no shift, and products stay of that form.
/// </summary>
internal static unsafe class GaloisField
{
    /// <summary>Products are summed up over this many blocks before one reduction.</summary>
    public const int Powers = 8;

    /// <summary>H^8 to H^1 and, two to a block, the sums of each one's halves that Karatsuba's method multiplies with.</summary>
    public const int PowersLength = (Powers * BlockLength) + SumsLength;

    private const int BlockLength = 16;
    private const int SumsLength = Powers / 2 * BlockLength;

    /// <summary>x^128 = x^7 + x^2 + x + 1, reversed; without the term that the shift brings.</summary>
    private const ulong Polynomial = 0xc200000000000000;

    /// <summary>Fills <see cref="PowersLength"/> octets at <paramref name="powers"/> from H as the cipher gave it.</summary>
    public static void Prepare(Vector128<byte> hashKey, byte* powers)
    {
        Vector128<ulong> first = TimesX(OctetOrder.Reverse(hashKey).AsUInt64());
        Vector128<ulong> power = first;
        for (int index = Powers - 1; index >= 0; index--)
        {
            power.AsByte().Store(powers + (index * BlockLength));
            ulong* sums = (ulong*)(powers + (Powers * BlockLength));
            sums[index] = power.GetElement(0) ^ power.GetElement(1);
            power = Multiply(power, first);
        }
    }

    /// <summary>The remainder of a product in three parts, where the middle one still has the outer ones in it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Reduce(Vector128<ulong> low, Vector128<ulong> middle, Vector128<ulong> high)
    {
        Vector128<ulong> polynomial = Vector128.Create(Polynomial);
        middle ^= low ^ high;
        low ^= Sse2.ShiftLeftLogical128BitLane(middle, 8);
        high ^= Sse2.ShiftRightLogical128BitLane(middle, 8);
        low = SwapHalves(low) ^ Pclmulqdq.CarrylessMultiply(low, polynomial, 0x00);
        low = SwapHalves(low) ^ Pclmulqdq.CarrylessMultiply(low, polynomial, 0x00);
        return low ^ high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> SwapHalves(Vector128<ulong> value) => Sse2.Shuffle(value.AsInt32(), 0x4e).AsUInt64();

    private static Vector128<ulong> Multiply(Vector128<ulong> left, Vector128<ulong> right) => Reduce(
        Pclmulqdq.CarrylessMultiply(left, right, 0x00),
        Pclmulqdq.CarrylessMultiply(left ^ SwapHalves(left), right ^ SwapHalves(right), 0x00),
        Pclmulqdq.CarrylessMultiply(left, right, 0x11));

    /// <summary>Without a branch on the bit that leaves at the top: H is secret.</summary>
    private static Vector128<ulong> TimesX(Vector128<ulong> value)
    {
        ulong low = value.GetElement(0);
        ulong high = value.GetElement(1);
        ulong carry = 0 - (high >> 63);
        return Vector128.Create((low << 1) ^ (carry & 1), ((high << 1) | (low >> 63)) ^ (carry & Polynomial));
    }
}
