using System.Security.Cryptography;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// ML-KEM (FIPS 203) through the platform's <see cref="MLKem"/>, where that has it (OpenSSL 3.5, recent Windows). The seed of a key pair comes from the engine's
/// random source; what encapsulation draws comes from the platform's own.
/// </summary>
internal sealed class PlatformMlKem(MLKemAlgorithm algorithm) : IKeyExchange
{
    public static bool IsSupported => MLKem.IsSupported;

    public int PublicLength => algorithm.EncapsulationKeySizeInBytes;

    public int CostMicroseconds => 60;

    public KeyExchangeKeyPair Generate(IRandomSource random)
    {
        var seed = new byte[algorithm.PrivateSeedSizeInBytes];
        random.Fill(seed);
        using var key = MLKem.ImportPrivateSeed(algorithm, seed);
        return new KeyExchangeKeyPair(new KeyMaterial(seed), key.ExportEncapsulationKey());
    }

    public KeyExchangeAnswer? Respond(IRandomSource random, ReadOnlySpan<byte> initiatorPublic)
    {
        if (initiatorPublic.Length != PublicLength)
        {
            return null;
        }

        try
        {
            using var key = MLKem.ImportEncapsulationKey(algorithm, initiatorPublic);
            key.Encapsulate(out var ciphertext, out var shared);
            return new KeyExchangeAnswer(ciphertext, new KeyMaterial(shared));
        }
        catch (CryptographicException)
        {
            // The only failure that depends on the input: a coefficient that is not reduced (FIPS 203 section 7.2).
            return null;
        }
    }

    public KeyMaterial? Agree(KeyMaterial privateValue, ReadOnlySpan<byte> peerPublic)
    {
        if (peerPublic.Length != algorithm.CiphertextSizeInBytes)
        {
            return null;
        }

        using var key = MLKem.ImportPrivateSeed(algorithm, privateValue.Span);
        var shared = new byte[algorithm.SharedSecretSizeInBytes];
        key.Decapsulate(peerPublic, shared);
        return new KeyMaterial(shared);
    }
}
