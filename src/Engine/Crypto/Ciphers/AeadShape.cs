namespace MyIkev2.Engine.Crypto;

/// <summary>
/// Lengths of an AEAD transform and how key material and IV make the cipher's key and nonce: the salt is the tail of the key material, the
/// nonce is salt | IV (RFC 4106 section 4, RFC 4309 section 4, RFC 7634 section 2).
/// </summary>
internal sealed record AeadShape(int CipherKeyLength, int SaltLength, int IcvLength, bool IsCcm)
{
    public const int IvLength = 8;
    public const int LongestNonce = 12;

    public int KeyLength => CipherKeyLength + SaltLength;

    public int NonceLength => SaltLength + IvLength;

    public static AeadShape Gcm(int keyBits, int icvLength) => new(keyBits / 8, 4, icvLength, IsCcm: false);

    public static AeadShape Ccm(int keyBits, int icvLength) => new(keyBits / 8, 3, icvLength, IsCcm: true);

    public static AeadShape ChaCha20Poly1305 { get; } = new(32, 4, 16, IsCcm: false);

    public ReadOnlySpan<byte> CipherKey(ReadOnlySpan<byte> keyMaterial) => keyMaterial[..CipherKeyLength];

    /// <summary>Writes the nonce to the front of <paramref name="buffer"/> and returns that part.</summary>
    public Span<byte> FillNonce(Span<byte> buffer, ReadOnlySpan<byte> keyMaterial, ReadOnlySpan<byte> iv)
    {
        Span<byte> nonce = buffer[..NonceLength];
        keyMaterial[CipherKeyLength..].CopyTo(nonce);
        iv.CopyTo(nonce[SaltLength..]);
        return nonce;
    }

    /// <summary>The lengths are the caller's to keep: what comes from a peer is checked before it gets here.</summary>
    public void Check(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> icv)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyLength);
        Check(iv, icv);
    }

    /// <summary>The same where the key is bound.</summary>
    public void Check(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> icv)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(iv.Length, IvLength);
        ArgumentOutOfRangeException.ThrowIfNotEqual(icv.Length, IcvLength);
    }
}
