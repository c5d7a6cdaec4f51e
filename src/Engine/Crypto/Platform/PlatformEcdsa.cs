using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>ECDSA on P-256, P-384 and P-521 (FIPS 186-5) through the platform's <see cref="ECDsa"/>; any hash with any of the curves.</summary>
internal sealed class PlatformEcdsa(SignatureAlgorithm algorithm) : ISignature
{
    public bool Verify(PublicKey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (CurveOf(key.Kind) is not { } curve)
        {
            return false;
        }

        try
        {
            var half = key.Value.Length / 2;
            using var ecdsa = ECDsa.Create(new ECParameters
            {
                Curve = curve,
                Q = new ECPoint { X = key.Value[..half].ToArray(), Y = key.Value[half..].ToArray() },
            });
            return ecdsa.VerifyData(data, signature, algorithm.HashName, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            // The point is not on the curve.
            return false;
        }
    }

    public byte[] Sign(PrivateKey key, ReadOnlySpan<byte> data)
    {
        var digest = CryptographicOperations.HashData(algorithm.HashName, data);
        return key.Use<ECDsa>(ecdsa => ecdsa.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence));
    }

    public int SignMicroseconds(PublicKey key) => SignatureCosts.ToSign(key);

    private static ECCurve? CurveOf(PublicKeyKind kind) => kind switch
    {
        PublicKeyKind.EcdsaP256 => ECCurve.NamedCurves.nistP256,
        PublicKeyKind.EcdsaP384 => ECCurve.NamedCurves.nistP384,
        PublicKeyKind.EcdsaP521 => ECCurve.NamedCurves.nistP521,
        _ => null,
    };
}
