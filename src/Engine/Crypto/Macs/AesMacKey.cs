using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// What AES-XCBC-MAC and AES-CMAC make of a key: the cipher of the chain, and the masks of a last block that is whole or not.
/// </summary>
internal struct AesMacKey<TCipher>
    where TCipher : struct, IAes128<TCipher>
{
    private TCipher _cipher;
    private Vector128<byte> _wholeMask;
    private Vector128<byte> _partialMask;

    public void Prepare(ReadOnlySpan<byte> key, bool isXcbc)
    {
        _cipher = TCipher.Create(key);
        if (isXcbc)
        {
            // RFC 3566 section 4: K1, K2, K3 are encryptions of constants under K; K1 then keys the chain.
            _wholeMask = _cipher.Encrypt(Vector128.Create((byte)2));
            _partialMask = _cipher.Encrypt(Vector128.Create((byte)3));
            Span<byte> chainKey = stackalloc byte[AesMac.BlockLength];
            _cipher.Encrypt(Vector128.Create((byte)1)).CopyTo(chainKey);
            _cipher.Dispose();
            _cipher = TCipher.Create(chainKey);
            CryptographicOperations.ZeroMemory(chainKey);
        }
        else
        {
            // RFC 4493 section 2.3.
            _wholeMask = Double(_cipher.Encrypt(Vector128<byte>.Zero));
            _partialMask = Double(_wholeMask);
        }
    }

    public readonly void Compute(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> output)
    {
        Span<byte> pending = stackalloc byte[AesMac.BlockLength];
        Vector128<byte> state = Vector128<byte>.Zero;
        int count = Absorb(ref state, pending, 0, first);
        count = Absorb(ref state, pending, count, second);
        if (count == AesMac.BlockLength)
        {
            state ^= _wholeMask;
        }
        else
        {
            pending[count] = 0x80;
            pending[(count + 1)..].Clear();
            state ^= _partialMask;
        }

        _cipher.Encrypt(state ^ Vector128.Create<byte>(pending)).CopyTo(output);
    }

    public void Clear()
    {
        _cipher.Dispose();
        _wholeMask = default;
        _partialMask = default;
    }

    /// <summary>
    /// Chains every block that is not the last and leaves up to one block in <paramref name="pending"/>; returns its octets.
    /// </summary>
    private readonly int Absorb(ref Vector128<byte> state, Span<byte> pending, int count, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            if (count == AesMac.BlockLength)
            {
                state = _cipher.Chain(state, pending);
                count = 0;
            }

            int direct = count == 0 ? (data.Length - 1) / AesMac.BlockLength * AesMac.BlockLength : 0;
            if (direct > 0)
            {
                state = _cipher.Chain(state, data[..direct]);
                data = data[direct..];
            }

            int length = Math.Min(AesMac.BlockLength - count, data.Length);
            data[..length].CopyTo(pending[count..]);
            data = data[length..];
            count += length;
        }

        return count;
    }

    /// <summary>Multiplication by x in GF(2^128), most significant bit first (RFC 4493 section 2.3).</summary>
    private static Vector128<byte> Double(Vector128<byte> value)
    {
        Span<byte> octets = stackalloc byte[AesMac.BlockLength];
        value.CopyTo(octets);
        UInt128 number = BinaryPrimitives.ReadUInt128BigEndian(octets);
        UInt128 doubled = (number << 1) ^ ((number >> 127) * 0x87);
        BinaryPrimitives.WriteUInt128BigEndian(octets, doubled);
        return Vector128.Create<byte>(octets);
    }
}
