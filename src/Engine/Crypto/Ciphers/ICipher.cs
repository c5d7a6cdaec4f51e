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
}
