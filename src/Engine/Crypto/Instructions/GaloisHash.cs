using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MyIkev2.Engine.Crypto;

/// <summary>GHASH (SP 800-38D section 6.4) over whole blocks in memory; a last short block counts as filled up with zeros.</summary>
internal static unsafe class GaloisHash
{
    private const int BlockLength = AesRoundKeys.BlockLength;

    /// <summary>The value after <paramref name="length"/> more octets. <paramref name="powers"/> as <see cref="GaloisField"/> made them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector128<ulong> Update(byte* powers, Vector128<ulong> value, byte* data, nuint length)
    {
        for (; length >= GaloisField.Powers * BlockLength; length -= GaloisField.Powers * BlockLength)
        {
            value = UpdateGroup(powers, value, data);
            data += GaloisField.Powers * BlockLength;
        }

        while (length > 0)
        {
            nuint blocks = Math.Min((length + BlockLength - 1) / BlockLength, GaloisField.Powers);
            Sum sum = default;
            for (nuint position = GaloisField.Powers - blocks; position < GaloisField.Powers; position++)
            {
                Vector128<byte> block = length >= BlockLength ? Vector128.Load(data) : PartialBlock.Load(data, length);
                sum.Add(powers, position, OctetOrder.Reverse(block).AsUInt64() ^ value);
                value = Vector128<ulong>.Zero;
                data += BlockLength;
                length -= Math.Min(length, BlockLength);
            }

            value = sum.Reduce();
        }

        return value;
    }

    /// <summary>One block, in the order calculated in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<ulong> Block(byte* data, int index) =>
        OctetOrder.Reverse(Vector128.Load(data + (index * BlockLength))).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> UpdateGroup(byte* powers, Vector128<ulong> value, byte* data)
    {
        Sum sum = default;
        sum.AddEven(powers, 0, Block(data, 0) ^ value);
        sum.AddOdd(powers, 1, Block(data, 1));
        sum.AddEven(powers, 2, Block(data, 2));
        sum.AddOdd(powers, 3, Block(data, 3));
        sum.AddEven(powers, 4, Block(data, 4));
        sum.AddOdd(powers, 5, Block(data, 5));
        sum.AddEven(powers, 6, Block(data, 6));
        sum.AddOdd(powers, 7, Block(data, 7));
        return sum.Reduce();
    }

    /// <summary>A sum of products that is not reduced yet.</summary>
    public struct Sum
    {
        private Vector128<ulong> _low;
        private Vector128<ulong> _middle;
        private Vector128<ulong> _high;

        /// <summary>Adds <paramref name="block"/> times the power at <paramref name="position"/>: 0 for H^8, 7 for H.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(byte* powers, nuint position, Vector128<ulong> block)
        {
            Vector128<ulong> sum = Vector128.CreateScalarUnsafe(
                *(ulong*)(powers + (GaloisField.Powers * BlockLength) + (position * sizeof(ulong))));
            Add(powers, position, block, Pclmulqdq.CarrylessMultiply(block ^ GaloisField.SwapHalves(block), sum, 0x00));
        }

        /// <summary>The same for an even position that is known when compiling.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddEven(byte* powers, nuint position, Vector128<ulong> block)
        {
            Vector128<ulong> sums = Vector128.Load((ulong*)(powers + (GaloisField.Powers * BlockLength) + (position * sizeof(ulong))));
            Add(powers, position, block, Pclmulqdq.CarrylessMultiply(block ^ GaloisField.SwapHalves(block), sums, 0x00));
        }

        /// <summary>The same for an odd one.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddOdd(byte* powers, nuint position, Vector128<ulong> block)
        {
            Vector128<ulong> sums = Vector128.Load((ulong*)(powers + (GaloisField.Powers * BlockLength) + ((position - 1) * sizeof(ulong))));
            Add(powers, position, block, Pclmulqdq.CarrylessMultiply(block ^ GaloisField.SwapHalves(block), sums, 0x10));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly Vector128<ulong> Reduce() => GaloisField.Reduce(_low, _middle, _high);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Add(byte* powers, nuint position, Vector128<ulong> block, Vector128<ulong> middle)
        {
            Vector128<ulong> power = Vector128.Load((ulong*)(powers + (position * BlockLength)));
            _low ^= Pclmulqdq.CarrylessMultiply(block, power, 0x00);
            _high ^= Pclmulqdq.CarrylessMultiply(block, power, 0x11);
            _middle ^= middle;
        }
    }
}
