using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>
/// The AUTH payloads of signatures. Method 14 names its algorithm (RFC 7427 section 3): one octet of length, the AlgorithmIdentifier, the signature. Method 1 is
/// RSASSA-PKCS1-v1_5, by default with SHA-1 (RFC 7296 section 3.8); methods 9 to 11 are ECDSA, r and s one after the other (RFC 4754 section 7).
/// </summary>
internal static class SignaturePayload
{
    private static readonly (AuthenticationMethod Method, PublicKeyKind Kind, SignatureAlgorithm Algorithm, int Length)[] EcdsaRows =
    [
        (AuthenticationMethod.EcdsaSha256P256, PublicKeyKind.EcdsaP256, SignatureAlgorithms.EcdsaSha256, 32),
        (AuthenticationMethod.EcdsaSha384P384, PublicKeyKind.EcdsaP384, SignatureAlgorithms.EcdsaSha384, 48),
        (AuthenticationMethod.EcdsaSha512P521, PublicKeyKind.EcdsaP521, SignatureAlgorithms.EcdsaSha512, 66),
    ];

    /// <summary>How to sign for this peer; null when it could not check anything that this key can make.</summary>
    /// <param name="key">The key's public half.</param>
    /// <param name="peerHashes">The peer's SIGNATURE_HASH_ALGORITHMS; null when it sent none, and knows the older methods only.</param>
    /// <param name="policy">What the vpn prefers, or demands.</param>
    /// <param name="crypto">Who signs.</param>
    public static (AuthenticationMethod Method, SignatureAlgorithm Algorithm)? Choose(
        PublicKey key, IReadOnlyList<SignatureHashAlgorithm>? peerHashes, PeerPolicy policy, ICryptoProvider crypto)
    {
        var demanded = policy.LocalSignatureMethod;
        if (demanded is null ? peerHashes is null : demanded != AuthenticationMethod.DigitalSignature)
        {
            return ChooseOld(key.Kind) is { } old && (demanded ?? old.Method) == old.Method && crypto.Signature(old.Algorithm) is not null ? old : null;
        }

        // The hash that is as strong as the key comes first.
        var best = policy.SignatureHash ?? key.Kind switch
        {
            PublicKeyKind.EcdsaP384 => SignatureHashAlgorithm.Sha384,
            PublicKeyKind.EcdsaP521 => SignatureHashAlgorithm.Sha512,
            _ => SignatureHashAlgorithm.Sha256,
        };
        var choice = SignatureAlgorithms.All
            .Where(row => row.Fits(key.Kind) && row.Hash != SignatureHashAlgorithm.Sha1 && peerHashes?.Contains(row.Hash) == true && crypto.Signature(row) is not null)
            .OrderBy(row => row.IsPss == policy.PrefersPss ? 0 : 1)
            .ThenBy(row => row.Hash == best ? 0 : 1)
            .FirstOrDefault();
        return choice is null ? null : (AuthenticationMethod.DigitalSignature, choice);
    }

    /// <summary>The payload around a signature; null when the signature is not of that kind.</summary>
    public static AuthenticationPayload? Write(AuthenticationMethod method, SignatureAlgorithm algorithm, PublicKey key, byte[] signature)
    {
        if (method == AuthenticationMethod.DigitalSignature)
        {
            byte[] data = [(byte)algorithm.Identifier.Length, .. algorithm.Identifier.Span, .. signature];
            return new AuthenticationPayload(method, data);
        }

        if (method == AuthenticationMethod.RsaDigitalSignature)
        {
            return new AuthenticationPayload(method, signature);
        }

        return EcdsaSignatureValue.FromDer(signature, key.Value.Length / 2) is { } concatenated ? new AuthenticationPayload(method, concatenated) : null;
    }

    /// <summary>The signature in the form of <see cref="ISignature.Verify"/>, and the algorithms that it may be of; none when it is not acceptable.</summary>
    public static (IReadOnlyList<SignatureAlgorithm> Algorithms, ReadOnlyMemory<byte> Signature) Read(AuthenticationPayload auth)
    {
        var data = auth.Data;
        switch (auth.Method)
        {
            case AuthenticationMethod.DigitalSignature:
                return data.Length > 1 && data.Span[0] is var length && data.Length > 1 + length
                    && SignatureAlgorithms.Find(data.Slice(1, length)) is { Hash: not SignatureHashAlgorithm.Sha1 } named
                    ? ([named], data[(1 + length)..])
                    : ([], default);
            case AuthenticationMethod.RsaDigitalSignature:
                // The hash is inside; SHA-1 is what everybody uses here.
                return ([SignatureAlgorithms.RsaSha1, SignatureAlgorithms.RsaSha256, SignatureAlgorithms.RsaSha384, SignatureAlgorithms.RsaSha512], data);
            default:
                foreach (var row in EcdsaRows)
                {
                    if (row.Method == auth.Method && data.Length == 2 * row.Length && EcdsaSignatureValue.ToDer(data.Span) is { } der)
                    {
                        return ([row.Algorithm], der);
                    }
                }

                return ([], default);
        }
    }

    private static (AuthenticationMethod Method, SignatureAlgorithm Algorithm)? ChooseOld(PublicKeyKind kind)
    {
        if (kind == PublicKeyKind.Rsa)
        {
            return (AuthenticationMethod.RsaDigitalSignature, SignatureAlgorithms.RsaSha1);
        }

        foreach (var row in EcdsaRows)
        {
            if (row.Kind == kind)
            {
                return (row.Method, row.Algorithm);
            }
        }

        return null;
    }
}
