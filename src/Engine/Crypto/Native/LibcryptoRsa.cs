using System.Security.Cryptography;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2). A peer's signature is checked with a key made from its numbers: importing it through the platform costs several
/// times the check. Signing needs the kept key only and stays the platform's, which is as fast.
/// </summary>
internal sealed unsafe class LibcryptoRsa(RsaFunctions rsa, BigNumberFunctions numbers, EvpFunctions evp, SignatureAlgorithm algorithm) : ISignature
{
    private const int LongestDigest = 64;

    private readonly PlatformRsa _platform = new(algorithm);

    public bool Verify(PublicKey key, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (key.Kind != PublicKeyKind.Rsa || signature.Length != key.Value.Length)
        {
            return false;
        }

        Span<byte> digest = stackalloc byte[LongestDigest];
        digest = digest[..CryptographicOperations.HashData(algorithm.HashName, data, digest)];
        nint imported = Import(key);
        bool valid;
        fixed (byte* digestPointer = digest, signaturePointer = signature)
        {
            valid = imported != 0
                && rsa.Verify(OpensslId(algorithm.Hash), digestPointer, (uint)digest.Length, signaturePointer, (uint)signature.Length, imported) == 1;
        }

        rsa.Free(imported);
        if (!valid)
        {
            evp.ClearErrors();
        }

        return valid;
    }

    public byte[] Sign(PrivateKey key, ReadOnlySpan<byte> data) => _platform.Sign(key, data);

    public int SignMicroseconds(PublicKey key) => SignatureCosts.ToSign(key);

    /// <summary>Zero when the library refuses; freeing that does nothing.</summary>
    private nint Import(PublicKey key)
    {
        nint imported = rsa.New();
        fixed (byte* modulusPointer = key.Value.Span, exponentPointer = key.Exponent.Span)
        {
            nint modulus = numbers.FromBytes(modulusPointer, key.Value.Length, 0);
            nint exponent = numbers.FromBytes(exponentPointer, key.Exponent.Length, 0);
            if (imported != 0 && modulus != 0 && exponent != 0 && rsa.SetKey(imported, modulus, exponent, 0) == 1)
            {
                return imported;
            }

            numbers.ClearFree(modulus);
            numbers.ClearFree(exponent);
        }

        rsa.Free(imported);
        return 0;
    }

    /// <summary>NIDs of the digests in libcrypto.</summary>
    private static int OpensslId(SignatureHashAlgorithm hash) => hash switch
    {
        SignatureHashAlgorithm.Sha1 => 64,
        SignatureHashAlgorithm.Sha384 => 673,
        SignatureHashAlgorithm.Sha512 => 674,
        _ => 672,
    };
}
