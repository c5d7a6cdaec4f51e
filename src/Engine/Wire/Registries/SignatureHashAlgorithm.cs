namespace MyIkev2.Engine.Wire;

/// <summary>Hash algorithms of digital signatures (IANA "IKEv2 Hash Algorithms", RFC 7427, RFC 8420).</summary>
public enum SignatureHashAlgorithm : ushort
{
    Sha1 = 1,
    Sha256 = 2,
    Sha384 = 3,
    Sha512 = 4,
    Identity = 5,
    Streebog256 = 6,
    Streebog512 = 7,
}
