using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>TABLE of the signature algorithms, for certificates and for AUTH (RFC 7427 appendix A, RFC 8420).</summary>
public static class SignatureAlgorithms
{
    private const string RsaPrefix = "2a864886f70d0101";
    private const string EcdsaPrefix = "2a8648ce3d04";
    private const string Sha2Prefix = "6086480165030402";

    public static SignatureAlgorithm RsaSha1 { get; } = Rsa("RSA_EMSA_PKCS1_SHA1", SignatureHashAlgorithm.Sha1, "05");

    public static SignatureAlgorithm RsaSha256 { get; } = Rsa("RSA_EMSA_PKCS1_SHA2_256", SignatureHashAlgorithm.Sha256, "0b");

    public static SignatureAlgorithm RsaSha384 { get; } = Rsa("RSA_EMSA_PKCS1_SHA2_384", SignatureHashAlgorithm.Sha384, "0c");

    public static SignatureAlgorithm RsaSha512 { get; } = Rsa("RSA_EMSA_PKCS1_SHA2_512", SignatureHashAlgorithm.Sha512, "0d");

    public static SignatureAlgorithm PssSha256 { get; } = Pss("RSA_EMSA_PSS_SHA2_256", SignatureHashAlgorithm.Sha256, "01", "20");

    public static SignatureAlgorithm PssSha384 { get; } = Pss("RSA_EMSA_PSS_SHA2_384", SignatureHashAlgorithm.Sha384, "02", "30");

    public static SignatureAlgorithm PssSha512 { get; } = Pss("RSA_EMSA_PSS_SHA2_512", SignatureHashAlgorithm.Sha512, "03", "40");

    public static SignatureAlgorithm EcdsaSha1 { get; } = Ecdsa("ECDSA_WITH_SHA1_DER", SignatureHashAlgorithm.Sha1, "3009", "07", "01");

    public static SignatureAlgorithm EcdsaSha256 { get; } = Ecdsa("ECDSA_WITH_SHA256_DER", SignatureHashAlgorithm.Sha256, "300a", "08", "0302");

    public static SignatureAlgorithm EcdsaSha384 { get; } = Ecdsa("ECDSA_WITH_SHA384_DER", SignatureHashAlgorithm.Sha384, "300a", "08", "0303");

    public static SignatureAlgorithm EcdsaSha512 { get; } = Ecdsa("ECDSA_WITH_SHA512_DER", SignatureHashAlgorithm.Sha512, "300a", "08", "0304");

    public static SignatureAlgorithm Ed25519 { get; } = new("ED25519", isRsa: false, isPss: false, SignatureHashAlgorithm.Identity, Convert.FromHexString("300506032b6570"));

    /// <summary>Every row; for each kind of key the order of preference.</summary>
    public static IReadOnlyList<SignatureAlgorithm> All { get; } =
        [RsaSha256, RsaSha384, RsaSha512, PssSha256, PssSha384, PssSha512, EcdsaSha256, EcdsaSha384, EcdsaSha512, Ed25519, RsaSha1, EcdsaSha1];

    /// <summary>
    /// The row that an AlgorithmIdentifier means; null when there is none. Parameters are read for what they mean: peers write the absent ones as NULL, or not.
    /// </summary>
    public static SignatureAlgorithm? Find(ReadOnlyMemory<byte> identifier)
    {
        foreach (var row in All)
        {
            if (row.Identifier.Span.SequenceEqual(identifier.Span))
            {
                return row;
            }
        }

        var reader = new DerReader(identifier);
        if (!reader.TryEnter(DerReader.Sequence, out var body) || !reader.IsEmpty || !body.TryContent(DerReader.ObjectIdentifier, out var oid))
        {
            return null;
        }

        if (oid.Span.SequenceEqual(ObjectIds.RsaPss))
        {
            return FindPss(body);
        }

        if (!body.IsEmpty && !(body.TryContent(DerReader.Null, out var nothing) && nothing.IsEmpty && body.IsEmpty))
        {
            return null;
        }

        foreach (var row in All)
        {
            if (!row.IsPss && OidOf(row).SequenceEqual(oid.Span))
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>RSASSA-PSS-params (RFC 4055 section 3.1): the hash also in MGF1, and a salt as long as it.</summary>
    private static SignatureAlgorithm? FindPss(DerReader body)
    {
        if (!body.TryEnter(DerReader.Sequence, out var parameters) || !body.IsEmpty
            || !parameters.TryEnter(DerReader.Context(0, true), out var hash) || !TryHash(ref hash, out var digest)
            || !parameters.TryEnter(DerReader.Context(1, true), out var mask)
            || !mask.TryEnter(DerReader.Sequence, out var generation)
            || !generation.TryContent(DerReader.ObjectIdentifier, out var function) || !function.Span.SequenceEqual(ObjectIds.MaskGeneration1)
            || !TryHash(ref generation, out var maskDigest) || maskDigest != digest
            || !parameters.TryEnter(DerReader.Context(2, true), out var salt) || !salt.TrySmallInteger(out var saltLength))
        {
            return null;
        }

        if (!parameters.TryOptional(DerReader.Context(3, true), out var trailer) || !parameters.IsEmpty
            || (trailer is { } field && !(new DerReader(field).TrySmallInteger(out var number) && number == 1)))
        {
            return null;
        }

        return (digest, saltLength) switch
        {
            (SignatureHashAlgorithm.Sha256, 32) => PssSha256,
            (SignatureHashAlgorithm.Sha384, 48) => PssSha384,
            (SignatureHashAlgorithm.Sha512, 64) => PssSha512,
            _ => null,
        };
    }

    private static bool TryHash(ref DerReader reader, out SignatureHashAlgorithm hash)
    {
        hash = default;
        if (!reader.TryEnter(DerReader.Sequence, out var algorithm) || !reader.IsEmpty || !algorithm.TryContent(DerReader.ObjectIdentifier, out var oid))
        {
            return false;
        }

        hash = oid.Span.SequenceEqual(ObjectIds.Sha256) ? SignatureHashAlgorithm.Sha256
            : oid.Span.SequenceEqual(ObjectIds.Sha384) ? SignatureHashAlgorithm.Sha384
            : oid.Span.SequenceEqual(ObjectIds.Sha512) ? SignatureHashAlgorithm.Sha512
            : default;
        return hash != default;
    }

    private static ReadOnlySpan<byte> OidOf(SignatureAlgorithm row)
    {
        var identifier = row.Identifier.Span;
        return identifier.Slice(4, identifier[3]);
    }

    private static SignatureAlgorithm Rsa(string name, SignatureHashAlgorithm hash, string last) =>
        new(name, isRsa: true, isPss: false, hash, Hex($"300d0609{RsaPrefix}{last}0500"));

    private static SignatureAlgorithm Pss(string name, SignatureHashAlgorithm hash, string digest, string salt) =>
        new(name, isRsa: true, isPss: true, hash, Hex(
            $"30410609{RsaPrefix}0a3034a00f300d0609{Sha2Prefix}{digest}0500a11c301a0609{RsaPrefix}08300d0609{Sha2Prefix}{digest}0500a2030201{salt}"));

    private static SignatureAlgorithm Ecdsa(string name, SignatureHashAlgorithm hash, string head, string length, string last) =>
        new(name, isRsa: false, isPss: false, hash, Hex($"{head}06{length}{EcdsaPrefix}{last}"));

    private static byte[] Hex(string digits) => Convert.FromHexString(digits);
}
