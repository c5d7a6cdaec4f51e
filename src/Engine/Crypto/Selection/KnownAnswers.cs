using System.Collections.Frozen;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Crypto;

/// <summary>
/// TABLE of the self-test's expected answers, one per row of the catalog: the head of the SHA-256 of what <see cref="KnownAnswerCheck"/>
/// makes an implementation compute. The values come from a separate implementation in another language, not from any provider here.
/// </summary>
internal static class KnownAnswers
{
    private static readonly FrozenDictionary<AlgorithmKey, string> Answers = new (AlgorithmKey Key, string Answer)[]
    {
        (Key(EncryptionId.AesGcm8, 128), "749D4F5050259BC7"),
        (Key(EncryptionId.AesGcm12, 128), "7C9DA57EEBB5C9E4"),
        (Key(EncryptionId.AesGcm16, 128), "C2A8C7AE64F0B5EF"),
        (Key(EncryptionId.AesCcm8, 128), "774DE2A9E7ED47EF"),
        (Key(EncryptionId.AesCcm12, 128), "4116625689F1771B"),
        (Key(EncryptionId.AesCcm16, 128), "85DF612BA8FF6F11"),
        (Key(EncryptionId.AesGcm8, 192), "93DEE17D5B935E20"),
        (Key(EncryptionId.AesGcm12, 192), "D94F3A1FB1D38E96"),
        (Key(EncryptionId.AesGcm16, 192), "A0714CA29109B06E"),
        (Key(EncryptionId.AesCcm8, 192), "AB970677BA92EEE6"),
        (Key(EncryptionId.AesCcm12, 192), "B0F893B47E3965B7"),
        (Key(EncryptionId.AesCcm16, 192), "DADC0C020EB4BA4D"),
        (Key(EncryptionId.AesGcm8, 256), "CEB714280583EC68"),
        (Key(EncryptionId.AesGcm12, 256), "04B4E9311114ECD3"),
        (Key(EncryptionId.AesGcm16, 256), "6AFD095657EF3094"),
        (Key(EncryptionId.AesCcm8, 256), "0EC61AD3B64E8C58"),
        (Key(EncryptionId.AesCcm12, 256), "B36CD81F847461D1"),
        (Key(EncryptionId.AesCcm16, 256), "36BDA1E3B79BB004"),
        (Key(EncryptionId.NullAesGmac, 128), "8C6093A40D4362F9"),
        (Key(EncryptionId.NullAesGmac, 192), "A4ECC6E9C93E41B6"),
        (Key(EncryptionId.NullAesGmac, 256), "93DD538CDE73DDB3"),
        (Key(EncryptionId.ChaCha20Poly1305, 0), "A99640A3322CD24E"),
        (Key(EncryptionId.AesCbc, 128), "851B060F4EF52C15"),
        (Key(EncryptionId.AesCtr, 128), "43E6B6F13297020F"),
        (Key(EncryptionId.AesCbc, 192), "825F1BFBE23BF91A"),
        (Key(EncryptionId.AesCtr, 192), "8322842AE07D5DD5"),
        (Key(EncryptionId.AesCbc, 256), "AF7028EAB47F7606"),
        (Key(EncryptionId.AesCtr, 256), "1CE160C45CC7D115"),
        (Key(EncryptionId.TripleDes, 0), "D10E513A87CCCDC9"),
        (Key(EncryptionId.Null, 0), "B904C680C20E1976"),
        (Key(IntegrityId.HmacMd5_96), "5DD2F34421C72EF6"),
        (Key(IntegrityId.HmacSha1_96), "0AA154175BD10F31"),
        (Key(IntegrityId.HmacSha256_128), "0585A244AE5BF5A1"),
        (Key(IntegrityId.HmacSha384_192), "960BCC0F34F307C6"),
        (Key(IntegrityId.HmacSha512_256), "41DFFFC089AEF7AC"),
        (Key(IntegrityId.AesXcbc96), "C09F2C27C66E10D0"),
        (Key(IntegrityId.AesCmac96), "AE4FF0C741B53F01"),
        (Key(PseudorandomFunctionId.HmacMd5), "E8F31F561AA07038"),
        (Key(PseudorandomFunctionId.HmacSha1), "43A9C8DC3FB71706"),
        (Key(PseudorandomFunctionId.HmacSha256), "FDDABF4BB7D66FC2"),
        (Key(PseudorandomFunctionId.HmacSha384), "F7B414DE7D6BC3E7"),
        (Key(PseudorandomFunctionId.HmacSha512), "753392A249FEDFC0"),
        (Key(PseudorandomFunctionId.AesXcbc128), "50C8025D41D56996"),
        (Key(PseudorandomFunctionId.AesCmac128), "5ABE4F5CD16F15A1"),
        (Key(KeyExchangeId.Ecp256), "B251A05AF053860D"),
        (Key(KeyExchangeId.Ecp384), "0295C1FD5DDA1E21"),
        (Key(KeyExchangeId.Ecp521), "DD8831D74CD6F57C"),
        (Key(KeyExchangeId.Ecp192), "9C9A4F76E5B68A2D"),
        (Key(KeyExchangeId.Ecp224), "52A5283DE64632B9"),
        (Key(KeyExchangeId.Brainpool224), "136A6E7A5F7858DA"),
        (Key(KeyExchangeId.Brainpool256), "B7D6FBB2F1C68E4E"),
        (Key(KeyExchangeId.Brainpool384), "E370327D04F46F56"),
        (Key(KeyExchangeId.Brainpool512), "72FEACFB66090033"),
        (Key(KeyExchangeId.Curve25519), "318FD4F2714347BA"),
        (Key(KeyExchangeId.Curve448), "8558B74F2B66BD1D"),
        (Key(KeyExchangeId.Modp768), "CE9012903C00152A"),
        (Key(KeyExchangeId.Modp1024), "C1E25361377E5B74"),
        (Key(KeyExchangeId.Modp1536), "E1CB88913198A4C8"),
        (Key(KeyExchangeId.Modp2048), "C8A5E1B1358798C1"),
        (Key(KeyExchangeId.Modp3072), "E1140F9311A9369B"),
        (Key(KeyExchangeId.Modp4096), "892BC1C34586BAB2"),
        (Key(KeyExchangeId.Modp6144), "6517E55457818FB0"),
        (Key(KeyExchangeId.Modp8192), "9A78B3BA4C1325D3"),
        (Key(KeyExchangeId.Modp1024Sub160), "4C0F0D53EEDF00E5"),
        (Key(KeyExchangeId.Modp2048Sub224), "F44E3B8CC4389FAD"),
        (Key(KeyExchangeId.Modp2048Sub256), "B3B36E22A9EAE895"),
        (Key(KeyExchangeId.MlKem512), "1A5AA6A6A5B693E4"),
        (Key(KeyExchangeId.MlKem768), "3C61F0ABD54F1EA3"),
        (Key(KeyExchangeId.MlKem1024), "BDFDA35ABEC8C99B"),
    }.ToFrozenDictionary(row => row.Key, row => row.Answer);

