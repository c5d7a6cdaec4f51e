using System.Security.Cryptography;
using MyIkev2.Engine.Certificates;

namespace MyIkev2.Engine.Crypto;

/// <summary>What kind of key signs.</summary>
public enum PublicKeyKind
{
    Rsa,
    EcdsaP256,
    EcdsaP384,
    EcdsaP521,
    Ed25519,
}

/// <summary>
/// A public key as its numbers, read from a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7; keys: RFC 3279, RFC 5480, RFC 8410). Immutable, compared by its
/// encoding. Its size is bounded, so that checking a signature with it is: what is outside the bounds is not read.
/// </summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    /// <summary>Shorter RSA keys are refused.</summary>
    public const int ShortestRsaBits = 2048;

    /// <summary>Longer RSA keys are refused: a check costs with the square of the length.</summary>
    public const int LongestRsaBits = 8192;

    private const int LongestExponent = 5;
    private const byte UncompressedPoint = 4;

    private PublicKey(PublicKeyKind kind, int bits, ReadOnlyMemory<byte> info, ReadOnlyMemory<byte> value, ReadOnlyMemory<byte> exponent = default)
    {
        Kind = kind;
        Bits = bits;
        Info = info;
        Value = value;
        Exponent = exponent;
        KeyIdentifier = SHA1.HashData(info.Span);
    }

    public PublicKeyKind Kind { get; }

    /// <summary>Length of the modulus or of the curve's field.</summary>
    public int Bits { get; }

    /// <summary>The SubjectPublicKeyInfo.</summary>
    public ReadOnlyMemory<byte> Info { get; }

    /// <summary>SHA-1 of <see cref="Info"/>: how CERTREQ names an authority (RFC 7296 section 3.7).</summary>
    public ReadOnlyMemory<byte> KeyIdentifier { get; }

    /// <summary>RSA: the modulus. ECDSA: x and y. Ed25519: the point's 32 octets.</summary>
    internal ReadOnlyMemory<byte> Value { get; }

    /// <summary>RSA: the public exponent.</summary>
    internal ReadOnlyMemory<byte> Exponent { get; }

    /// <summary>For displays, for example <c>RSA 3072</c>.</summary>
    public string Description => Kind switch
    {
        PublicKeyKind.Rsa => $"RSA {Bits}",
        PublicKeyKind.Ed25519 => "ED25519 256",
        _ => $"ECDSA {Bits}",
    };

    /// <summary>Null when the octets are no key that this engine can use.</summary>
    public static PublicKey? TryRead(ReadOnlyMemory<byte> info)
    {
        var reader = new DerReader(info);
        if (!reader.TryEnter(DerReader.Sequence, out var body) || !reader.IsEmpty
            || !body.TryEnter(DerReader.Sequence, out var algorithm)
            || !algorithm.TryContent(DerReader.ObjectIdentifier, out var oid)
            || !body.TryBitOctets(out var key) || !body.IsEmpty)
        {
            return null;
        }

        if (oid.Span.SequenceEqual(ObjectIds.RsaEncryption))
        {
            return ReadRsa(info, key);
        }

        if (oid.Span.SequenceEqual(ObjectIds.Ed25519))
        {
            return key.Length == 32 && algorithm.IsEmpty ? new PublicKey(PublicKeyKind.Ed25519, 256, info, key) : null;
        }

        return oid.Span.SequenceEqual(ObjectIds.EcPublicKey) && algorithm.TryContent(DerReader.ObjectIdentifier, out var curve)
            ? ReadPoint(info, curve.Span, key)
            : null;
    }

    public bool Equals(PublicKey? other) => other is not null && Info.Span.SequenceEqual(other.Info.Span);

    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    public override int GetHashCode() => BitConverter.ToInt32(KeyIdentifier.Span);

    public override string ToString() => Description;

    private static PublicKey? ReadRsa(ReadOnlyMemory<byte> info, ReadOnlyMemory<byte> key)
    {
        var reader = new DerReader(key);
        if (!reader.TryEnter(DerReader.Sequence, out var numbers) || !reader.IsEmpty
            || !numbers.TryUnsigned(out var modulus) || !numbers.TryUnsigned(out var exponent) || !numbers.IsEmpty
            || modulus.IsEmpty || exponent.IsEmpty || exponent.Length > LongestExponent)
        {
            return null;
        }

        var bits = (modulus.Length * 8) - int.LeadingZeroCount(modulus.Span[0]) + 24;
        var isOdd = (modulus.Span[^1] & exponent.Span[^1] & 1) == 1;
        var isOne = exponent.Length == 1 && exponent.Span[0] == 1;
        return bits is >= ShortestRsaBits and <= LongestRsaBits && isOdd && !isOne ? new PublicKey(PublicKeyKind.Rsa, bits, info, modulus, exponent) : null;
    }

    private static PublicKey? ReadPoint(ReadOnlyMemory<byte> info, ReadOnlySpan<byte> curve, ReadOnlyMemory<byte> point)
    {
        var (kind, bits) = curve.SequenceEqual(ObjectIds.P256) ? (PublicKeyKind.EcdsaP256, 256)
            : curve.SequenceEqual(ObjectIds.P384) ? (PublicKeyKind.EcdsaP384, 384)
            : curve.SequenceEqual(ObjectIds.P521) ? (PublicKeyKind.EcdsaP521, 521)
            : (default, 0);
        return bits != 0 && point.Length == 1 + (2 * ((bits + 7) / 8)) && point.Span[0] == UncompressedPoint
            ? new PublicKey(kind, bits, info, point[1..])
            : null;
    }
}
