using System.Security.Cryptography;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>A hash that the platform has. <see cref="IncrementalHash"/> keeps its native state, HMAC pads included.</summary>
internal sealed class PlatformDigest : UsmDigest
{
    private readonly IncrementalHash _hash;

    private PlatformDigest(IncrementalHash hash) => _hash = hash;

    /// <summary>A plain hash.</summary>
    /// <exception cref="CryptographicException">The platform refuses the algorithm.</exception>
    internal static PlatformDigest Plain(HashAlgorithmName algorithm) => new(IncrementalHash.CreateHash(algorithm));

    /// <summary>An HMAC.</summary>
    /// <exception cref="CryptographicException">The platform refuses the algorithm.</exception>
    internal static PlatformDigest Keyed(HashAlgorithmName algorithm, ReadOnlySpan<byte> key) =>
        new(IncrementalHash.CreateHMAC(algorithm, key));

    /// <inheritdoc/>
    internal override void Append(ReadOnlySpan<byte> octets) => _hash.AppendData(octets);

    /// <inheritdoc/>
    internal override void Finish(Span<byte> hash) => _hash.GetHashAndReset(hash);

    /// <inheritdoc/>
    public override void Dispose() => _hash.Dispose();
}
