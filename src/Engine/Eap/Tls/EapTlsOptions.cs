using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Eap;

/// <summary>What the methods that stand on TLS need beside identity and password.</summary>
public sealed record EapTlsOptions
{
    public required ITlsProvider Library { get; init; }

    /// <summary>Who checks the signatures on certificates.</summary>
    public required ICryptoProvider Crypto { get; init; }

    /// <summary>The own certificate; null for a peer of a method that needs none.</summary>
    public CertificateCredential? Own { get; init; }

    /// <summary>What the other side's certificate is judged by.</summary>
    public required TrustStore Trust { get; init; }

    public RevocationRule Revocation { get; init; } = RevocationRule.Relaxed;

    /// <summary>The moment, in Unix milliseconds.</summary>
    public required long Now { get; init; }

    /// <summary>Identities that the other side's certificate must stand for, beside its EAP identity where it is the peer's.</summary>
    public IReadOnlyList<Identity> Names { get; init; } = [];

    /// <summary>The identity to be certified where a peer's EAP identity names nobody.</summary>
    public Identity? StandIn { get; init; }

    /// <summary>At most TLS 1.2.</summary>
    public bool StaysBelowTls13 { get; init; }
}
