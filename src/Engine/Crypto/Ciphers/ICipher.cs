namespace MyIkev2.Engine.Crypto;

/// <summary>A cipher without integrity (CBC, CTR, NULL). Stateless towards keys; safe for concurrent use.</summary>
public interface ICipher
{
    /// <summary>Octets of key material per direction; for CTR the 4-octet nonce (RFC 3686) is the tail of it.</summary>
    int KeyLength { get; }

    int IvLength { get; }

    /// <summary>Text length must be a multiple of this; 1 for stream modes.</summary>
    int BlockLength { get; }

    void Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> text);

    void Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, Span<byte> text);

    /// <summary>The cipher bound to one direction's key. The key is copied; the result clears it on Dispose.</summary>
    IKeyedCipher Bind(ReadOnlySpan<byte> key) => new BoundCipher(this, key);
}

/// <summary>A cipher with its key. Allocates nothing per packet. One thread at a time.</summary>
public interface IKeyedCipher : IDisposable
{
    void Encrypt(ReadOnlySpan<byte> iv, Span<byte> text);

    void Decrypt(ReadOnlySpan<byte> iv, Span<byte> text);
}
