using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES-XCBC-MAC (RFC 3566, RFC 4434) and AES-CMAC (RFC 4493): CBC-MAC whose last block is masked with one of two subkeys, depending on
/// whether the message fills it. They differ in how the subkeys are made. With the processor's AES instructions a short message costs a few
/// rounds; without them the blocks go through the platform's AES.
/// </summary>
internal sealed class AesMac : IMac
{
    public const int BlockLength = 16;

    private readonly bool _isXcbc;
    private readonly bool _useInstructions;

    private AesMac(bool isXcbc, bool useInstructions)
    {
        _isXcbc = isXcbc;
        _useInstructions = useInstructions;
    }

    /// <summary>True when the processor has the instructions.</summary>
    public static bool IsFast => Aes128Instructions.IsSupported;

    public int OutputLength => BlockLength;

    public static AesMac Xcbc(bool allowInstructions = true) => new(isXcbc: true, allowInstructions && Aes128Instructions.IsSupported);

    public static AesMac Cmac(bool allowInstructions = true) => new(isXcbc: false, allowInstructions && Aes128Instructions.IsSupported);

    public void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, BlockLength);
        if (_useInstructions)
        {
            Aes128Instructions cipher = Aes128Instructions.Create(key);
            Run(ref cipher, first, second, output);
        }
        else
        {
            Aes128Platform cipher = Aes128Platform.Create(key);
            Run(ref cipher, first, second, output);
            cipher.Dispose();
        }
    }

    private void Run<TCipher>(ref TCipher cipher, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> output)
        where TCipher : struct, IAes128<TCipher>
    {
        Vector128<byte> wholeMask;
        Vector128<byte> partialMask;
        if (_isXcbc)
        {
            // RFC 3566 section 4: K1, K2, K3 are encryptions of constants under K; K1 then keys the chain.
            wholeMask = cipher.Encrypt(Vector128.Create((byte)2));
            partialMask = cipher.Encrypt(Vector128.Create((byte)3));
            Span<byte> chainKey = stackalloc byte[BlockLength];
            cipher.Encrypt(Vector128.Create((byte)1)).CopyTo(chainKey);
            cipher.Dispose();
            cipher = TCipher.Create(chainKey);
            CryptographicOperations.ZeroMemory(chainKey);
        }
        else
        {
            // RFC 4493 section 2.3.
            wholeMask = Double(cipher.Encrypt(Vector128<byte>.Zero));
            partialMask = Double(wholeMask);
        }

        Span<byte> pending = stackalloc byte[BlockLength];
        Vector128<byte> state = Vector128<byte>.Zero;
        int count = Absorb(ref cipher, ref state, pending, 0, first);
        count = Absorb(ref cipher, ref state, pending, count, second);
        if (count == BlockLength)
        {
            state ^= wholeMask;
        }
        else
        {
            pending[count] = 0x80;
            pending[(count + 1)..].Clear();
            state ^= partialMask;
        }

        cipher.Encrypt(state ^ Vector128.Create<byte>(pending)).CopyTo(output);
    }

    /// <summary>
    /// Chains every block that is not the last and leaves up to one block in <paramref name="pending"/>; returns its octets.
    /// </summary>
    private static int Absorb<TCipher>(
        ref TCipher cipher, ref Vector128<byte> state, Span<byte> pending, int count, ReadOnlySpan<byte> data)
        where TCipher : struct, IAes128<TCipher>
    {
        while (!data.IsEmpty)
        {
            if (count == BlockLength)
            {
                state = cipher.Chain(state, pending);
                count = 0;
            }

            int direct = count == 0 ? (data.Length - 1) / BlockLength * BlockLength : 0;
            if (direct > 0)
            {
                state = cipher.Chain(state, data[..direct]);
                data = data[direct..];
            }

            int length = Math.Min(BlockLength - count, data.Length);
            data[..length].CopyTo(pending[count..]);
            data = data[length..];
            count += length;
        }

        return count;
    }

    /// <summary>Multiplication by x in GF(2^128), most significant bit first (RFC 4493 section 2.3).</summary>
    private static Vector128<byte> Double(Vector128<byte> value)
    {
        Span<byte> octets = stackalloc byte[BlockLength];
        value.CopyTo(octets);
        UInt128 number = BinaryPrimitives.ReadUInt128BigEndian(octets);
        UInt128 doubled = (number << 1) ^ ((number >> 127) * 0x87);
        BinaryPrimitives.WriteUInt128BigEndian(octets, doubled);
        return Vector128.Create<byte>(octets);
    }
}
