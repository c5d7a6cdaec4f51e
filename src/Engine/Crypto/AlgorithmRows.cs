using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// The rows of <see cref="AlgorithmCatalog"/>. Weakness follows RFC 8221, RFC 8247 and RFC 9395: what they call MUST NOT, SHOULD NOT or
/// MUST-, the 64-bit ICV of GCM, whose forgery bound shrinks with every attempt (SP 800-38D appendix C), and what leaves the text readable.
/// </summary>
internal static class AlgorithmRows
{
    private const bool Weak = true;
    private const bool Sound = false;

    private static readonly int[] AesKeyBits = [256, 192, 128];

    public static IEnumerable<Algorithm> Aead()
    {
        foreach (int bits in AesKeyBits)
        {
            yield return AeadRow(EncryptionId.AesGcm16, bits, $"aes{bits}-gcm-128", AeadShape.Gcm(bits, 16), Sound);
            yield return AeadRow(EncryptionId.AesGcm12, bits, $"aes{bits}-gcm-96", AeadShape.Gcm(bits, 12), Sound);
            yield return AeadRow(EncryptionId.AesGcm8, bits, $"aes{bits}-gcm-64", AeadShape.Gcm(bits, 8), Weak);
        }

        yield return AeadRow(EncryptionId.ChaCha20Poly1305, 0, "chacha20-poly1305", AeadShape.ChaCha20Poly1305, Sound);
        foreach (int bits in AesKeyBits)
        {
            yield return AeadRow(EncryptionId.AesCcm16, bits, $"aes{bits}-ccm-128", AeadShape.Ccm(bits, 16), Sound);
            yield return AeadRow(EncryptionId.AesCcm12, bits, $"aes{bits}-ccm-96", AeadShape.Ccm(bits, 12), Sound);
            yield return AeadRow(EncryptionId.AesCcm8, bits, $"aes{bits}-ccm-64", AeadShape.Ccm(bits, 8), Sound);
        }

        foreach (int bits in AesKeyBits)
        {
            yield return AeadRow(EncryptionId.NullAesGmac, bits, $"aes{bits}-gmac", AeadShape.Gcm(bits, 16), Weak) with { Use = AlgorithmUse.Esp };
        }
    }

    public static IEnumerable<Algorithm> Encryption()
    {
        foreach (int bits in AesKeyBits)
        {
            yield return CipherRow(EncryptionId.AesCbc, bits, $"aes{bits}-cbc", CipherShape.AesCbc(bits), AlgorithmUse.IkeAndEsp, Sound);
        }

        foreach (int bits in AesKeyBits)
        {
            yield return CipherRow(EncryptionId.AesCtr, bits, $"aes{bits}-ctr", CipherShape.AesCtr(bits), AlgorithmUse.IkeAndEsp, Sound);
        }

        yield return CipherRow(EncryptionId.TripleDes, 0, "3des-cbc", CipherShape.TripleDes, AlgorithmUse.IkeAndEsp, Weak);
        yield return CipherRow(EncryptionId.Null, 0, "null", new CipherShape(0, 0, 0, 1), AlgorithmUse.Esp, Weak);
    }

    public static IEnumerable<Algorithm> Integrity() =>
    [
        IntegrityRow(IntegrityId.HmacSha256_128, "hmac-sha256", keyLength: 32, icvLength: 16, Sound),
        IntegrityRow(IntegrityId.HmacSha384_192, "hmac-sha384", keyLength: 48, icvLength: 24, Sound),
        IntegrityRow(IntegrityId.HmacSha512_256, "hmac-sha512", keyLength: 64, icvLength: 32, Sound),
        IntegrityRow(IntegrityId.AesCmac96, "aes-cmac", keyLength: 16, icvLength: 12, Sound),
        IntegrityRow(IntegrityId.AesXcbc96, "aes-xcbc", keyLength: 16, icvLength: 12, Sound),
        IntegrityRow(IntegrityId.HmacSha1_96, "hmac-sha1", keyLength: 20, icvLength: 12, Weak),
        IntegrityRow(IntegrityId.HmacMd5_96, "hmac-md5", keyLength: 16, icvLength: 12, Weak),
    ];

    public static IEnumerable<Algorithm> PseudorandomFunctions() =>
    [
        PrfRow(PseudorandomFunctionId.HmacSha256, "hmac-sha256", outputLength: 32, Sound),
        PrfRow(PseudorandomFunctionId.HmacSha384, "hmac-sha384", outputLength: 48, Sound),
        PrfRow(PseudorandomFunctionId.HmacSha512, "hmac-sha512", outputLength: 64, Sound),
        PrfRow(PseudorandomFunctionId.AesCmac128, "aes-cmac", outputLength: 16, Sound),
        PrfRow(PseudorandomFunctionId.AesXcbc128, "aes-xcbc", outputLength: 16, Sound),
        PrfRow(PseudorandomFunctionId.HmacSha1, "hmac-sha1", outputLength: 20, Weak),
        PrfRow(PseudorandomFunctionId.HmacMd5, "hmac-md5", outputLength: 16, Weak),
    ];

