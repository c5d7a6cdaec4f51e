using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>RSASSA-PKCS1-v1_5 and RSASSA-PSS (RFC 8017) through the platform's <see cref="RSA"/>.</summary>
internal sealed class PlatformRsa(SignatureAlgorithm algorithm) : ISignature
{
    private readonly RSASignaturePadding _padding = algorithm.IsPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;

    public bool Verify(PublicKey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (key.Kind != PublicKeyKind.Rsa || signature.Length != key.Value.Length)
        {
            return false;
        }

        try
        {
            using var rsa = RSA.Create(new RSAParameters { Modulus = key.Value.ToArray(), Exponent = key.Exponent.ToArray() });
            return rsa.VerifyData(data, signature, algorithm.HashName, _padding);
        }
        catch (CryptographicException)
        {
            // A modulus that the library refuses to work with.
            return false;
        }
    }

    public byte[] Sign(PrivateKey key, ReadOnlySpan<byte> data)
    {
        var digest = CryptographicOperations.HashData(algorithm.HashName, data);
        return key.Use<RSA>(rsa => rsa.SignHash(digest, algorithm.HashName, _padding));
    }

    public int SignMicroseconds(PublicKey key) => SignatureCosts.ToSign(key);
}
