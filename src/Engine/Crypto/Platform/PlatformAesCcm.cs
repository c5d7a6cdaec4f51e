using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// AES-CCM through the platform's <see cref="AesCcm"/>. On OpenSSL it cannot seal an empty text, which neither IKE nor ESP
/// has: both carry at least a pad length.
/// </summary>
internal sealed class PlatformAesCcm(AeadShape shape) : IAead
{
    public int KeyLength => shape.KeyLength;

    public int SaltLength => shape.SaltLength;

    public int IvLength => AeadShape.IvLength;

    public int IcvLength => shape.IcvLength;

    public void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv)
    {
        shape.Check(key, iv, icv);
        Span<byte> nonce = stackalloc byte[AeadShape.LongestNonce];
        nonce = shape.FillNonce(nonce, key, iv);
        using AesCcm aes = new(shape.CipherKey(key));
        aes.Encrypt(nonce, text, text, icv, associatedData);
    }

    public bool Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
    {
        shape.Check(key, iv, icv);
        Span<byte> nonce = stackalloc byte[AeadShape.LongestNonce];
        nonce = shape.FillNonce(nonce, key, iv);
        using AesCcm aes = new(shape.CipherKey(key));
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
}
