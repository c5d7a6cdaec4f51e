namespace MyIkev2.Engine.Wire;

/// <summary>Integrity algorithms (IANA "Transform Type 3").</summary>
public enum IntegrityId : ushort
{
    None = 0,
    HmacMd5_96 = 1,
    HmacSha1_96 = 2,
    AesXcbc96 = 5,
    AesCmac96 = 8,
    AesGmac128 = 9,
    AesGmac192 = 10,
    AesGmac256 = 11,
    HmacSha256_128 = 12,
    HmacSha384_192 = 13,
    HmacSha512_256 = 14,
}
