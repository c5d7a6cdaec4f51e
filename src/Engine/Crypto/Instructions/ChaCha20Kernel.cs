using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MyIkev2.Engine.Crypto;

/// <summary>The ChaCha20 block function (RFC 8439 section 2.3) for eight blocks at once: each vector has one word of all eight.</summary>
internal static unsafe class ChaCha20Kernel
{
    public const int BlockLength = 64;
    public const int GroupLength = 8 * BlockLength;

    private const int DoubleRounds = 10;

    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Writes the key stream of the blocks from <paramref name="counter"/> on to <paramref name="stream"/>.</summary>
    /// <param name="key">Eight words.</param>
    /// <param name="nonce">Three words.</param>
    /// <param name="counter">Number of the first block.</param>
    /// <param name="stream">Room for a group.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(uint* key, uint* nonce, uint counter, byte* stream)
    {
        Vector256<uint> counters = Vector256.Create(counter) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
        Vector256<uint> x0 = Vector256.Create(0x61707865u);
        Vector256<uint> x1 = Vector256.Create(0x3320646eu);
        Vector256<uint> x2 = Vector256.Create(0x79622d32u);
        Vector256<uint> x3 = Vector256.Create(0x6b206574u);
        Vector256<uint> x4 = Vector256.Create(key[0]);
        Vector256<uint> x5 = Vector256.Create(key[1]);
        Vector256<uint> x6 = Vector256.Create(key[2]);
        Vector256<uint> x7 = Vector256.Create(key[3]);
        Vector256<uint> x8 = Vector256.Create(key[4]);
        Vector256<uint> x9 = Vector256.Create(key[5]);
        Vector256<uint> x10 = Vector256.Create(key[6]);
        Vector256<uint> x11 = Vector256.Create(key[7]);
        Vector256<uint> x12 = counters;
        Vector256<uint> x13 = Vector256.Create(nonce[0]);
        Vector256<uint> x14 = Vector256.Create(nonce[1]);
        Vector256<uint> x15 = Vector256.Create(nonce[2]);
        for (int round = 0; round < DoubleRounds; round++)
        {
            QuarterRounds(
                ref x0, ref x1, ref x2, ref x3, ref x4, ref x5, ref x6, ref x7, ref x8, ref x9, ref x10, ref x11, ref x12, ref x13, ref x14, ref x15);
            QuarterRounds(
                ref x0, ref x1, ref x2, ref x3, ref x5, ref x6, ref x7, ref x4, ref x10, ref x11, ref x8, ref x9, ref x15, ref x12, ref x13, ref x14);
        }

        x0 += Vector256.Create(0x61707865u);
        x1 += Vector256.Create(0x3320646eu);
        x2 += Vector256.Create(0x79622d32u);
        x3 += Vector256.Create(0x6b206574u);
        x4 += Vector256.Create(key[0]);
        x5 += Vector256.Create(key[1]);
        x6 += Vector256.Create(key[2]);
        x7 += Vector256.Create(key[3]);
        Spread(x0, x1, x2, x3, x4, x5, x6, x7, stream);
        x8 += Vector256.Create(key[4]);
        x9 += Vector256.Create(key[5]);
        x10 += Vector256.Create(key[6]);
        x11 += Vector256.Create(key[7]);
        x12 += counters;
        x13 += Vector256.Create(nonce[0]);
        x14 += Vector256.Create(nonce[1]);
        x15 += Vector256.Create(nonce[2]);
        Spread(x8, x9, x10, x11, x12, x13, x14, x15, stream + (BlockLength / 2));
    }

