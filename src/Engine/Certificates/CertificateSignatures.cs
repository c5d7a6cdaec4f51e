using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Certificates;

/// <summary>Checks what authorities signed.</summary>
internal static class CertificateSignatures
{
    /// <summary>False also for SHA-1: who can make collisions can make certificates.</summary>
    public static bool IsValid(PublicKey key, SignatureAlgorithm? algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature, ICryptoProvider crypto) =>
        algorithm is not null && algorithm.Hash != SignatureHashAlgorithm.Sha1 && algorithm.Fits(key.Kind)
        && crypto.Signature(algorithm) is { } implementation && implementation.Verify(key, signed, signature);
}
