namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// A hash, plain or keyed (HMAC), that is fed piece by piece and can be used over and over without allocating. Not safe
/// for several threads at once.
/// </summary>
internal abstract class UsmDigest : IDisposable
{
    /// <summary>Feeds octets.</summary>
    internal abstract void Append(ReadOnlySpan<byte> octets);

    /// <summary>Writes the hash of everything fed, untruncated, and starts anew.</summary>
    internal abstract void Finish(Span<byte> hash);

    /// <inheritdoc/>
    public abstract void Dispose();
}
