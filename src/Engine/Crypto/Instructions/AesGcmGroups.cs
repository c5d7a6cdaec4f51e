using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// The inner loop of AES-GCM: eight blocks are enciphered abreast as in <see cref="AesCounterMode"/>, and between the rounds eight others are
/// hashed, on units of the processor that AES leaves idle.
/// </summary>
internal static unsafe class AesGcmGroups
{
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
            Vector128<byte> b0 = AesCounterMode.Block(ref next, one) ^ roundKey;
            Vector128<byte> b1 = AesCounterMode.Block(ref next, one) ^ roundKey;
            Vector128<byte> b2 = AesCounterMode.Block(ref next, one) ^ roundKey;
            Vector128<byte> b3 = AesCounterMode.Block(ref next, one) ^ roundKey;
            Vector128<byte> b4 = AesCounterMode.Block(ref next, one) ^ roundKey;
            Vector128<byte> b5 = AesCounterMode.Block(ref next, one) ^ roundKey;
            Vector128<byte> b6 = AesCounterMode.Block(ref next, one) ^ roundKey;
            Vector128<byte> b7 = AesCounterMode.Block(ref next, one) ^ roundKey;
            GaloisHash.Sum sum = default;

            roundKey = Vector128.Load(keys + (1 * BlockLength));
            AesCounterMode.Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddEven(powers, 0, GaloisHash.Block(hashed, 0) ^ value);

            roundKey = Vector128.Load(keys + (2 * BlockLength));
            AesCounterMode.Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddOdd(powers, 1, GaloisHash.Block(hashed, 1));

            roundKey = Vector128.Load(keys + (3 * BlockLength));
            AesCounterMode.Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddEven(powers, 2, GaloisHash.Block(hashed, 2));

            roundKey = Vector128.Load(keys + (4 * BlockLength));
            AesCounterMode.Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddOdd(powers, 3, GaloisHash.Block(hashed, 3));

            roundKey = Vector128.Load(keys + (5 * BlockLength));
            AesCounterMode.Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddEven(powers, 4, GaloisHash.Block(hashed, 4));

            roundKey = Vector128.Load(keys + (6 * BlockLength));
            AesCounterMode.Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddOdd(powers, 5, GaloisHash.Block(hashed, 5));

            roundKey = Vector128.Load(keys + (7 * BlockLength));
            AesCounterMode.Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddEven(powers, 6, GaloisHash.Block(hashed, 6));

            roundKey = Vector128.Load(keys + (8 * BlockLength));
            AesCounterMode.Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            sum.AddOdd(powers, 7, GaloisHash.Block(hashed, 7));
            value = sum.Reduce();

            for (byte* more = keys + (9 * BlockLength); more < lastKey; more += BlockLength)
            {
                roundKey = Vector128.Load(more);
                AesCounterMode.Round(ref b0, ref b1, ref b2, ref b3, ref b4, ref b5, ref b6, ref b7, roundKey);
            }

            roundKey = Vector128.Load(lastKey);
            AesCounterMode.Finish(b0, roundKey, text, 0);
            AesCounterMode.Finish(b1, roundKey, text, 1);
            AesCounterMode.Finish(b2, roundKey, text, 2);
            AesCounterMode.Finish(b3, roundKey, text, 3);
            AesCounterMode.Finish(b4, roundKey, text, 4);
            AesCounterMode.Finish(b5, roundKey, text, 5);
            AesCounterMode.Finish(b6, roundKey, text, 6);
            AesCounterMode.Finish(b7, roundKey, text, 7);
            text += AesCounterMode.GroupLength;
            hashed += AesCounterMode.GroupLength;
        }
        while (--count > 0);

        counter = next;
        hash = value;
    }
}
