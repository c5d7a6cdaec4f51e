using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Certificates;

/// <summary>What the validation of a chain came to.</summary>
/// <param name="Chain">From the end entity to the trust anchor; empty when there is no valid one.</param>
/// <param name="Problem">Why there is none; empty when there is one.</param>
public sealed record ChainVerdict(IReadOnlyList<Certificate> Chain, string Problem)
{
    public bool IsValid => Chain.Count > 0;
}

/// <summary>
/// Finds a way from a peer's certificate to a trust anchor and validates it (RFC 5280 section 6.1; key usages of RFC 4945 section 5.1.3). Validates one
/// certificate; the work that a peer can ask for is bounded by <see cref="MostSignatureChecks"/>, whatever it sends.
/// </summary>
internal sealed class ChainValidator(TrustStore trust, ICryptoProvider crypto, long now, KeyPurposes purposes = KeyPurposes.Any | KeyPurposes.Ike)
{
    /// <summary>Longest chain, anchor included.</summary>
    public const int LongestChain = 8;

    /// <summary>Cross-signed authorities make several ways; a peer that sends a maze is refused.</summary>
    public const int MostSignatureChecks = 24;

    private readonly List<Certificate> _chain = [];
    private int _checks;
    private string _problem = string.Empty;
    private int _problemDepth = -1;

    /// <param name="endEntity">The peer's certificate.</param>
    /// <param name="presented">What else the peer sent.</param>
    public ChainVerdict Validate(Certificate endEntity, IReadOnlyList<Certificate> presented)
    {
        if (FaultOfEndEntity(endEntity) is { } fault)
        {
            return new ChainVerdict([], $"certificate '{endEntity}' {fault}");
        }

        _chain.Add(endEntity);
        return Extend(presented) ? new ChainVerdict([.. _chain], string.Empty) : new ChainVerdict([], _problem);
    }

    private bool Extend(IReadOnlyList<Certificate> presented)
    {
        var last = _chain[^1];
        if (trust.IsAnchor(last))
        {
            return true;
        }

        if (_chain.Count == LongestChain)
        {
            Note($"the chain of '{_chain[0]}' is longer than {LongestChain} certificates");
            return false;
        }

        var found = false;
        foreach (var candidate in trust.Anchors.Concat(trust.Others).Concat(presented))
        {
            if (!MayHaveIssued(candidate, last) || _chain.Contains(candidate))
            {
                continue;
            }

            found = true;
            if (FaultOfIssuer(candidate) is { } fault)
            {
                Note($"authority '{candidate}' {fault}");
                continue;
            }

            if (++_checks > MostSignatureChecks)
            {
                (_problem, _problemDepth) = ("the certificates lead too many ways", int.MaxValue);
                return false;
            }

            if (!CertificateSignatures.IsValid(candidate.PublicKey!, last.SignatureAlgorithm, last.Signed.Span, last.Signature.Span, crypto))
            {
                Note(last.SignatureAlgorithm is { Hash: not SignatureHashAlgorithm.Sha1 }
                    ? $"the signature on certificate '{last}' is not from '{candidate}'"
                    : $"certificate '{last}' is signed with an algorithm that is not accepted");
                continue;
            }

            _chain.Add(candidate);
            if (Extend(presented))
            {
                return true;
            }

            _chain.RemoveAt(_chain.Count - 1);
        }

        if (!found)
        {
            Note(last.IsSelfIssued ? $"certificate '{last}' is not among the trusted ones" : $"no trusted authority '{last.IssuerText}' for certificate '{last}'");
        }

        return false;
    }

    private static bool MayHaveIssued(Certificate candidate, Certificate subject)
    {
        if (!DirectoryName.Same(candidate.Subject, subject.Issuer))
        {
            return false;
        }

        var wanted = subject.Extensions.AuthorityKeyIdentifier;
        var has = candidate.Extensions.SubjectKeyIdentifier;
        return wanted.IsEmpty || has.IsEmpty || wanted.Span.SequenceEqual(has.Span);
    }

    private string? FaultOfEndEntity(Certificate certificate) =>
        FaultOfAny(certificate)
        ?? ((certificate.Extensions.Usages & (KeyUsages.DigitalSignature | KeyUsages.NonRepudiation)) == 0 ? "may not sign (key usage)"
            : (certificate.Extensions.Purposes & purposes) == 0 ? "is for another purpose (extended key usage)"
            : null);

    /// <summary>What keeps a certificate from having issued the last of the chain.</summary>
    private string? FaultOfIssuer(Certificate issuer)
    {
        if (FaultOfAny(issuer) is { } fault)
        {
            return fault;
        }

        if (!issuer.IsAuthority)
        {
            return "is no certification authority";
        }

        if ((issuer.Extensions.Usages & KeyUsages.CertificateSign) == 0)
        {
            return "may not sign certificates (key usage)";
        }

        var between = 0;
        for (var i = 1; i < _chain.Count; i++)
        {
            between += _chain[i].IsSelfIssued ? 0 : 1;
        }

        if (issuer.Extensions.PathLength < between)
        {
            return $"allows only {issuer.Extensions.PathLength} authorities below it";
        }

        foreach (var below in _chain)
        {
            if (issuer.Extensions.NameConstraints?.Allow(below) == false)
            {
                return $"may not name '{below}' (name constraints)";
            }
        }

        return null;
    }

    private string? FaultOfAny(Certificate certificate) =>
        now < certificate.NotBeforeMilliseconds ? $"is not valid before {certificate.NotBefore:u}"
        : now > certificate.NotAfterMilliseconds ? $"expired on {certificate.NotAfter:u}"
        : certificate.PublicKey is null ? "has a key of a kind or length that is not accepted"
        : certificate.Extensions.HasUnknownCritical ? "has a critical extension that is not understood"
        : null;

    /// <summary>Of several dead ends the one farthest from the peer's own certificate says most.</summary>
    private void Note(string problem)
    {
        if (_chain.Count > _problemDepth)
        {
            (_problem, _problemDepth) = (problem, _chain.Count);
        }
    }
}
