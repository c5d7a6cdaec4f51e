namespace MyIkev2.Engine.Wire;

/// <summary>Encryption transforms (IANA "Transform Type 1").</summary>
public enum EncryptionId : ushort
{
    None = 0,
    Des = 2,
    TripleDes = 3,
    Null = 11,
    AesCbc = 12,
    AesCtr = 13,
    AesCcm8 = 14,
    AesCcm12 = 15,
    AesCcm16 = 16,
    AesGcm8 = 18,
    AesGcm12 = 19,
    AesGcm16 = 20,
    NullAesGmac = 21,
    ChaCha20Poly1305 = 28,
}
