using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Aes = System.Runtime.Intrinsics.X86.Aes;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES in counter mode. Blocks are enciphered eight (or four) abreast, because one AES instruction takes several cycles and a new one can
/// start in each. The counter is held octet-reversed, so that the count is its lowest number; it is 32 bits wide, as GCM and RFC 3686 have it.
/// </summary>
internal static unsafe class AesCounterMode
{
    public const int GroupLength = 8 * BlockLength;

    private const int BlockLength = AesRoundKeys.BlockLength;

    /// <summary>Adds the key stream to a text of any length.</summary>
    public static void Transform(byte* keys, int rounds, Vector128<uint> counter, byte* text, int length)
    {
        for (; length >= GroupLength; length -= GroupLength)
        {
            TransformEight(keys, rounds, ref counter, text);
            text += GroupLength;
        }

        KeyStream stream = default;
        Fill(keys, rounds, ref counter, &stream, length);
        byte* place = (byte*)&stream;
        for (; length >= BlockLength; length -= BlockLength)
        {
            (Vector128.Load(text) ^ Vector128.Load(place)).Store(text);
            text += BlockLength;
            place += BlockLength;
        }

        if (length > 0)
        {
            PartialBlock.Store(PartialBlock.Load(text, (nuint)length) ^ Vector128.Load(place), text, (nuint)length);
        }

        stream = default;
    }

    /// <summary>The stream for up to eight blocks; what lies behind the ones needed stays undefined.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill(byte* keys, int rounds, ref Vector128<uint> counter, KeyStream* stream, int length)
    {
        *stream = default;
        if (length > 4 * BlockLength)
        {
            TransformEight(keys, rounds, ref counter, (byte*)stream);
        }
        else if (length > 0)
        {
            TransformFour(keys, rounds, ref counter, (byte*)stream);
        }
    }

    /// <summary>Adds the key stream to one group of eight blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransformEight(byte* keys, int rounds, ref Vector128<uint> counter, byte* text)
    {
        byte* lastKey = keys + (rounds * BlockLength);
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
    public static void TransformFour(byte* keys, int rounds, ref Vector128<uint> counter, byte* text)
    {
        byte* lastKey = keys + (rounds * BlockLength);
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

    /// <summary>The counter as it is enciphered; then the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Block(ref Vector128<uint> counter, Vector128<uint> one)
    {
        Vector128<byte> block = OctetOrder.Reverse(counter.AsByte());
        counter += one;
        return block;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Round(
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

    /// <summary>The last round, and the key stream added to block <paramref name="index"/> of the text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Finish(Vector128<byte> block, Vector128<byte> lastKey, byte* text, int index)
    {
        byte* place = text + (index * BlockLength);
        (Aes.EncryptLast(block, lastKey) ^ Vector128.Load(place)).Store(place);
    }

    /// <summary>Room for the stream of one group.</summary>
    [InlineArray(8)]
    public struct KeyStream
    {
        private Vector128<byte> _first;
    }
}
