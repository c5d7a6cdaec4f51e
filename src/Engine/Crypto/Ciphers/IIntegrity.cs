namespace MyIkev2.Engine.Crypto;

/// <summary>A message authentication code truncated as its transform says. Stateless towards keys; safe for concurrent use.</summary>
public interface IIntegrity
{
    int KeyLength { get; }

    int IcvLength { get; }

    /// <summary>Writes <see cref="IcvLength"/> octets to <paramref name="icv"/>.</summary>
    void Compute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, Span<byte> icv);

    /// <summary>Compares in constant time.</summary>
    bool Verify(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> icv);

    /// <summary>The algorithm bound to one direction's key. The key is copied; the result clears it on Dispose.</summary>
    IKeyedIntegrity Bind(ReadOnlySpan<byte> key) => new BoundIntegrity(this, key);
}

/// <summary>A message authentication code with its key. Allocates nothing per packet. One thread at a time.</summary>
public interface IKeyedIntegrity : IDisposable
{
    void Compute(ReadOnlySpan<byte> data, Span<byte> icv);

    /// <summary>Compares in constant time.</summary>
    bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> icv);
}
