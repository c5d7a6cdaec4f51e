namespace MyIkev2.Engine.Crypto;

/// <summary>
/// A combined-mode cipher as IKE (RFC 5282, RFC 7634) and ESP (RFC 4106, RFC 4309) use it. Stateless towards keys: one object serves every
/// SA of its kind, the key comes with each call. Safe for concurrent use.
/// </summary>
public interface IAead
{
    /// <summary>Octets of key material per direction, salt included, as taken from KEYMAT.</summary>
    int KeyLength { get; }

    /// <summary>Trailing octets of the key material that form the implicit part of the nonce.</summary>
    int SaltLength { get; }

    /// <summary>Octets of the explicit IV sent with each message.</summary>
    int IvLength { get; }

    int IcvLength { get; }

    /// <summary>Encrypts <paramref name="text"/> in place and writes <paramref name="icv"/>.</summary>
    void Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv);

    /// <summary>Verifies, then decrypts in place. False (and <paramref name="text"/> undefined) when the ICV is wrong.</summary>
    bool Open(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv);

    /// <summary>
    /// The cipher bound to one direction's key, for a data plane that uses it for many packets. The key is copied; the result clears it on Dispose.
    /// </summary>
    IKeyedAead Bind(ReadOnlySpan<byte> key) => new BoundAead(this, key);
}

/// <summary>A combined-mode cipher with its key. Allocates nothing per packet. One thread at a time.</summary>
public interface IKeyedAead : IDisposable
{
    /// <summary>Encrypts <paramref name="text"/> in place and writes <paramref name="icv"/>.</summary>
    void Seal(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, Span<byte> icv);

    /// <summary>Verifies, then decrypts in place. False (and <paramref name="text"/> undefined) when the ICV is wrong.</summary>
    bool Open(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> associatedData, Span<byte> text, ReadOnlySpan<byte> icv);
}