    public static IEnumerable<Algorithm> KeyExchanges() =>
    [
        KeyExchangeRow(KeyExchangeId.Curve25519, "curve25519", publicLength: 32, Sound),
        KeyExchangeRow(KeyExchangeId.Ecp256, "ecp256", publicLength: 64, Sound),
        KeyExchangeRow(KeyExchangeId.Ecp384, "ecp384", publicLength: 96, Sound),
        KeyExchangeRow(KeyExchangeId.Ecp521, "ecp521", publicLength: 132, Sound),
        KeyExchangeRow(KeyExchangeId.Curve448, "curve448", publicLength: 56, Sound),
        KeyExchangeRow(KeyExchangeId.Brainpool256, "brainpool256", publicLength: 64, Sound),
        KeyExchangeRow(KeyExchangeId.Brainpool384, "brainpool384", publicLength: 96, Sound),
        KeyExchangeRow(KeyExchangeId.Brainpool512, "brainpool512", publicLength: 128, Sound),
        KeyExchangeRow(KeyExchangeId.Modp3072, "modp3072", publicLength: 384, Sound),
        KeyExchangeRow(KeyExchangeId.Modp4096, "modp4096", publicLength: 512, Sound),
        KeyExchangeRow(KeyExchangeId.Modp6144, "modp6144", publicLength: 768, Sound),
        KeyExchangeRow(KeyExchangeId.Modp8192, "modp8192", publicLength: 1024, Sound),
        KeyExchangeRow(KeyExchangeId.Modp2048, "modp2048", publicLength: 256, Sound),
        KeyExchangeRow(KeyExchangeId.MlKem512, "ml-kem-512", publicLength: 800, Sound) with { CiphertextLength = 768 },
        KeyExchangeRow(KeyExchangeId.MlKem768, "ml-kem-768", publicLength: 1184, Sound) with { CiphertextLength = 1088 },
        KeyExchangeRow(KeyExchangeId.MlKem1024, "ml-kem-1024", publicLength: 1568, Sound) with { CiphertextLength = 1568 },
        KeyExchangeRow(KeyExchangeId.Modp2048Sub256, "modp2048s256", publicLength: 256, Weak),
        KeyExchangeRow(KeyExchangeId.Modp2048Sub224, "modp2048s224", publicLength: 256, Weak),
        KeyExchangeRow(KeyExchangeId.Brainpool224, "brainpool224", publicLength: 56, Weak),
        KeyExchangeRow(KeyExchangeId.Ecp224, "ecp224", publicLength: 56, Weak),
        KeyExchangeRow(KeyExchangeId.Ecp192, "ecp192", publicLength: 48, Weak),
        KeyExchangeRow(KeyExchangeId.Modp1536, "modp1536", publicLength: 192, Weak),
        KeyExchangeRow(KeyExchangeId.Modp1024, "modp1024", publicLength: 128, Weak),
        KeyExchangeRow(KeyExchangeId.Modp1024Sub160, "modp1024s160", publicLength: 128, Weak),
        KeyExchangeRow(KeyExchangeId.Modp768, "modp768", publicLength: 96, Weak),
    ];

    private static Algorithm AeadRow(EncryptionId id, int keyBits, string name, AeadShape shape, bool weak) =>
        new(AlgorithmClass.Aead, new AlgorithmKey(TransformType.Encryption, (ushort)id, keyBits), name, AlgorithmUse.IkeAndEsp, weak)
        {
            KeyLength = shape.KeyLength,
            SaltLength = shape.SaltLength,
            IvLength = AeadShape.IvLength,
            BlockLength = 1,
            IcvLength = shape.IcvLength,
        };

    private static Algorithm CipherRow(EncryptionId id, int keyBits, string name, CipherShape shape, AlgorithmUse use, bool weak) =>
        new(AlgorithmClass.Encryption, new AlgorithmKey(TransformType.Encryption, (ushort)id, keyBits), name, use, weak)
        {
            KeyLength = shape.KeyLength,
            SaltLength = shape.NonceLength,
            IvLength = shape.IvLength,
            BlockLength = shape.BlockLength,
        };

    private static Algorithm IntegrityRow(IntegrityId id, string name, int keyLength, int icvLength, bool weak) =>
        new(AlgorithmClass.Integrity, new AlgorithmKey(TransformType.Integrity, (ushort)id, 0), name, AlgorithmUse.IkeAndEsp, weak)
        {
            KeyLength = keyLength,
            IcvLength = icvLength,
        };

    private static Algorithm PrfRow(PseudorandomFunctionId id, string name, int outputLength, bool weak) =>
        new(AlgorithmClass.PseudorandomFunction, new AlgorithmKey(TransformType.PseudorandomFunction, (ushort)id, 0), name, AlgorithmUse.Ike, weak)
        {
            KeyLength = outputLength,
            OutputLength = outputLength,
        };

    private static Algorithm KeyExchangeRow(KeyExchangeId id, string name, int publicLength, bool weak) =>
        new(AlgorithmClass.KeyExchange, new AlgorithmKey(TransformType.KeyExchangeMethod, (ushort)id, 0), name, AlgorithmUse.IkeAndEsp, weak)
        {
            PublicLength = publicLength,
        };
}