    /// <summary>Four quarter rounds side by side (RFC 8439 section 2.1): a column or a diagonal each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void QuarterRounds(
        ref Vector256<uint> a0,
        ref Vector256<uint> a1,
        ref Vector256<uint> a2,
        ref Vector256<uint> a3,
        ref Vector256<uint> b0,
        ref Vector256<uint> b1,
        ref Vector256<uint> b2,
        ref Vector256<uint> b3,
        ref Vector256<uint> c0,
        ref Vector256<uint> c1,
        ref Vector256<uint> c2,
        ref Vector256<uint> c3,
        ref Vector256<uint> d0,
        ref Vector256<uint> d1,
        ref Vector256<uint> d2,
        ref Vector256<uint> d3)
    {
        a0 += b0;
        a1 += b1;
        a2 += b2;
        a3 += b3;
        d0 = Rotate16(d0 ^ a0);
        d1 = Rotate16(d1 ^ a1);
        d2 = Rotate16(d2 ^ a2);
        d3 = Rotate16(d3 ^ a3);
        c0 += d0;
        c1 += d1;
        c2 += d2;
        c3 += d3;
        b0 = Rotate12(b0 ^ c0);
        b1 = Rotate12(b1 ^ c1);
        b2 = Rotate12(b2 ^ c2);
        b3 = Rotate12(b3 ^ c3);
        a0 += b0;
        a1 += b1;
        a2 += b2;
        a3 += b3;
        d0 = Rotate8(d0 ^ a0);
        d1 = Rotate8(d1 ^ a1);
        d2 = Rotate8(d2 ^ a2);
        d3 = Rotate8(d3 ^ a3);
        c0 += d0;
        c1 += d1;
        c2 += d2;
        c3 += d3;
        b0 = Rotate7(b0 ^ c0);
        b1 = Rotate7(b1 ^ c1);
        b2 = Rotate7(b2 ^ c2);
        b3 = Rotate7(b3 ^ c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate12(Vector256<uint> value) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateLeft(value, 12)
        : Avx2.ShiftLeftLogical(value, 12) | Avx2.ShiftRightLogical(value, 20);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate7(Vector256<uint> value) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateLeft(value, 7)
        : Avx2.ShiftLeftLogical(value, 7) | Avx2.ShiftRightLogical(value, 25);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate16(Vector256<uint> value) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateLeft(value, 16)
        : Avx2.Shuffle(
            value.AsByte(),
            Vector256.Create((byte)2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Rotate8(Vector256<uint> value) => Avx512F.VL.IsSupported
        ? Avx512F.VL.RotateLeft(value, 8)
        : Avx2.Shuffle(
            value.AsByte(),
            Vector256.Create((byte)3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14, 3, 0, 1, 2, 7, 4, 5, 6, 11, 8, 9, 10, 15, 12, 13, 14)).AsUInt32();

    /// <summary>From eight words of all blocks to half a block of each, block by block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread(
        Vector256<uint> w0,
        Vector256<uint> w1,
        Vector256<uint> w2,
        Vector256<uint> w3,
        Vector256<uint> w4,
        Vector256<uint> w5,
        Vector256<uint> w6,
        Vector256<uint> w7,
        byte* stream)
    {
        Vector256<ulong> low01 = Avx2.UnpackLow(w0, w1).AsUInt64();
        Vector256<ulong> high01 = Avx2.UnpackHigh(w0, w1).AsUInt64();
        Vector256<ulong> low23 = Avx2.UnpackLow(w2, w3).AsUInt64();
        Vector256<ulong> high23 = Avx2.UnpackHigh(w2, w3).AsUInt64();
        Vector256<ulong> low45 = Avx2.UnpackLow(w4, w5).AsUInt64();
        Vector256<ulong> high45 = Avx2.UnpackHigh(w4, w5).AsUInt64();
        Vector256<ulong> low67 = Avx2.UnpackLow(w6, w7).AsUInt64();
        Vector256<ulong> high67 = Avx2.UnpackHigh(w6, w7).AsUInt64();
        Pair(Avx2.UnpackLow(low01, low23), Avx2.UnpackLow(low45, low67), stream, 0);
        Pair(Avx2.UnpackHigh(low01, low23), Avx2.UnpackHigh(low45, low67), stream, 1);
        Pair(Avx2.UnpackLow(high01, high23), Avx2.UnpackLow(high45, high67), stream, 2);
        Pair(Avx2.UnpackHigh(high01, high23), Avx2.UnpackHigh(high45, high67), stream, 3);
    }

    /// <summary>The lower lanes belong to one block, the upper to the fourth behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(Vector256<ulong> first, Vector256<ulong> second, byte* stream, int block)
    {
        Avx2.Permute2x128(first, second, 0x20).AsByte().Store(stream + (block * BlockLength));
        Avx2.Permute2x128(first, second, 0x31).AsByte().Store(stream + ((block + 4) * BlockLength));
    }
}
