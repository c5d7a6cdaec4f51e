using System.Security.Cryptography;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>A way to sign: kind of key, padding and hash. One instance per row of <see cref="SignatureAlgorithms"/>.</summary>
public sealed class SignatureAlgorithm
{
    private readonly byte[] _identifier;

    internal SignatureAlgorithm(string name, bool isRsa, bool isPss, SignatureHashAlgorithm hash, byte[] identifier)
    {
        Name = name;
        IsRsa = isRsa;
        IsPss = isPss;
        Hash = hash;
        _identifier = identifier;
    }

    /// <summary>For displays, in the words that strongSwan uses too.</summary>
    public string Name { get; }

    public bool IsRsa { get; }

    /// <summary>RSASSA-PSS with a salt as long as the hash, and not PKCS#1 v1.5.</summary>
    public bool IsPss { get; }

    public bool IsEd25519 => Hash == SignatureHashAlgorithm.Identity;

    /// <summary>What SIGNATURE_HASH_ALGORITHMS calls its hash; "Identity" for Ed25519 (RFC 8420).</summary>
    public SignatureHashAlgorithm Hash { get; }

    /// <summary>The AlgorithmIdentifier of RFC 7427 appendix A.</summary>
    public ReadOnlyMemory<byte> Identifier => _identifier;

    /// <summary>The platform's name of the hash; not for Ed25519, which hashes by itself.</summary>
    internal HashAlgorithmName HashName => Hash switch
    {
        SignatureHashAlgorithm.Sha1 => HashAlgorithmName.SHA1,
        SignatureHashAlgorithm.Sha384 => HashAlgorithmName.SHA384,
        SignatureHashAlgorithm.Sha512 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    /// <summary>True when a key of this kind can sign so.</summary>
    public bool Fits(PublicKeyKind kind) => kind switch
    {
        PublicKeyKind.Rsa => IsRsa,
        PublicKeyKind.Ed25519 => IsEd25519,
        _ => !IsRsa && !IsEd25519,
    };

    public override string ToString() => Name;
}
