using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Radius;

namespace MyIkev2.Engine.Crypto;

/// <summary>What a job found. Whoever drops a result disposes it: the secrets in it are then cleared.</summary>
/// <param name="Job">The job it answers.</param>
/// <param name="Own">The key pair made, or null when the job brought one.</param>
/// <param name="Shared">The shared secret; null when none was asked for, or when the peer's value was refused.</param>
public sealed record CryptoJobResult(CryptoJob Job, KeyExchangeKeyPair? Own, KeyMaterial? Shared) : IDisposable
{
    /// <summary>Of a <see cref="SignatureJob"/>; null when it could not be made.</summary>
    public byte[]? Signature { get; init; }

    /// <summary>Of a <see cref="PeerCertificateJob"/>; null when a fault of ours prevented it.</summary>
    public PeerCertificateVerdict? Verdict { get; init; }

    /// <summary>Of a <see cref="RevocationJob"/>: one answer a question; null when nobody was asked.</summary>
    public IReadOnlyList<RevocationStatus>? Revocation { get; init; }

    /// <summary>Of a <see cref="RadiusJob"/>; null when nobody was asked.</summary>
    public RadiusReply? Radius { get; init; }

    /// <summary>Of a <see cref="TlsJob"/>; null when a fault of ours prevented it.</summary>
    public TlsProgress? Tls { get; init; }

    public void Dispose()
    {
        Radius?.Dispose();
        Own?.Private.Dispose();
        Shared?.Dispose();
    }
}
