using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Aes = System.Runtime.Intrinsics.X86.Aes;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES-CCM (RFC 3610) with nonces of 11 octets, as RFC 4309 has them, in place, in constant time for a given length. In the CBC-MAC each
/// block waits for the one before; the key stream of the next block is made while it waits, so that it costs nothing.
/// </summary>
internal static unsafe class AesCcmKernel
{
    private const int BlockLength = AesRoundKeys.BlockLength;
    private const int LengthOctets = 4;

    /// <summary>From here on the length of the associated data takes six octets, before it two (RFC 3610 section 2.2).</summary>
    private const int LongAssociatedData = 0xff00;

    /// <summary>Transforms the text and returns the full tag: of the text before when sealing, after when opening.</summary>
    /// <param name="keys">Round keys of encryption.</param>
    /// <param name="rounds">Their rounds.</param>
    /// <param name="nonce">11 octets.</param>
    /// <param name="associatedData">Authenticated only.</param>
    /// <param name="text">Transformed in place.</param>
    /// <param name="icvLength">Octets of the tag that will be used: the tag depends on it.</param>
    /// <param name="seals">True to encrypt.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector128<byte> Transform(
        byte* keys, int rounds, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> text, int icvLength, bool seals)
    {
        Vector128<uint> counter = Block(LengthOctets - 1, nonce, 0).AsUInt32();
        Vector128<uint> one = Vector128.Create(1u, 0, 0, 0);
        Vector128<byte> mask = AesRoundKeys.Encrypt(keys, rounds, AesCounterMode.Block(ref counter, one));
        int flags = (associatedData.IsEmpty ? 0 : 0x40) | ((icvLength - 2) / 2 * 8) | (LengthOctets - 1);
        Vector128<byte> state = AesRoundKeys.Encrypt(keys, rounds, OctetOrder.Reverse(Block(flags, nonce, (uint)text.Length)));
        if (!associatedData.IsEmpty)
        {
            state = Absorb(keys, rounds, state, associatedData);
        }

        Vector128<byte> stream = AesRoundKeys.Encrypt(keys, rounds, AesCounterMode.Block(ref counter, one));
        fixed (byte* start = text)
        {
            byte* place = start;
            nuint length = (nuint)text.Length;
            nuint blocks = length / BlockLength;
            WholeBlocks(keys, rounds, ref counter, ref stream, ref state, place, blocks, seals);
            place += blocks * BlockLength;
            length %= BlockLength;
            if (length > 0)
            {
                Vector128<byte> input = PartialBlock.Load(place, length);
                Vector128<byte> output = (input ^ stream) & PartialBlock.Mask(length);
                PartialBlock.Store(output, place, length);
                state = AesRoundKeys.Encrypt(keys, rounds, state ^ (seals ? input : output));
            }
        }

        return state ^ mask;
    }

    /// <summary>On its own, without calls, so that all it works on stays in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void WholeBlocks(
        byte* keys,
        int rounds,
        ref Vector128<uint> counter,
        ref Vector128<byte> stream,
        ref Vector128<byte> state,
        byte* place,
        nuint blocks,
        bool seals)
    {
        byte* lastKey = keys + (rounds * BlockLength);
        Vector128<uint> one = Vector128.Create(1u, 0, 0, 0);
        Vector128<uint> next = counter;
        Vector128<byte> added = stream;
        Vector128<byte> chain = state;
        for (; blocks > 0; blocks--)
        {
            Vector128<byte> input = Vector128.Load(place);
            Vector128<byte> output = input ^ added;
            output.Store(place);
            Vector128<byte> roundKey = Vector128.Load(keys);
            chain ^= (seals ? input : output) ^ roundKey;
            added = AesCounterMode.Block(ref next, one) ^ roundKey;
            for (byte* key = keys + BlockLength; key < lastKey; key += BlockLength)
            {
                roundKey = Vector128.Load(key);
                chain = Aes.Encrypt(chain, roundKey);
                added = Aes.Encrypt(added, roundKey);
            }

            roundKey = Vector128.Load(lastKey);
            chain = Aes.EncryptLast(chain, roundKey);
            added = Aes.EncryptLast(added, roundKey);
            place += BlockLength;
        }

        counter = next;
        stream = added;
        state = chain;
    }

    /// <summary>The associated data behind its length, filled up with zeros.</summary>
    private static Vector128<byte> Absorb(byte* keys, int rounds, Vector128<byte> state, ReadOnlySpan<byte> associatedData)
    {
        Span<byte> block = stackalloc byte[BlockLength];
        block.Clear();
        int position;
        if (associatedData.Length < LongAssociatedData)
        {
            BinaryPrimitives.WriteUInt16BigEndian(block, (ushort)associatedData.Length);
            position = 2;
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(block, 0xfffe);
            BinaryPrimitives.WriteInt32BigEndian(block[2..], associatedData.Length);
            position = 6;
        }

        while (true)
        {
            int length = Math.Min(BlockLength - position, associatedData.Length);
            associatedData[..length].CopyTo(block[position..]);
            state = AesRoundKeys.Encrypt(keys, rounds, state ^ Vector128.Create<byte>(block));
            associatedData = associatedData[length..];
            if (associatedData.IsEmpty)
            {
                return state;
            }

            block.Clear();
            position = 0;
        }
    }

    /// <summary>flags | nonce | number, octet-reversed.</summary>
    private static Vector128<byte> Block(int flags, ReadOnlySpan<byte> nonce, uint number)
    {
        Span<byte> block = stackalloc byte[BlockLength];
        block[0] = (byte)flags;
        nonce.CopyTo(block[1..]);
        BinaryPrimitives.WriteUInt32BigEndian(block[(BlockLength - LengthOctets)..], number);
        return OctetOrder.Reverse(Vector128.Create<byte>(block));
    }
}
