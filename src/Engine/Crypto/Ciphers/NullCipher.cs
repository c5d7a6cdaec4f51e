namespace MyIkev2.Engine.Crypto;

/// <summary>ENCR_NULL (RFC 2410): the text as it is. ESP with integrity only.</summary>
internal sealed class NullCipher : ICipher
{
    public int KeyLength => 0;

    public int IvLength => 0;

    public int BlockLength => 1;

    public void Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> text)
    {
    }

    public void Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> text)
    {
    }
}
