using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Certificates;

/// <summary>How much the revocation of a peer's certificates matters.</summary>
public enum RevocationRule
{
    /// <summary>Not at all: revoked certificates are accepted.</summary>
    Off,

    /// <summary>Refuse what is known to be revoked.</summary>
    Relaxed,

    /// <summary>Refuse also what names a place that should know, and no answer came.</summary>
    IfUri,

    /// <summary>Refuse whatever is not known to be good.</summary>
    Strict,
}

/// <summary>A certificate of a valid chain about whose revocation nothing is known on this host.</summary>
/// <param name="Certificate">It.</param>
/// <param name="Issuer">Who issued it.</param>
public sealed record RevocationQuestion(Certificate Certificate, Certificate Issuer)
{
    /// <summary>There is somebody to ask.</summary>
    public bool HasUrl => Certificate.Extensions.OcspUrls.Count + Certificate.Extensions.CrlUrls.Count > 0;
}

/// <summary>What became of a peer's certificates and its signature.</summary>
/// <param name="Problem">Why they are refused; empty when they are not.</param>
/// <param name="IsCertificateProblem">The certificates are at fault, not the signature.</param>
/// <param name="Chain">The valid chain, from the peer to the trust anchor.</param>
/// <param name="Algorithm">How the peer signed.</param>
/// <param name="Open">Certificates whose revocation is unknown here.</param>
public sealed record PeerCertificateVerdict(
    string Problem, bool IsCertificateProblem, IReadOnlyList<Certificate> Chain, SignatureAlgorithm? Algorithm, IReadOnlyList<RevocationQuestion> Open)
{
    public bool IsAccepted => Problem.Length == 0;

    internal static PeerCertificateVerdict Refused(string problem, bool ofCertificate = true) => new(problem, ofCertificate, [], null, []);
}

/// <summary>A peer's certificates and its signature, to be checked in one go. Immutable.</summary>
public sealed record PeerCertificateCheck
{
    /// <summary>More certificates in one message than any real chain has are refused unread.</summary>
    public const int MostCertificates = 10;

    /// <summary>The CERT payloads that hold X.509 certificates, in order; the first is the peer's own (RFC 7296 section 3.6).</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Presented { get; init; }

    public required TrustStore Trust { get; init; }

    /// <summary>Who the peer says it is.</summary>
    public required Identity Identity { get; init; }

    /// <summary>Algorithms that the signature may be of, most likely first.</summary>
    public required IReadOnlyList<SignatureAlgorithm> Algorithms { get; init; }

    /// <summary>In the form of <see cref="ISignature.Verify"/>.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>What was signed.</summary>
    public required ReadOnlyMemory<byte> Octets { get; init; }

    /// <summary>The moment, in Unix milliseconds.</summary>
    public required long Now { get; init; }

    public RevocationRule Revocation { get; init; } = RevocationRule.Relaxed;

    /// <summary>Checks everything that this host knows by itself.</summary>
    public PeerCertificateVerdict Run(ICryptoProvider crypto)
    {
        if (Presented.Count > MostCertificates)
        {
            return PeerCertificateVerdict.Refused($"the peer sent {Presented.Count} certificates, at most {MostCertificates} are read");
        }

        var certificates = new List<Certificate>(Presented.Count);
        foreach (var der in Presented)
        {
            if (Certificate.TryRead(der) is not { } certificate)
            {
                return PeerCertificateVerdict.Refused("the peer sent a malformed certificate");
            }

            certificates.Add(certificate);
        }

        var own = certificates.Count > 0 ? certificates[0] : FindKnown();
        if (own is null)
        {
            return PeerCertificateVerdict.Refused($"the peer sent no certificate, and none for '{Identity}' is known here");
        }

        // The name first: it costs nothing, and a certificate for somebody else is worth no arithmetic.
        if (!CertificateNames.StandsFor(own, Identity))
        {
            return PeerCertificateVerdict.Refused($"certificate '{own}' is not for '{Identity}'");
        }

        var chain = new ChainValidator(Trust, crypto, Now).Validate(own, certificates);
        if (!chain.IsValid)
        {
            return PeerCertificateVerdict.Refused(chain.Problem);
        }

        return FindAlgorithm(own.PublicKey!, crypto) is { } algorithm
            ? JudgeRevocation(chain.Chain, algorithm, crypto)
            : PeerCertificateVerdict.Refused($"the signature of '{Identity}' is not from the key of certificate '{own}'", ofCertificate: false);
    }

    private Certificate? FindKnown()
    {
        foreach (var certificate in Trust.Others)
        {
            if (!certificate.IsAuthority && CertificateNames.StandsFor(certificate, Identity))
            {
                return certificate;
            }
        }

        foreach (var certificate in Trust.Anchors)
        {
            if (CertificateNames.StandsFor(certificate, Identity))
            {
                return certificate;
            }
        }

        return null;
    }

    private SignatureAlgorithm? FindAlgorithm(PublicKey key, ICryptoProvider crypto)
    {
        foreach (var algorithm in Algorithms)
        {
            if (algorithm.Fits(key.Kind) && crypto.Signature(algorithm) is { } implementation && implementation.Verify(key, Octets.Span, Signature.Span))
            {
                return algorithm;
            }
        }

        return null;
    }

    private PeerCertificateVerdict JudgeRevocation(IReadOnlyList<Certificate> chain, SignatureAlgorithm algorithm, ICryptoProvider crypto)
    {
        var (problem, open) = RevocationCheck.ByLists(chain, Trust, Revocation, crypto, Now);
        return problem is null ? new PeerCertificateVerdict(string.Empty, false, chain, algorithm, open) : PeerCertificateVerdict.Refused(problem);
    }
}
