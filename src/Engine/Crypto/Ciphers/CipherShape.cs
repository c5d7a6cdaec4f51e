using System.Buffers.Binary;

namespace MyIkev2.Engine.Crypto;

/// <summary>Lengths of a cipher transform without integrity.</summary>
internal sealed record CipherShape(int CipherKeyLength, int NonceLength, int IvLength, int BlockLength)
{
    public const int CounterBlockLength = 16;

    public int KeyLength => CipherKeyLength + NonceLength;

    /// <summary>RFC 3602.</summary>
    public static CipherShape AesCbc(int keyBits) => new(keyBits / 8, 0, 16, 16);

    /// <summary>RFC 3686: the 4-octet nonce is the tail of the key material.</summary>
    public static CipherShape AesCtr(int keyBits) => new(keyBits / 8, 4, 8, 1);

    /// <summary>RFC 2451.</summary>
    public static CipherShape TripleDes { get; } = new(24, 0, 8, 8);

    public ReadOnlySpan<byte> CipherKey(ReadOnlySpan<byte> keyMaterial) => keyMaterial[..CipherKeyLength];

    /// <summary>The first counter block of RFC 3686 section 4: nonce | IV | 1.</summary>
    public void FillCounterBlockOf(ReadOnlySpan<byte> keyMaterial, ReadOnlySpan<byte> iv, Span<byte> block) =>
        FillCounterBlock(block, keyMaterial[CipherKeyLength..], iv);

    /// <summary>The same from the nonce itself.</summary>
    public static void FillCounterBlock(Span<byte> block, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> iv)
    {
        nonce.CopyTo(block);
        iv.CopyTo(block[nonce.Length..]);
        BinaryPrimitives.WriteUInt32BigEndian(block[(CounterBlockLength - 4)..], 1);
    }

    /// <summary>The lengths are the caller's to keep: what comes from a peer is checked before it gets here.</summary>
    public void Check(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyLength);
        Check(iv, text);
    }

    /// <summary>The same where the key is bound.</summary>
    public void Check(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> text)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(iv.Length, IvLength);
        if (text.Length % BlockLength != 0)
        {
            throw new ArgumentException($"text of {text.Length} octets is not a whole number of {BlockLength}-octet blocks", nameof(text));
        }
    }
}
