using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Aes = System.Runtime.Intrinsics.X86.Aes;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// The inner loops of AES-GCM: blocks are enciphered eight (or four) abreast, because one AES instruction takes several cycles and a new one
/// can start in each, and eight other blocks are hashed between the rounds, on units of the processor that AES leaves idle.
/// </summary>
internal static unsafe class AesGcmGroups
{
    public const int GroupLength = 8 * BlockLength;

    private const int BlockLength = AesRoundKeys.BlockLength;

    /// <summary>
    /// Adds the key stream to <paramref name="count"/> groups of eight blocks at <paramref name="text"/>, and hashes as many at
    /// <paramref name="hashed"/>, each group before the one of the text is written: it may be the same (ciphertext being opened) or the one
    /// before (ciphertext just made).
    /// </summary>
    /// <param name="key">The prepared key.</param>
    /// <param name="counter">The next counter block, octet-reversed; moved on.</param>
    /// <param name="hash">The hash so far; moved on.</param>
    /// <param name="text">What is transformed.</param>
    /// <param name="hashed">What is hashed.</param>
    /// <param name="count">At least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformAndHash(
        in AesGcmKey key, ref Vector128<uint> counter, ref Vector128<ulong> hash, byte* text, byte* hashed, nint count)
    {
        byte* keys = key.RoundKeys;
        byte* powers = key.Powers;
        byte* lastKey = keys + (key.Rounds * BlockLength);
        Vector128<uint> one = Vector128.Create(1u, 0, 0, 0);
        Vector128<uint> next = counter;
        Vector128<ulong> value = hash;
        do
        {
            Vector128<byte> roundKey = Vector128.Load(keys);
            Vector128<byte> b0 = Block(ref next, one) ^ roundKey;
            Vector128<byte> b1 = Block(ref next, one) ^ roundKey;
            Vector128<byte> b2 = Block(ref next, one) ^ roundKey;
            Vector128<byte> b3 = Block(ref next, one) ^ roundKey;
            Vector128<byte> b4 = Block(ref next, one) ^ roundKey;
            Vector128<byte> b5 = Block(ref next, one) ^ roundKey;
            Vector128<byte> b6 = Block(ref next, one) ^ roundKey;
            Vector128<byte> b7 = Block(ref next, one) ^ roundKey;
            GaloisHash.Sum sum = default;

            roundKey = Vector128.Load(keys + (1 * BlockLength));
            Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddEven(powers, 0, Reversed(hashed, 0) ^ value);

            roundKey = Vector128.Load(keys + (2 * BlockLength));
            Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddOdd(powers, 1, Reversed(hashed, 1));

            roundKey = Vector128.Load(keys + (3 * BlockLength));
            Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddEven(powers, 2, Reversed(hashed, 2));

            roundKey = Vector128.Load(keys + (4 * BlockLength));
            Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddOdd(powers, 3, Reversed(hashed, 3));

            roundKey = Vector128.Load(keys + (5 * BlockLength));
            Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddEven(powers, 4, Reversed(hashed, 4));

            roundKey = Vector128.Load(keys + (6 * BlockLength));
            Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddOdd(powers, 5, Reversed(hashed, 5));

            roundKey = Vector128.Load(keys + (7 * BlockLength));
            Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddEven(powers, 6, Reversed(hashed, 6));

            roundKey = Vector128.Load(keys + (8 * BlockLength));
            Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddOdd(powers, 7, Reversed(hashed, 7));
            value = sum.Reduce();

            for (byte* more = keys + (9 * BlockLength); more < lastKey; more += BlockLength)
            {
                roundKey = Vector128.Load(more);
                Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            }

            roundKey = Vector128.Load(lastKey);
            Finish(b0, roundKey, text, 0);
            Finish(b1, roundKey, text, 1);
            Finish(b2, roundKey, text, 2);
            Finish(b3, roundKey, text, 3);
            Finish(b4, roundKey, text, 4);
            Finish(b5, roundKey, text, 5);
            Finish(b6, roundKey, text, 6);
            Finish(b7, roundKey, text, 7);
            text += GroupLength;
            hashed += GroupLength;
        }
        while (--count > 0);

        counter = next;
        hash = value;
    }

    /// <summary>Adds the key stream to one group of eight blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformEight(in AesGcmKey key, ref Vector128<uint> counter, byte* text)
    {
        byte* keys = key.RoundKeys;
        byte* lastKey = keys + (key.Rounds * BlockLength);
        Vector128<uint> one = Vector128.Create(1u, 0, 0, 0);
        Vector128<uint> next = counter;
        Vector128<byte> roundKey = Vector128.Load(keys);
        Vector128<byte> b0 = Block(ref next, one) ^ roundKey;
        Vector128<byte> b1 = Block(ref next, one) ^ roundKey;
        Vector128<byte> b2 = Block(ref next, one) ^ roundKey;
        Vector128<byte> b3 = Block(ref next, one) ^ roundKey;
        Vector128<byte> b4 = Block(ref next, one) ^ roundKey;
        Vector128<byte> b5 = Block(ref next, one) ^ roundKey;
        Vector128<byte> b6 = Block(ref next, one) ^ roundKey;
        Vector128<byte> b7 = Block(ref next, one) ^ roundKey;
        counter = next;
        for (byte* more = keys + BlockLength; more < lastKey; more += BlockLength)
        {
            Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, Vector128.Load(more));
        }

        roundKey = Vector128.Load(lastKey);
        Finish(b0, roundKey, text, 0);
        Finish(b1, roundKey, text, 1);
        Finish(b2, roundKey, text, 2);
        Finish(b3, roundKey, text, 3);
        Finish(b4, roundKey, text, 4);
        Finish(b5, roundKey, text, 5);
        Finish(b6, roundKey, text, 6);
        Finish(b7, roundKey, text, 7);
    }

    /// <summary>Adds the key stream to four blocks: small packets, and the ends of large ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformFour(in AesGcmKey key, ref Vector128<uint> counter, byte* text)
    {
        byte* keys = key.RoundKeys;
        byte* lastKey = keys + (key.Rounds * BlockLength);
        Vector128<uint> one = Vector128.Create(1u, 0, 0, 0);
        Vector128<uint> next = counter;
        Vector128<byte> roundKey = Vector128.Load(keys);
        Vector128<byte> b0 = Block(ref next, one) ^ roundKey;
        Vector128<byte> b1 = Block(ref next, one) ^ roundKey;
        Vector128<byte> b2 = Block(ref next, one) ^ roundKey;
        Vector128<byte> b3 = Block(ref next, one) ^ roundKey;
        counter = next;
        for (byte* more = keys + BlockLength; more < lastKey; more += BlockLength)
        {
            roundKey = Vector128.Load(more);
            b0 = Aes.Encrypt(b0, roundKey);
            b1 = Aes.Encrypt(b1, roundKey);
            b2 = Aes.Encrypt(b2, roundKey);
            b3 = Aes.Encrypt(b3, roundKey);
        }

        roundKey = Vector128.Load(lastKey);
        Finish(b0, roundKey, text, 0);
        Finish(b1, roundKey, text, 1);
        Finish(b2, roundKey, text, 2);
        Finish(b3, roundKey, text, 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Block(ref Vector128<uint> counter, Vector128<uint> one)
    {
        Vector128<byte> block = GaloisField.Reverse(counter.AsByte());
        counter += one;
        return block;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Reversed(byte* hashed, int block) =>
        GaloisField.Reverse(Vector128.Load(hashed + (block * BlockLength))).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector128<byte> b0,
        ref Vector128<byte> b1,
        ref Vector128<byte> b2,
        ref Vector128<byte> b3,
        ref Vector128<byte> b4,
        ref Vector128<byte> b5,
        ref Vector128<byte> b6,
        ref Vector128<byte> b7,
        Vector128<byte> roundKey)
    {
        b0 = Aes.Encrypt(b0, roundKey);
        b1 = Aes.Encrypt(b1, roundKey);
        b2 = Aes.Encrypt(b2, roundKey);
        b3 = Aes.Encrypt(b3, roundKey);
        b4 = Aes.Encrypt(b4, roundKey);
        b5 = Aes.Encrypt(b5, roundKey);
        b6 = Aes.Encrypt(b6, roundKey);
        b7 = Aes.Encrypt(b7, roundKey);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(Vector128<byte> block, Vector128<byte> lastKey, byte* text, int index)
    {
        byte* place = text + (index * BlockLength);
        (Aes.EncryptLast(block, lastKey) ^ Vector128.Load(place)).Store(place);
    }
}
