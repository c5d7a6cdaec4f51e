using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES-GCM (SP 800-38D) with 96-bit nonces, in place, in constant time for a given length. Ciphertext is hashed while other blocks are
/// enciphered; opening therefore decrypts and hashes in one pass, which takes a third less time than hashing first, and the caller wipes the
/// text when the tag then proves wrong: until the call returns, nobody but its thread has seen it.
/// </summary>
internal static unsafe class AesGcmKernel
{
    private const int BlockLength = AesRoundKeys.BlockLength;
    private const int GroupLength = AesCounterMode.GroupLength;

    /// <summary>Transforms the text and returns the full tag.</summary>
    /// <param name="key">The prepared key.</param>
    /// <param name="nonceHead">The first four octets of the nonce as they lie in memory.</param>
    /// <param name="nonceTail">The other eight.</param>
    /// <param name="associatedData">Authenticated only.</param>
    /// <param name="associatedLength">Its octets.</param>
    /// <param name="text">Encrypted in place.</param>
    /// <param name="length">Its octets.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector128<byte> Seal(
        in AesGcmKey key, uint nonceHead, ulong nonceTail, byte* associatedData, int associatedLength, byte* text, int length)
    {
        Vector128<uint> counter = FirstCounter(nonceHead, nonceTail);
        Vector128<byte> mask = AesRoundKeys.Encrypt(key.RoundKeys, key.Rounds, OctetOrder.Reverse(counter.AsByte()));
        counter += Vector128.Create(1u, 0, 0, 0);
        Vector128<ulong> hash = GaloisHash.Update(key.Powers, Vector128<ulong>.Zero, associatedData, (nuint)associatedLength);
        int rest = length % GroupLength;
        int groups = length / GroupLength;
        if (groups > 0)
        {
            // The hash runs one group behind: a group can be hashed only once it is encrypted.
            AesCounterMode.TransformEight(key.RoundKeys, key.Rounds, ref counter, text);
            if (groups > 1)
            {
                AesGcmGroups.TransformAndHash(key, ref counter, ref hash, text + GroupLength, text, groups - 1);
            }
        }

        byte* end = text + length - rest;
        AesCounterMode.KeyStream stream;
        if (rest > 4 * BlockLength && groups > 0)
        {
            stream = default;
            AesGcmGroups.TransformAndHash(key, ref counter, ref hash, (byte*)&stream, end - GroupLength, 1);
        }
        else
        {
            if (groups > 0)
            {
                hash = GaloisHash.Update(key.Powers, hash, end - GroupLength, GroupLength);
            }

            AesCounterMode.Fill(key.RoundKeys, key.Rounds, ref counter, &stream, rest);
        }

        Vector128<byte> tag = mask ^ Rest<Sealing>(key.Powers, hash, end, (nuint)rest, &stream, Lengths(associatedLength, length));
        stream = default;
        return tag;
    }

    /// <summary>
    /// Decrypts the text in place and returns the full tag that it should have had. The caller compares and wipes the text when it differs.
    /// </summary>
    /// <inheritdoc cref="Seal"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector128<byte> Open(
        in AesGcmKey key, uint nonceHead, ulong nonceTail, byte* associatedData, int associatedLength, byte* text, int length)
    {
        Vector128<uint> counter = FirstCounter(nonceHead, nonceTail);
        Vector128<byte> mask = AesRoundKeys.Encrypt(key.RoundKeys, key.Rounds, OctetOrder.Reverse(counter.AsByte()));
        counter += Vector128.Create(1u, 0, 0, 0);
        Vector128<ulong> hash = GaloisHash.Update(key.Powers, Vector128<ulong>.Zero, associatedData, (nuint)associatedLength);
        int rest = length % GroupLength;
        int groups = length / GroupLength;
        if (groups > 0)
        {
            AesGcmGroups.TransformAndHash(key, ref counter, ref hash, text, text, groups);
        }

        AesCounterMode.KeyStream stream;
        AesCounterMode.Fill(key.RoundKeys, key.Rounds, ref counter, &stream, rest);
        byte* end = text + length - rest;
        Vector128<byte> tag = mask ^ Rest<Opening>(key.Powers, hash, end, (nuint)rest, &stream, Lengths(associatedLength, length));
        stream = default;
        return tag;
    }

    /// <summary>GMAC: the tag over <paramref name="head"/>, whole blocks unless nothing follows, and <paramref name="data"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector128<byte> Authenticate(
        in AesGcmKey key, uint nonceHead, ulong nonceTail, byte* head, int headLength, byte* data, int dataLength)
    {
        Vector128<byte> first = OctetOrder.Reverse(FirstCounter(nonceHead, nonceTail).AsByte());
        Vector128<byte> mask = AesRoundKeys.Encrypt(key.RoundKeys, key.Rounds, first);
        Vector128<ulong> hash = GaloisHash.Update(key.Powers, Vector128<ulong>.Zero, head, (nuint)headLength);
        hash = GaloisHash.Update(key.Powers, hash, data, (nuint)dataLength);
        GaloisHash.Sum sum = default;
        sum.Add(key.Powers, GaloisField.Powers - 1, Lengths(headLength + dataLength, 0) ^ hash);
        return mask ^ OctetOrder.Reverse(sum.Reduce().AsByte());
    }

    /// <summary>
    /// The last, incomplete group and the block of lengths. Seven blocks and that one make one sum; with eight there are two.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Rest<TDirection>(
        byte* powers, Vector128<ulong> hash, byte* text, nuint length, AesCounterMode.KeyStream* stream, Vector128<ulong> lengths)
        where TDirection : struct, IDirection
    {
        nuint blocks = (length + BlockLength - 1) / BlockLength;
        nuint position = GaloisField.Powers - Math.Min(blocks + 1, GaloisField.Powers);
        GaloisHash.Sum sum = default;
        byte* keyStream = (byte*)stream;
        for (; length >= BlockLength; length -= BlockLength)
        {
            Vector128<byte> input = Vector128.Load(text);
            Vector128<byte> output = input ^ Vector128.Load(keyStream);
            output.Store(text);
            sum.Add(powers, position++, OctetOrder.Reverse(TDirection.Ciphertext(input, output)).AsUInt64() ^ hash);
            hash = Vector128<ulong>.Zero;
            text += BlockLength;
            keyStream += BlockLength;
        }

        if (length > 0)
        {
            Vector128<byte> input = PartialBlock.Load(text, length);
            Vector128<byte> output = (input ^ Vector128.Load(keyStream)) & PartialBlock.Mask(length);
            PartialBlock.Store(output, text, length);
            sum.Add(powers, position++, OctetOrder.Reverse(TDirection.Ciphertext(input, output)).AsUInt64() ^ hash);
            hash = Vector128<ulong>.Zero;
        }

        if (position == GaloisField.Powers)
        {
            hash = sum.Reduce();
            sum = default;
        }

        sum.Add(powers, GaloisField.Powers - 1, lengths ^ hash);
        return OctetOrder.Reverse(sum.Reduce().AsByte());
    }

    /// <summary>nonce | 1, octet-reversed, so that the count is the lowest number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> FirstCounter(uint nonceHead, ulong nonceTail)
    {
        ulong low = nonceHead | (nonceTail << 32);
        ulong high = (nonceTail >> 32) | (1ul << 56);
        return OctetOrder.Reverse(Vector128.Create(low, high).AsByte()).AsUInt32();
    }

    /// <summary>Both lengths in bits, in the order calculated in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Lengths(int associatedLength, int length) =>
        Vector128.Create((ulong)length * 8, (ulong)associatedLength * 8);

    private interface IDirection
    {
        static abstract Vector128<byte> Ciphertext(Vector128<byte> input, Vector128<byte> output);
    }

    private readonly struct Sealing : IDirection
    {
        public static Vector128<byte> Ciphertext(Vector128<byte> input, Vector128<byte> output) => output;
    }

    private readonly struct Opening : IDirection
    {
        public static Vector128<byte> Ciphertext(Vector128<byte> input, Vector128<byte> output) => input;
    }
}
