using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>The leaves that name algorithms.</summary>
internal enum AlgorithmLeaf
{
    Encryption,
    Aead,
    Integrity,
    Prf,
    KeyExchange,
}

/// <summary>A name that configuration may use for a transform.</summary>
/// <param name="Id">IANA transform id of the leaf's type.</param>
/// <param name="KeyBits">Key length attribute; 0 for algorithms of one length.</param>
/// <param name="IsWeak">Works, but only for peers that know nothing better.</param>
/// <param name="IsSupported">False for names that configuration knows and this engine cannot run yet.</param>
internal sealed record AlgorithmName(string Text, ushort Id, int KeyBits = 0, bool IsWeak = false, bool IsSupported = true);

/// <summary>TABLE of the algorithm names of 6WIND's style (specification section 2.3).</summary>
internal static class AlgorithmNames
{
    private static readonly int[] AesKeyBits = [128, 192, 256];

    public static IReadOnlyList<AlgorithmName> Of(AlgorithmLeaf leaf) => leaf switch
    {
        AlgorithmLeaf.Encryption =>
        [
            .. AesKeyBits.Select(bits => new AlgorithmName($"aes{bits}-cbc", (ushort)EncryptionId.AesCbc, bits)),
            .. AesKeyBits.Select(bits => new AlgorithmName($"aes{bits}-ctr", (ushort)EncryptionId.AesCtr, bits)),
            new("3des-cbc", (ushort)EncryptionId.TripleDes, IsWeak: true),
            new("null", (ushort)EncryptionId.Null, IsWeak: true),
        ],
        AlgorithmLeaf.Aead =>
        [
            .. AesKeyBits.Select(bits => new AlgorithmName($"aes{bits}-gcm-128", (ushort)EncryptionId.AesGcm16, bits)),
            .. AesKeyBits.Select(bits => new AlgorithmName($"aes{bits}-gcm-96", (ushort)EncryptionId.AesGcm12, bits)),
            .. AesKeyBits.Select(bits => new AlgorithmName($"aes{bits}-gcm-64", (ushort)EncryptionId.AesGcm8, bits, IsWeak: true)),
            .. AesKeyBits.Select(bits => new AlgorithmName($"aes{bits}-ccm-128", (ushort)EncryptionId.AesCcm16, bits)),
            .. AesKeyBits.Select(bits => new AlgorithmName($"aes{bits}-ccm-96", (ushort)EncryptionId.AesCcm12, bits)),
            .. AesKeyBits.Select(bits => new AlgorithmName($"aes{bits}-ccm-64", (ushort)EncryptionId.AesCcm8, bits)),
            new("chacha20-poly1305", (ushort)EncryptionId.ChaCha20Poly1305),
        ],
        AlgorithmLeaf.Integrity =>
        [
            new("hmac-sha256", (ushort)IntegrityId.HmacSha256_128),
            new("hmac-sha384", (ushort)IntegrityId.HmacSha384_192),
            new("hmac-sha512", (ushort)IntegrityId.HmacSha512_256),
            new("aes-xcbc", (ushort)IntegrityId.AesXcbc96),
            new("aes-cmac", (ushort)IntegrityId.AesCmac96),
            new("hmac-sha1", (ushort)IntegrityId.HmacSha1_96, IsWeak: true),
            new("hmac-md5", (ushort)IntegrityId.HmacMd5_96, IsWeak: true),
        ],
        AlgorithmLeaf.Prf =>
        [
            new("hmac-sha256", (ushort)PseudorandomFunctionId.HmacSha256),
            new("hmac-sha384", (ushort)PseudorandomFunctionId.HmacSha384),
            new("hmac-sha512", (ushort)PseudorandomFunctionId.HmacSha512),
            new("aes-xcbc", (ushort)PseudorandomFunctionId.AesXcbc128),
            new("aes-cmac", (ushort)PseudorandomFunctionId.AesCmac128),
            new("hmac-sha1", (ushort)PseudorandomFunctionId.HmacSha1, IsWeak: true),
            new("hmac-md5", (ushort)PseudorandomFunctionId.HmacMd5, IsWeak: true),
        ],
        _ =>
        [
            new("modp2048", (ushort)KeyExchangeId.Modp2048),
            new("modp3072", (ushort)KeyExchangeId.Modp3072),
            new("modp4096", (ushort)KeyExchangeId.Modp4096),
            new("modp6144", (ushort)KeyExchangeId.Modp6144),
            new("modp8192", (ushort)KeyExchangeId.Modp8192),
            new("ecp256", (ushort)KeyExchangeId.Ecp256),
            new("ecp384", (ushort)KeyExchangeId.Ecp384),
            new("ecp521", (ushort)KeyExchangeId.Ecp521),
            new("curve25519", (ushort)KeyExchangeId.Curve25519),
            new("curve448", (ushort)KeyExchangeId.Curve448),
            new("ml-kem-512", (ushort)KeyExchangeId.MlKem512, IsSupported: false),
            new("ml-kem-768", (ushort)KeyExchangeId.MlKem768, IsSupported: false),
            new("ml-kem-1024", (ushort)KeyExchangeId.MlKem1024, IsSupported: false),
            new("modp768", (ushort)KeyExchangeId.Modp768, IsWeak: true),
            new("modp1024", (ushort)KeyExchangeId.Modp1024, IsWeak: true),
            new("modp1536", (ushort)KeyExchangeId.Modp1536, IsWeak: true),
            new("modp1024s160", (ushort)KeyExchangeId.Modp1024Sub160, IsWeak: true),
            new("modp2048s224", (ushort)KeyExchangeId.Modp2048Sub224, IsWeak: true),
            new("modp2048s256", (ushort)KeyExchangeId.Modp2048Sub256, IsWeak: true),
        ],
    };

    /// <summary>The PRF that goes with an integrity algorithm when the proposal names none: the same primitive (6WIND derives it so).</summary>
    public static PseudorandomFunctionId PrfFor(IntegrityId integrity) => integrity switch
    {
        IntegrityId.HmacMd5_96 => PseudorandomFunctionId.HmacMd5,
        IntegrityId.HmacSha1_96 => PseudorandomFunctionId.HmacSha1,
        IntegrityId.AesXcbc96 => PseudorandomFunctionId.AesXcbc128,
        IntegrityId.AesCmac96 => PseudorandomFunctionId.AesCmac128,
        IntegrityId.HmacSha384_192 => PseudorandomFunctionId.HmacSha384,
        IntegrityId.HmacSha512_256 => PseudorandomFunctionId.HmacSha512,
        _ => PseudorandomFunctionId.HmacSha256,
    };
}
