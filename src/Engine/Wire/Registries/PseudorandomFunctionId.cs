namespace MyIkev2.Engine.Wire;

/// <summary>Pseudorandom functions (IANA "Transform Type 2").</summary>
public enum PseudorandomFunctionId : ushort
{
    None = 0,
    HmacMd5 = 1,
    HmacSha1 = 2,
    AesXcbc128 = 4,
    HmacSha256 = 5,
    HmacSha384 = 6,
    HmacSha512 = 7,
    AesCmac128 = 8,
}
