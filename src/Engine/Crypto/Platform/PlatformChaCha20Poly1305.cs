using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>ChaCha20-Poly1305 through the platform's class, where the operating system has it.</summary>
internal sealed class PlatformChaCha20Poly1305(AeadShape shape) : IAead
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
        using ChaCha20Poly1305 cipher = new(shape.CipherKey(key));
        cipher.Encrypt(nonce, text, text, icv, associatedData);
    }

    public bool Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv)
    {
        shape.Check(key, iv, icv);
        Span<byte> nonce = stackalloc byte[AeadShape.LongestNonce];
        nonce = shape.FillNonce(nonce, key, iv);
        using ChaCha20Poly1305 cipher = new(shape.CipherKey(key));
        try
        {
            cipher.Decrypt(nonce, text, icv, text, associatedData);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
