using MyIkev2.Engine.Crypto;

namespace MyIkev2.Engine.Certificates;

/// <summary>What an OCSP responder said of one certificate.</summary>
/// <param name="Status">Its answer; unknown when there is none that can be believed.</param>
/// <param name="ValidUntil">How long the answer may be used, in Unix milliseconds.</param>
public readonly record struct OcspAnswer(RevocationStatus Status, long ValidUntil)
{
    public static OcspAnswer None => default;
}

/// <summary>
/// The answer of an OCSP responder (RFC 6960 section 4.2). Believed when it is about the certificate, fresh, and signed by the certificate's issuer or by
/// somebody to whom that issuer gave a certificate for this purpose.
/// </summary>
public static class OcspResponse
{
    /// <summary>Larger answers are not read.</summary>
    public const int LargestOctets = 64 * 1024;

    /// <summary>Clocks differ.</summary>
    private const long ToleranceMilliseconds = 5 * 60 * 1000;

    /// <summary>An answer that names no end may be used this long.</summary>
    private const long DefaultLifeMilliseconds = 60 * 60 * 1000;

    private const int MostAnswers = 64;
    private const int MostCertificates = 4;

    public static OcspAnswer Read(ReadOnlyMemory<byte> response, Certificate certificate, Certificate issuer, ICryptoProvider crypto, long now)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(issuer);
        ArgumentNullException.ThrowIfNull(crypto);
        var reader = new DerReader(response);
        if (response.Length > LargestOctets
            || !reader.TryEnter(DerReader.Sequence, out var body) || !reader.IsEmpty
            || !body.TryContent(DerReader.Enumerated, out var status) || status.Length != 1 || status.Span[0] != 0
            || !body.TryEnter(DerReader.Context(0, true), out var wrapped)
            || !wrapped.TryEnter(DerReader.Sequence, out var typed)
            || !typed.TryContent(DerReader.ObjectIdentifier, out var type) || !type.Span.SequenceEqual(ObjectIds.OcspBasicResponse)
            || !typed.TryEnter(DerReader.OctetString, out var octets)
            || !octets.TryEnter(DerReader.Sequence, out var basic)
            || !basic.TryWhole(DerReader.Sequence, out var data, out var signed)
            || !basic.TryWhole(DerReader.Sequence, out _, out var algorithm)
            || !basic.TryBitOctets(out var signature)
            || FindAnswer(data, OcspRequest.CertificateId(certificate, issuer), now) is not { } answer
            || !IsAuthentic(basic, issuer, SignatureAlgorithms.Find(algorithm), signed.Span, signature.Span, crypto, now))
        {
            return OcspAnswer.None;
        }

        return answer;
    }

    /// <summary>The answer about this certificate; null when there is none or it is not fresh.</summary>
    private static OcspAnswer? FindAnswer(ReadOnlyMemory<byte> data, byte[] wanted, long now)
    {
        // [version], responder, producedAt, answers
        var fields = new DerReader(data);
        if (!fields.TryOptional(DerReader.Context(0, true), out _)
            || !(fields.NextIs(DerReader.Context(1, true)) || fields.NextIs(DerReader.Context(2, true)))
            || !fields.TryAny(out _, out _, out _)
            || !fields.TryTime(out _)
            || !fields.TryEnter(DerReader.Sequence, out var answers))
        {
            return null;
        }

        for (var count = 0; count < MostAnswers && answers.TryEnter(DerReader.Sequence, out var answer); count++)
        {
            if (!answer.TryWhole(DerReader.Sequence, out _, out var id) || !answer.TryAny(out var tag, out _, out _) || !answer.TryTime(out var thisUpdate))
            {
                return null;
            }

            if (!id.Span.SequenceEqual(wanted))
            {
                continue;
            }

            var until = thisUpdate + DefaultLifeMilliseconds;
            if (answer.NextIs(DerReader.Context(0, true)) && (!answer.TryEnter(DerReader.Context(0, true), out var next) || !next.TryTime(out until)))
            {
                return null;
            }

            if (thisUpdate > now + ToleranceMilliseconds || until < now - ToleranceMilliseconds)
            {
                return null;
            }

            // good [0], revoked [1], unknown [2]
            return (tag & 0x1f) switch
            {
                0 => new OcspAnswer(RevocationStatus.Good, until),
                1 => new OcspAnswer(RevocationStatus.Revoked, until),
                _ => null,
            };
        }

        return null;
    }

    private static bool IsAuthentic(
        DerReader rest, Certificate issuer, SignatureAlgorithm? algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature, ICryptoProvider crypto, long now)
    {
        if (issuer.PublicKey is { } key && CertificateSignatures.IsValid(key, algorithm, signed, signature, crypto))
        {
            return true;
        }

        if (!rest.TryEnter(DerReader.Context(0, true), out var wrapped) || !wrapped.TryEnter(DerReader.Sequence, out var certificates))
        {
            return false;
        }

        for (var count = 0; count < MostCertificates && certificates.TryWhole(DerReader.Sequence, out _, out var der); count++)
        {
            if (Certificate.TryRead(der) is { } responder && MayAnswerFor(responder, issuer, crypto, now)
                && CertificateSignatures.IsValid(responder.PublicKey!, algorithm, signed, signature, crypto))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>RFC 6960 section 4.2.2.2: made by the issuer itself, for signing OCSP answers by name.</summary>
    private static bool MayAnswerFor(Certificate responder, Certificate issuer, ICryptoProvider crypto, long now) =>
        responder.PublicKey is not null && issuer.PublicKey is not null
        && (responder.Extensions.Purposes & KeyPurposes.OcspSigning) != 0
        && !responder.Extensions.HasUnknownCritical
        && now >= responder.NotBeforeMilliseconds && now <= responder.NotAfterMilliseconds
        && DirectoryName.Same(responder.Issuer, issuer.Subject)
        && CertificateSignatures.IsValid(issuer.PublicKey, responder.SignatureAlgorithm, responder.Signed.Span, responder.Signature.Span, crypto);
}
