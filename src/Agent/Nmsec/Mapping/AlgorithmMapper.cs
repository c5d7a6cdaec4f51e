using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Mapping;

/// <summary>
/// TABLE: IANA's IKEv2 numbers on the left, the interface's on the right. They are different registries: IANA's
/// encryption 18 is AES-GCM-8, the interface's is DES. What the interface has no number for becomes 0, never a number
/// of our invention.
/// </summary>
internal static class AlgorithmMapper
{
    public static TunnelEncryption Encryption(AlgorithmInfo algorithm) => algorithm.Id switch
    {
        2 => TunnelEncryption.Des, // ENCR_DES
        3 => TunnelEncryption.TripleDes, // ENCR_3DES
        12 => TunnelEncryption.AesCbc, // ENCR_AES_CBC
        20 => TunnelEncryption.AesGcm16, // ENCR_AES_GCM_16
        28 => TunnelEncryption.ChaCha20Poly1305, // ENCR_CHACHA20_POLY1305
        _ => TunnelEncryption.None,
    };

    public static TunnelAuthentication Authentication(AlgorithmInfo algorithm) => algorithm.Id switch
    {
        1 => TunnelAuthentication.HmacMd5_96, // AUTH_HMAC_MD5_96
        2 => TunnelAuthentication.HmacSha1_96, // AUTH_HMAC_SHA1_96
        5 => TunnelAuthentication.AesXcbc96, // AUTH_AES_XCBC_96
        12 => TunnelAuthentication.HmacSha256_128, // AUTH_HMAC_SHA2_256_128
        13 => TunnelAuthentication.HmacSha384_192, // AUTH_HMAC_SHA2_384_192
        14 => TunnelAuthentication.HmacSha512_256, // AUTH_HMAC_SHA2_512_256
        _ => TunnelAuthentication.None,
    };

    public static TunnelPseudorandomFunction PseudorandomFunction(AlgorithmInfo algorithm) => algorithm.Id switch
    {
        1 => TunnelPseudorandomFunction.HmacMd5, // PRF_HMAC_MD5
        2 => TunnelPseudorandomFunction.HmacSha1, // PRF_HMAC_SHA1
        4 => TunnelPseudorandomFunction.AesXcbc, // PRF_AES128_XCBC
        5 => TunnelPseudorandomFunction.HmacSha256, // PRF_HMAC_SHA2_256
        6 => TunnelPseudorandomFunction.HmacSha384, // PRF_HMAC_SHA2_384
        7 => TunnelPseudorandomFunction.HmacSha512, // PRF_HMAC_SHA2_512
        _ => TunnelPseudorandomFunction.None,
    };

    public static PeerAuthenticationMethod AuthenticationMethod(byte method) => method switch
    {
        1 => PeerAuthenticationMethod.RsaSignature, // RSA Digital Signature
        2 => PeerAuthenticationMethod.PresharedKey, // Shared Key Message Integrity Code
        9 => PeerAuthenticationMethod.Ecdsa256, // ECDSA with SHA-256 on the P-256 curve
        10 => PeerAuthenticationMethod.Ecdsa384, // ECDSA with SHA-384 on the P-384 curve
        11 => PeerAuthenticationMethod.Ecdsa521, // ECDSA with SHA-512 on the P-521 curve
        14 => PeerAuthenticationMethod.DigitalSignature, // Digital Signature, RFC 7427
        _ => PeerAuthenticationMethod.None,
    };

    /// <summary>Key length in bits, zero for algorithms whose key length is fixed.</summary>
    public static uint KeyLength(AlgorithmInfo algorithm) => algorithm.Id switch
    {
        2 or 3 or 28 => 0,
        _ => (uint)algorithm.KeyBits,
    };
}
