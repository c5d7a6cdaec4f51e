using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES-CTR (RFC 3686): the platform has no counter mode, so the counter blocks are encrypted in ECB mode and added to the text.
/// </summary>
internal sealed class PlatformAesCtr(CipherShape shape) : ICipher
{
    private const int BlockBytes = CipherShape.CounterBlockLength;

    public int KeyLength => shape.KeyLength;

    public int IvLength => shape.IvLength;

    public int BlockLength => shape.BlockLength;

    public void Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> text)
    {
        shape.Check(key, iv, text);
        int length = (text.Length + BlockBytes - 1) / BlockBytes * BlockBytes;
        byte[] rented = ArrayPool<byte>.Shared.Rent(Math.Max(length, BlockBytes));
        Span<byte> stream = rented.AsSpan(0, length);
        for (int offset = 0; offset < length; offset += BlockBytes)
        {
            Span<byte> block = stream.Slice(offset, BlockBytes);
            shape.FillCounterBlockOf(key, iv, block);
            BinaryPrimitives.WriteUInt32BigEndian(block[^4..], (uint)(offset / BlockBytes) + 1);
        }

        using Aes aes = Aes.Create();
        aes.SetKey(shape.CipherKey(key));
        aes.EncryptEcb(stream, stream, PaddingMode.None);
        Add(text, stream);
        CryptographicOperations.ZeroMemory(stream);
        ArrayPool<byte>.Shared.Return(rented);
    }

    public void Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> text) => Encrypt(key, iv, text);

    private static void Add(Span<byte> text, ReadOnlySpan<byte> stream)
    {
        int position = 0;
        for (; position + Vector<byte>.Count <= text.Length; position += Vector<byte>.Count)
        {
            Span<byte> part = text[position..];
            (new Vector<byte>(part) ^ new Vector<byte>(stream[position..])).CopyTo(part);
        }

        for (; position < text.Length; position++)
        {
            text[position] ^= stream[position];
        }
    }
}
