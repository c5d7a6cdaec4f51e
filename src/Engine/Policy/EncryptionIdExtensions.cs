using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Policy;

/// <summary>Properties of encryption transforms that do not depend on a provider.</summary>
public static class EncryptionIdExtensions
{
    /// <summary>True for ciphers that bring their own integrity (RFC 5282, RFC 7634).</summary>
    public static bool IsCombinedMode(this EncryptionId id) => id is
        EncryptionId.AesGcm8 or EncryptionId.AesGcm12 or EncryptionId.AesGcm16
        or EncryptionId.AesCcm8 or EncryptionId.AesCcm12 or EncryptionId.AesCcm16
        or EncryptionId.NullAesGmac or EncryptionId.ChaCha20Poly1305;

    /// <summary>False where packets stay readable: AH, ESP without a cipher (RFC 2410), and ESP with authentication alone (RFC 4543).</summary>
    public static bool HidesContent(this EncryptionId id) => id is not (EncryptionId.None or EncryptionId.Null or EncryptionId.NullAesGmac);
}
