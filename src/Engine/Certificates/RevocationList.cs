using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Certificates;

/// <summary>
/// A certificate revocation list (RFC 5280 section 5): who is revoked, as one authority says for a time. Lists for only some certificates or that only add to
/// another (their extensions are critical) are not read. Immutable but for what it remembers of the last check of its signature; safe for concurrent use.
/// </summary>
public sealed class RevocationList : IEquatable<RevocationList>
{
    /// <summary>Larger lists are refused.</summary>
    public const int LargestOctets = 16 * 1024 * 1024;

    private readonly HashSet<ReadOnlyMemory<byte>> _revoked;
    private volatile PublicKey? _signer;

    private RevocationList(ReadOnlyMemory<byte> der, HashSet<ReadOnlyMemory<byte>> revoked)
    {
        Der = der;
        _revoked = revoked;
    }

    public ReadOnlyMemory<byte> Der { get; }

    public string IssuerText => DistinguishedName.Format(Issuer.Span) ?? "?";

    public DateTimeOffset ThisUpdate => DateTimeOffset.FromUnixTimeMilliseconds(ThisUpdateMilliseconds);

    /// <summary>Null when the list does not say when the next one comes.</summary>
    public DateTimeOffset? NextUpdate => NextUpdateMilliseconds is { } next ? DateTimeOffset.FromUnixTimeMilliseconds(next) : null;

    /// <summary>How many certificates it revokes.</summary>
    public int Count => _revoked.Count;

    internal ReadOnlyMemory<byte> Issuer { get; private init; }

    internal long ThisUpdateMilliseconds { get; private init; }

    internal long? NextUpdateMilliseconds { get; private init; }

    private ReadOnlyMemory<byte> Signed { get; init; }

    private ReadOnlyMemory<byte> Signature { get; init; }

    private SignatureAlgorithm? Algorithm { get; init; }

    /// <summary>Null when the octets are no list that can be used.</summary>
    public static RevocationList? TryRead(ReadOnlyMemory<byte> der)
    {
        var reader = new DerReader(der);
        if (der.Length > LargestOctets || !reader.TryEnter(DerReader.Sequence, out var body) || !reader.IsEmpty
            || !body.TryWhole(DerReader.Sequence, out var signedContent, out var signed)
            || !body.TryWhole(DerReader.Sequence, out _, out var algorithm)
            || !body.TryBitOctets(out var signature) || !body.IsEmpty)
        {
            return null;
        }

        // [version], the algorithm once more, issuer, thisUpdate, [nextUpdate], [revoked], [extensions].
        var fields = new DerReader(signedContent);
        if ((fields.NextIs(DerReader.Integer) && !(fields.TrySmallInteger(out var version) && version == 1))
            || !fields.TryWhole(DerReader.Sequence, out _, out var sameAlgorithm) || !sameAlgorithm.Span.SequenceEqual(algorithm.Span)
            || !fields.TryWhole(DerReader.Sequence, out _, out var issuer)
            || !fields.TryTime(out var thisUpdate))
        {
            return null;
        }

        long? nextUpdate = null;
        if (fields.NextIs(DerReader.UtcTime) || fields.NextIs(DerReader.GeneralizedTime))
        {
            if (!fields.TryTime(out var next))
            {
                return null;
            }

            nextUpdate = next;
        }

        var revoked = new HashSet<ReadOnlyMemory<byte>>(SerialNumbers.Comparer);
        if ((fields.NextIs(DerReader.Sequence) && !(fields.TryEnter(DerReader.Sequence, out var entries) && ReadEntries(entries, revoked)))
            || !ExtensionsAreHarmless(ref fields) || !fields.IsEmpty)
        {
            return null;
        }

        return new RevocationList(der, revoked)
        {
            Issuer = issuer,
            ThisUpdateMilliseconds = thisUpdate,
            NextUpdateMilliseconds = nextUpdate,
            Signed = signed,
            Signature = signature,
            Algorithm = SignatureAlgorithms.Find(algorithm),
        };
    }

    /// <summary>What the list says of a certificate of this issuer; unknown when it is not the issuer's, not authentic or not fresh.</summary>
    internal RevocationStatus Judge(Certificate certificate, Certificate issuer, ICryptoProvider crypto, long now)
    {
        if (now < ThisUpdateMilliseconds || now > NextUpdateMilliseconds
            || !DirectoryName.Same(Issuer, issuer.Subject)
            || (issuer.Extensions.Usages & KeyUsages.CrlSign) == 0
            || !IsSignedBy(issuer, crypto))
        {
            return RevocationStatus.Unknown;
        }

        return _revoked.Contains(certificate.SerialNumber) ? RevocationStatus.Revoked : RevocationStatus.Good;
    }

    public bool Equals(RevocationList? other) => other is not null && Der.Span.SequenceEqual(other.Der.Span);

    public override bool Equals(object? obj) => Equals(obj as RevocationList);

    public override int GetHashCode() => HashCode.Combine(ThisUpdateMilliseconds, Der.Length);

    public override string ToString() => $"CRL of {IssuerText}, {Count} revoked";

    /// <summary>Hashing a long list takes its time: a signer that was right once is right for good.</summary>
    private bool IsSignedBy(Certificate issuer, ICryptoProvider crypto)
    {
        if (issuer.PublicKey is not { } key)
        {
            return false;
        }

        if (key.Equals(_signer))
        {
            return true;
        }

        if (!CertificateSignatures.IsValid(key, Algorithm, Signed.Span, Signature.Span, crypto))
        {
            return false;
        }

        _signer = key;
        return true;
    }

    private static bool ReadEntries(DerReader entries, HashSet<ReadOnlyMemory<byte>> revoked)
    {
        while (!entries.IsEmpty)
        {
            if (!entries.TryEnter(DerReader.Sequence, out var entry) || !entry.TryInteger(out var serial) || !entry.TryTime(out _)
                || (!entry.IsEmpty && !(entry.TryContent(DerReader.Sequence, out var extensions) && entry.IsEmpty && !HasCritical(extensions))))
            {
                return false;
            }

            while (serial.Length > 1 && serial.Span[0] == 0)
            {
                serial = serial[1..];
            }

            revoked.Add(serial);
        }

        return true;
    }

    private static bool ExtensionsAreHarmless(ref DerReader fields)
    {
        if (fields.IsEmpty)
        {
            return true;
        }

        return fields.TryEnter(DerReader.Context(0, true), out var wrapped) && wrapped.TryContent(DerReader.Sequence, out var extensions) && wrapped.IsEmpty
            && !HasCritical(extensions);
    }

    /// <summary>True too when the extensions are not well-formed.</summary>
    private static bool HasCritical(ReadOnlyMemory<byte> extensions)
    {
        var reader = new DerReader(extensions);
        while (!reader.IsEmpty)
        {
            if (!reader.TryEnter(DerReader.Sequence, out var extension) || !extension.TryContent(DerReader.ObjectIdentifier, out _))
            {
                return true;
            }

            if (extension.NextIs(DerReader.Boolean) && (!extension.TryBoolean(out var critical) || critical))
            {
                return true;
            }
        }

        return false;
    }
}
