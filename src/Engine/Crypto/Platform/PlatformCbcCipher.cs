using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>AES-CBC and 3DES-CBC through the platform's classes, one object per message.</summary>
internal sealed class PlatformCbcCipher(CipherShape shape, Func<SymmetricAlgorithm> create) : ICipher
{
    public int KeyLength => shape.KeyLength;

    public int IvLength => shape.IvLength;

    public int BlockLength => shape.BlockLength;

    public void Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> text)
    {
        shape.Check(key, iv, text);
        using SymmetricAlgorithm cipher = create();
        cipher.SetKey(key);
        cipher.EncryptCbc(text, iv, text, PaddingMode.None);
    }

    public void Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> text)
    {
        shape.Check(key, iv, text);
        using SymmetricAlgorithm cipher = create();
        cipher.SetKey(key);
        cipher.DecryptCbc(text, iv, text, PaddingMode.None);
    }
}
