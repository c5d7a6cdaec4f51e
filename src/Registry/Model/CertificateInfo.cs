namespace MyIkev2.Registry;

/// <summary>What a certificate, or a revocation list, is there for. Values are stable: interfaces export them.</summary>
public enum CertificateUse : byte
{
    /// <summary>Ours, with its private key.</summary>
    Own = 0,

    /// <summary>Sent along with one of ours, or there to complete the chains of peers.</summary>
    Intermediate = 1,

    /// <summary>An authority that is trusted.</summary>
    Authority = 2,

    /// <summary>Of a peer.</summary>
    Peer = 3,

    /// <summary>A revocation list.</summary>
    RevocationList = 4,
}

/// <summary>A certificate or revocation list that the configuration may use. No secret is among its facts.</summary>
public sealed record CertificateInfo
{
    /// <summary>Configured name; empty for revocation lists.</summary>
    public required string Name { get; init; }

    /// <summary>What it is there for.</summary>
    public required CertificateUse Use { get; init; }

    /// <summary>Subject; of a revocation list the issuer.</summary>
    public required string Subject { get; init; }

    /// <summary>Who made it.</summary>
    public required string Issuer { get; init; }

    /// <summary>Alternative names with their kind, for example <c>DNS:gw.example</c>.</summary>
    public IReadOnlyList<string> AlternativeNames { get; init; } = [];

    /// <summary>Kind and length of the key, for example <c>ECDSA 256</c>; empty when it cannot be used, and of revocation lists.</summary>
    public string Key { get; init; } = string.Empty;

    /// <summary>Serial number in hexadecimal; of a revocation list empty.</summary>
    public string SerialNumber { get; init; } = string.Empty;

    /// <summary>Valid from; of a revocation list: made at.</summary>
    public DateTimeOffset NotBefore { get; init; }

    /// <summary>Valid until; of a revocation list: when the next comes, null when it does not say.</summary>
    public DateTimeOffset? NotAfter { get; init; }

    /// <summary>Certificates that a revocation list revokes.</summary>
    public int Revoked { get; init; }

    /// <summary>SHA-256 in hexadecimal; of a revocation list empty.</summary>
    public string Fingerprint { get; init; } = string.Empty;

    /// <summary>The encoding itself.</summary>
    public ReadOnlyMemory<byte> Der { get; init; }
}
