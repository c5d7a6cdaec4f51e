using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES-GCM through the platform's <see cref="AesGcm"/>. That class refuses ICVs below 12 octets, so the 8-octet one is the head of the full
/// ICV, and opening recomputes it.
/// </summary>
internal sealed class PlatformAesGcm(AeadShape shape) : IAead
{
    private const int FullIcv = 16;

    public int KeyLength => shape.KeyLength;

    public int SaltLength => shape.SaltLength;

    public int IvLength => AeadShape.IvLength;

    public int IcvLength => shape.IcvLength;

    public void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv)
    {
        shape.Check(key, iv, icv);
        Span<byte> nonce = stackalloc byte[AeadShape.LongestNonce];
        nonce = shape.FillNonce(nonce, key, iv);
        Span<byte> full = stackalloc byte[FullIcv];
        using AesGcm aes = new(shape.CipherKey(key), FullIcv);
        aes.Encrypt(nonce, text, text, full, associatedData);
        full[..shape.IcvLength].CopyTo(icv);
    }

    public bool Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
    {
        shape.Check(key, iv, icv);
        Span<byte> nonce = stackalloc byte[AeadShape.LongestNonce];
        nonce = shape.FillNonce(nonce, key, iv);
        return shape.IcvLength >= AesGcm.TagByteSizes.MinSize
            ? OpenDirectly(key, nonce, associatedData, text, icv)
            : OpenByRecomputing(key, nonce, associatedData, text, icv);
    }

    private bool OpenDirectly(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
    {
        using AesGcm aes = new(shape.CipherKey(key), icv.Length);
        try
        {
            aes.Decrypt(nonce, text, icv, text, associatedData);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <summary>
    /// Counter mode is its own inverse: encrypting the ciphertext gives the plaintext, and encrypting that again gives the ICV to compare
    /// with.
    /// </summary>
    private bool OpenByRecomputing(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
    {
        Span<byte> full = stackalloc byte[FullIcv];
        byte[] again = new byte[text.Length];
        using AesGcm aes = new(shape.CipherKey(key), FullIcv);
        aes.Encrypt(nonce, text, text, full, associatedData);
        aes.Encrypt(nonce, text, again, full, associatedData);
        return CryptographicOperations.FixedTimeEquals(full[..icv.Length], icv);
    }
}
