using System.Security.Cryptography;
using MyIkev2.Engine.Certificates;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// A private key that signs, compared by its public key. It owns its octets and the platform's objects made from them, which are kept: making one takes longer
/// than most signatures. Safe for concurrent use; the configuration that holds it is shared by all shards, and nobody disposes it before the last job is done.
/// </summary>
public sealed class PrivateKey : IEquatable<PrivateKey>
{
    /// <summary>One for each thread that may sign at the same time.</summary>
    private const int MostKept = 8;

    private readonly KeyMaterial _pkcs8;
    private readonly AsymmetricAlgorithm?[] _idle = new AsymmetricAlgorithm?[MostKept];

    private PrivateKey(KeyMaterial pkcs8, PublicKey publicKey, KeyMaterial? seed)
    {
        _pkcs8 = pkcs8;
        Public = publicKey;
        Seed = seed;
    }

    public PublicKey Public { get; }

    /// <summary>The PrivateKeyInfo, for libraries that sign themselves; its owner is this object.</summary>
    internal KeyMaterial Pkcs8 => _pkcs8;

    /// <summary>Ed25519: the 32 octets of RFC 8032.</summary>
    internal KeyMaterial? Seed { get; }

    /// <summary>Takes a key in PKCS#8 (RFC 5958) and ownership of its octets. Null when it is of a kind that this engine cannot use.</summary>
    /// <param name="pkcs8">The PrivateKeyInfo.</param>
    /// <param name="ed25519PublicKey">For Ed25519, whose PKCS#8 form need not hold it: the public key, for example of the certificate.</param>
    public static PrivateKey? TryRead(KeyMaterial pkcs8, PublicKey? ed25519PublicKey = null)
    {
        ArgumentNullException.ThrowIfNull(pkcs8);
        if (ReadSeed(pkcs8) is { } seed)
        {
            return ed25519PublicKey is { Kind: PublicKeyKind.Ed25519 } ? new PrivateKey(pkcs8, ed25519PublicKey, seed) : null;
        }

        foreach (var kind in (ReadOnlySpan<bool>)[true, false])
        {
            if (TryImport(pkcs8, kind) is not { } imported)
            {
                continue;
            }

            var info = imported switch
            {
                RSA rsa => rsa.ExportSubjectPublicKeyInfo(),
                ECDsa ecdsa => ecdsa.ExportSubjectPublicKeyInfo(),
                _ => [],
            };
            if (PublicKey.TryRead(info) is not { } publicKey)
            {
                imported.Dispose();
                return null;
            }

            var key = new PrivateKey(pkcs8, publicKey, null);
            key._idle[0] = imported;
            return key;
        }

        return null;
    }

    /// <summary>True when the octets have the form of an unencrypted PKCS#8 key, of whatever kind.</summary>
    public static bool IsPkcs8(ReadOnlyMemory<byte> octets)
    {
        var reader = new DerReader(octets);
        return reader.TryEnter(DerReader.Sequence, out var body) && reader.IsEmpty
            && body.TrySmallInteger(out var version) && version is 0 or 1
            && body.TryEnter(DerReader.Sequence, out var algorithm) && algorithm.TryContent(DerReader.ObjectIdentifier, out _)
            && body.TryContent(DerReader.OctetString, out _);
    }

    public bool Equals(PrivateKey? other) => other is not null && Public.Equals(other.Public);

    public override bool Equals(object? obj) => Equals(obj as PrivateKey);

    public override int GetHashCode() => Public.GetHashCode();

    public override string ToString() => $"[private key, {Public.Description}]";

    /// <summary>Signs with one of the platform's objects, which nobody else uses meanwhile.</summary>
    internal byte[] Use<T>(Func<T, byte[]> sign)
        where T : AsymmetricAlgorithm
    {
        var key = Rent();
        try
        {
            return sign((T)key);
        }
        finally
        {
            Return(key);
        }
    }

    private AsymmetricAlgorithm Rent()
    {
        for (var i = 0; i < MostKept; i++)
        {
            if (Interlocked.Exchange(ref _idle[i], null) is { } idle)
            {
                return idle;
            }
        }

        return TryImport(_pkcs8, Public.Kind == PublicKeyKind.Rsa) ?? throw new CryptographicException("the key cannot be imported again");
    }

    private void Return(AsymmetricAlgorithm key)
    {
        for (var i = 0; i < MostKept; i++)
        {
            if (Interlocked.CompareExchange(ref _idle[i], key, null) is null)
            {
                return;
            }
        }

        key.Dispose();
    }

    private static AsymmetricAlgorithm? TryImport(KeyMaterial pkcs8, bool isRsa)
    {
        AsymmetricAlgorithm key = isRsa ? RSA.Create() : ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8.Span, out var read);
            if (read == pkcs8.Length)
            {
                return key;
            }
        }
        catch (CryptographicException)
        {
            // A key of another kind, or none.
        }

        key.Dispose();
        return null;
    }

    /// <summary>The seed of an Ed25519 key (RFC 8410 section 7); null for any other.</summary>
    private static KeyMaterial? ReadSeed(KeyMaterial pkcs8)
    {
        // The reader wants memory; the copy is cleared.
        var copy = pkcs8.Span.ToArray();
        try
        {
            var reader = new DerReader(copy);
            return reader.TryEnter(DerReader.Sequence, out var body)
                && body.TryInteger(out _)
                && body.TryEnter(DerReader.Sequence, out var algorithm)
                && algorithm.TryContent(DerReader.ObjectIdentifier, out var oid) && oid.Span.SequenceEqual(ObjectIds.Ed25519)
                && body.TryEnter(DerReader.OctetString, out var inner)
                && inner.TryContent(DerReader.OctetString, out var seed) && seed.Length == 32
                ? KeyMaterial.Copy(seed.Span)
                : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }
}
