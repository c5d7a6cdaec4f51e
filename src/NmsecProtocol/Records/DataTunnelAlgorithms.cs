namespace MyIkev2.NmsecProtocol.Records;

/// <summary>Message authentication of a manual or dynamic tunnel. The interface's numbers, not IANA's: mapped, never cast.</summary>
public enum DataTunnelAuthentication : byte
{
    /// <summary>None (combined-mode encryption), or one that the interface has no number for.</summary>
    None = 0,

    /// <summary>AES-GMAC with a 128-bit key.</summary>
    [NmsecName("NMsec_AUTH_AES_GMAC_128", IsDesign = true)]
    AesGmac128 = 4,

    /// <summary>AES-GMAC with a 256-bit key.</summary>
    [NmsecName("NMsec_AUTH_AES_GMAC_256", IsDesign = true)]
    AesGmac256 = 6,

    /// <summary>HMAC-SHA2-256-128.</summary>
    [NmsecName("NMsec_AUTH_HMAC_SHA2_256_128")]
    HmacSha256_128 = 7,

    /// <summary>AES128-XCBC-96.</summary>
    [NmsecName("NMsec_AUTH_AES128_XCBC_96")]
    AesXcbc96 = 9,

    /// <summary>HMAC-SHA2-384-192.</summary>
    [NmsecName("NMsec_AUTH_HMAC_SHA2_384_192")]
    HmacSha384_192 = 13,

    /// <summary>HMAC-SHA2-512-256.</summary>
    [NmsecName("NMsec_AUTH_HMAC_SHA2_512_256")]
    HmacSha512_256 = 14,

    /// <summary>HMAC-MD5; of data tunnels with the ICV of 96 bits.</summary>
    [NmsecName("NMsec_AUTH_HMAC_MD5")]
    HmacMd5 = 38,

    /// <summary>HMAC-SHA1; of data tunnels with the ICV of 96 bits.</summary>
    [NmsecName("NMsec_AUTH_HMAC_SHA1")]
    HmacSha1 = 39,
}

/// <summary>Encryption of a manual or dynamic tunnel. The interface's numbers, not IANA's: mapped, never cast.</summary>
public enum DataTunnelEncryption : byte
{
    /// <summary>None (AH), or one that the interface has no number for.</summary>
    None = 0,

    /// <summary>3DES.</summary>
    [NmsecName("NMsec_ENCR_3DES")]
    TripleDes = 3,

    /// <summary>ESP without encryption.</summary>
    [NmsecName("NMsec_ENCR_NULL", IsDesign = true)]
    Null = 11,

    /// <summary>AES in CBC mode; the key length is a field of its own.</summary>
    [NmsecName("NMsec_ENCR_AES_CBC")]
    AesCbc = 12,

    /// <summary>DES.</summary>
    [NmsecName("NMsec_ENCR_DES")]
    Des = 18,

    /// <summary>AES-GCM with a 16-byte ICV.</summary>
    [NmsecName("NMsec_ENCR_AES_GCM_16", IsDesign = true)]
    AesGcm16 = 20,

    /// <summary>ChaCha20-Poly1305.</summary>
    [NmsecName("NMsec_ENCR_CHACHA20_POLY1305", IsDesign = true)]
    ChaCha20Poly1305 = 28,
}
