using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Certificates;

/// <summary>
/// Judges the certificates of a TLS end by the same rules as those of an IKE peer: chain, names, key usage, what is known of revocation, at the engine's own moment.
/// One object judges one session.
/// </summary>
internal sealed class TlsCertificateJudge(ICryptoProvider crypto) : ITlsCertificateJudge
{
    public required TrustStore Trust { get; init; }

    /// <summary>Identities that the certificate must stand for, each of them.</summary>
    public required IReadOnlyList<Identity> Names { get; init; }

    /// <summary>What the certificate must be for, unless it says nothing about that.</summary>
    public required KeyPurposes Purpose { get; init; }

    public required RevocationRule Revocation { get; init; }

    /// <summary>The moment, in Unix milliseconds.</summary>
    public required long Now { get; init; }

    /// <summary>The certificate that was accepted; null until one was.</summary>
    public Certificate? Accepted { get; private set; }

    /// <summary>Certificates of the accepted chain about whose revocation nothing is known here.</summary>
    public IReadOnlyList<RevocationQuestion> Open { get; private set; } = [];

    public string? Judge(IReadOnlyList<ReadOnlyMemory<byte>> presented)
    {
        if (presented.Count is 0 or > PeerCertificateCheck.MostCertificates)
        {
            return $"the peer showed {presented.Count} certificates; it needs one, and may show {PeerCertificateCheck.MostCertificates}";
        }

        var certificates = new List<Certificate>(presented.Count);
        foreach (var der in presented)
        {
            if (Certificate.TryRead(der) is not { } certificate)
            {
                return "the peer showed a malformed certificate";
            }

            certificates.Add(certificate);
        }

        var own = certificates[0];
        foreach (var name in Names)
        {
            if (!CertificateNames.StandsFor(own, name))
            {
                return $"certificate '{own}' is not for '{name}'";
            }
        }

        var chain = new ChainValidator(Trust, crypto, Now, KeyPurposes.Any | Purpose).Validate(own, certificates);
        if (!chain.IsValid)
        {
            return chain.Problem;
        }

        (var problem, Open) = RevocationCheck.ByLists(chain.Chain, Trust, Revocation, crypto, Now);
        Accepted = problem is null ? own : null;
        return problem;
    }
}
