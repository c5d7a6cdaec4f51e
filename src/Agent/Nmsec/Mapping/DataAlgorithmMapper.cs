using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Mapping;

/// <summary>
/// TABLE: the algorithms of data tunnels. IANA's IKEv2 numbers on the left, the interface's on the right; not the table of
/// IKE tunnels, which names the cut ICVs of MD5 and SHA-1 otherwise. What the interface has no number for becomes 0.
/// </summary>
internal static class DataAlgorithmMapper
{
    private const ushort NullWithGmac = 21; // ENCR_NULL_AUTH_AES_GMAC

    public static DataTunnelEncryption Encryption(AlgorithmInfo algorithm) => algorithm.Id switch
    {
        2 => DataTunnelEncryption.Des, // ENCR_DES
        3 => DataTunnelEncryption.TripleDes, // ENCR_3DES
        11 => DataTunnelEncryption.Null, // ENCR_NULL
        12 => DataTunnelEncryption.AesCbc, // ENCR_AES_CBC
        20 => DataTunnelEncryption.AesGcm16, // ENCR_AES_GCM_16
        NullWithGmac => DataTunnelEncryption.Null,
        28 => DataTunnelEncryption.ChaCha20Poly1305, // ENCR_CHACHA20_POLY1305
        _ => DataTunnelEncryption.None,
    };

    /// <summary>Message authentication. A combined-mode cipher has none of its own; GMAC is a cipher in ESP and stands here.</summary>
    public static DataTunnelAuthentication Authentication(AlgorithmInfo encryption, AlgorithmInfo integrity)
        => encryption.Id == NullWithGmac ? Gmac(encryption.KeyBits)
            : encryption.IsCombinedMode ? DataTunnelAuthentication.None
            : Integrity(integrity);

    /// <summary>Key length in bits, zero for algorithms whose key length is fixed, and where nothing is encrypted.</summary>
    public static uint KeyLength(AlgorithmInfo algorithm) => algorithm.Id switch
    {
        2 or 3 or 11 or NullWithGmac or 28 => 0,
        _ => (uint)algorithm.KeyBits,
    };

    private static DataTunnelAuthentication Integrity(AlgorithmInfo algorithm) => algorithm.Id switch
    {
        1 => DataTunnelAuthentication.HmacMd5, // AUTH_HMAC_MD5_96
        2 => DataTunnelAuthentication.HmacSha1, // AUTH_HMAC_SHA1_96
        5 => DataTunnelAuthentication.AesXcbc96, // AUTH_AES_XCBC_96
        9 => DataTunnelAuthentication.AesGmac128, // AUTH_AES_128_GMAC
        11 => DataTunnelAuthentication.AesGmac256, // AUTH_AES_256_GMAC
        12 => DataTunnelAuthentication.HmacSha256_128, // AUTH_HMAC_SHA2_256_128
        13 => DataTunnelAuthentication.HmacSha384_192, // AUTH_HMAC_SHA2_384_192
        14 => DataTunnelAuthentication.HmacSha512_256, // AUTH_HMAC_SHA2_512_256
        _ => DataTunnelAuthentication.None,
    };

    private static DataTunnelAuthentication Gmac(int keyBits) => keyBits switch
    {
        128 => DataTunnelAuthentication.AesGmac128,
        256 => DataTunnelAuthentication.AesGmac256,
        _ => DataTunnelAuthentication.None,
    };
}