    /// <summary>
    /// False when the answer is wrong, when the implementation throws, and when there is no answer: what is not tested is not used.
    /// </summary>
    public static bool Passes(Algorithm row, object implementation)
    {
        try
        {
            return Answers.TryGetValue(row.Key, out string? expected) && KnownAnswerCheck.Run(row, implementation) == expected;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever a broken library does, the next provider gets its chance.
            return false;
        }
    }

    /// <summary>SHA-1 is no transform and has no row, but NAT detection depends on it.</summary>
    public static bool PassesSha1(ICryptoProvider provider)
    {
        try
        {
            Span<byte> digest = stackalloc byte[20];
            provider.Sha1("abc"u8, digest);
            return Convert.ToHexString(digest) == "A9993E364706816ABA3E25717850C26C9CD0D89D";
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            return false;
        }
    }

    private static AlgorithmKey Key(EncryptionId id, int keyBits) => new(TransformType.Encryption, (ushort)id, keyBits);

    private static AlgorithmKey Key(IntegrityId id) => new(TransformType.Integrity, (ushort)id, 0);

    private static AlgorithmKey Key(PseudorandomFunctionId id) => new(TransformType.PseudorandomFunction, (ushort)id, 0);

    private static AlgorithmKey Key(KeyExchangeId id) => new(TransformType.KeyExchangeMethod, (ushort)id, 0);
}
