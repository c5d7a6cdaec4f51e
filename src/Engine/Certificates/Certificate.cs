using System.Security.Cryptography;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Certificates;

/// <summary>
/// An X.509 certificate (RFC 5280) read from its DER; its parts are slices of it. Immutable, compared by its octets. Reading checks the form only; whether it may
/// be trusted is for <see cref="ChainValidator"/> to say.
/// </summary>
public sealed class Certificate : IEquatable<Certificate>
{
    /// <summary>Larger certificates are refused.</summary>
    public const int LargestOctets = 32 * 1024;

    private const int LongestSerialNumber = 24;

    private Certificate(ReadOnlyMemory<byte> der) => Der = der;

    public ReadOnlyMemory<byte> Der { get; }

    public PublicKey? PublicKey { get; private init; }

    /// <summary>As the certificate has it, without leading zeros.</summary>
    public ReadOnlyMemory<byte> SerialNumber { get; private init; }

    public DateTimeOffset NotBefore => DateTimeOffset.FromUnixTimeMilliseconds(NotBeforeMilliseconds);

    public DateTimeOffset NotAfter => DateTimeOffset.FromUnixTimeMilliseconds(NotAfterMilliseconds);

    /// <summary>The subject in text form.</summary>
    public string SubjectText => DistinguishedName.Format(Subject.Span) ?? "?";

    public string IssuerText => DistinguishedName.Format(Issuer.Span) ?? "?";

    /// <summary>May issue certificates.</summary>
    public bool IsAuthority => Extensions.IsAuthority;

    /// <summary>Alternative names in text form, with their kind.</summary>
    public IReadOnlyList<string> AlternativeNames =>
        [.. Extensions.AlternativeNames.Select(CertificateNames.Describe)];

    /// <summary>Addresses of revocation lists that cover it; plain HTTP only.</summary>
    public IReadOnlyList<string> CrlUrls => Extensions.CrlUrls;

    /// <summary>Addresses of OCSP responders for it; plain HTTP only.</summary>
    public IReadOnlyList<string> OcspUrls => Extensions.OcspUrls;

    /// <summary>SHA-256 of the DER, in hexadecimal.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Der.Span));

    /// <summary>Its subject as an IKE identity.</summary>
    public Identity SubjectIdentity => new(Wire.IdentificationType.DerAsn1Dn, ValueList.Create(Subject.Span));

    /// <summary>Says that it is its own issuer.</summary>
    public bool IsSelfIssued => DirectoryName.Same(Issuer, Subject);

    internal long NotBeforeMilliseconds { get; private init; }

    internal long NotAfterMilliseconds { get; private init; }

    /// <summary>The serial number is no negative number, as it must not be, and yet sometimes is.</summary>
    internal bool SerialIsPositive { get; private init; }

    /// <summary>DER of the subject's Name.</summary>
    internal ReadOnlyMemory<byte> Subject { get; private init; }

    internal bool HasEmptySubject => Subject.Length == 2;

    internal ReadOnlyMemory<byte> Issuer { get; private init; }

    /// <summary>The SubjectPublicKeyInfo, also of a key that cannot be used.</summary>
    internal ReadOnlyMemory<byte> PublicKeyInfo { get; private init; }

    internal CertificateExtensions Extensions { get; private init; } = null!;

    /// <summary>What the issuer signed.</summary>
    internal ReadOnlyMemory<byte> Signed { get; private init; }

    internal ReadOnlyMemory<byte> Signature { get; private init; }

    /// <summary>Null when the algorithm is unknown here.</summary>
    internal SignatureAlgorithm? SignatureAlgorithm { get; private init; }

    /// <summary>Null when the octets are no certificate, or one that is larger than any reasonable one.</summary>
    public static Certificate? TryRead(ReadOnlyMemory<byte> der)
    {
        var reader = new DerReader(der);
        if (der.Length > LargestOctets || !reader.TryEnter(DerReader.Sequence, out var body) || !reader.IsEmpty
            || !body.TryWhole(DerReader.Sequence, out var signedContent, out var signed)
            || !body.TryWhole(DerReader.Sequence, out _, out var algorithm)
            || !body.TryBitOctets(out var signature) || !body.IsEmpty)
        {
            return null;
        }

        // version 3 or none; serial number, the algorithm once more, issuer, validity, subject, key; unique identifiers, extensions.
        var fields = new DerReader(signedContent);
        if (!fields.TryOptional(DerReader.Context(0, true), out var version)
            || (version is { } octets && !(new DerReader(octets).TrySmallInteger(out var number) && number is 0 or 1 or 2))
            || !fields.TryInteger(out var serialNumber) || serialNumber.Length > LongestSerialNumber
            || !fields.TryWhole(DerReader.Sequence, out _, out var sameAlgorithm) || !sameAlgorithm.Span.SequenceEqual(algorithm.Span)
            || !fields.TryWhole(DerReader.Sequence, out _, out var issuer)
            || !fields.TryEnter(DerReader.Sequence, out var validity)
            || !validity.TryTime(out var notBefore) || !validity.TryTime(out var notAfter) || !validity.IsEmpty
            || !fields.TryWhole(DerReader.Sequence, out _, out var subject)
            || !fields.TryWhole(DerReader.Sequence, out _, out var key)
            || !fields.TryOptional(DerReader.Context(1, false), out _) || !fields.TryOptional(DerReader.Context(2, false), out _)
            || ReadExtensions(ref fields) is not { } extensions || !fields.IsEmpty)
        {
            return null;
        }

        var isPositive = (serialNumber.Span[0] & 0x80) == 0;
        while (serialNumber.Length > 1 && serialNumber.Span[0] == 0)
        {
            serialNumber = serialNumber[1..];
        }

        return new Certificate(der)
        {
            SerialNumber = serialNumber,
            SerialIsPositive = isPositive,
            Issuer = issuer,
            Subject = subject,
            NotBeforeMilliseconds = notBefore,
            NotAfterMilliseconds = notAfter,
            PublicKeyInfo = key,
            PublicKey = PublicKey.TryRead(key),
            Extensions = extensions,
            Signed = signed,
            Signature = signature,
            SignatureAlgorithm = SignatureAlgorithms.Find(algorithm),
        };
    }

    public bool Equals(Certificate? other) => other is not null && Der.Span.SequenceEqual(other.Der.Span);

    public override bool Equals(object? obj) => Equals(obj as Certificate);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Signature.Span);
        return hash.ToHashCode();
    }

    public override string ToString() => SubjectText;

    private static CertificateExtensions? ReadExtensions(ref DerReader fields)
    {
        if (fields.IsEmpty)
        {
            return CertificateExtensions.TryRead(default);
        }

        return fields.TryEnter(DerReader.Context(3, true), out var wrapped) && wrapped.TryContent(DerReader.Sequence, out var extensions) && wrapped.IsEmpty
            ? CertificateExtensions.TryRead(extensions)
            : null;
    }
}
