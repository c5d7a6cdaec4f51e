namespace MyIkev2.NmsecProtocol.Records;

/// <summary>
/// Encryption of a tunnel. These are the interface's numbers: some agree with IANA's and some name another algorithm
/// there, so they are mapped and never cast.
/// </summary>
public enum TunnelEncryption : byte
{
    /// <summary>None, or one that the interface has no number for.</summary>
    None = 0,

    /// <summary>3DES.</summary>
    [NmsecName("NMsec_ENCR_3DES")]
    TripleDes = 3,

    /// <summary>AES in CBC mode; the key length is a field of its own.</summary>
    [NmsecName("NMsec_ENCR_AES_CBC")]
    AesCbc = 12,

    /// <summary>DES.</summary>
    [NmsecName("NMsec_ENCR_DES")]
    Des = 18,

    /// <summary>AES-GCM with a 16-byte ICV. Not in the interface's published list: our addition.</summary>
    AesGcm16 = 20,

    /// <summary>ChaCha20-Poly1305. Not in the interface's published list: our addition.</summary>
    ChaCha20Poly1305 = 28,
}

/// <summary>NMsec_AUTH as message authentication of a tunnel.</summary>
public enum TunnelAuthentication : byte
{
    /// <summary>None (combined-mode encryption), or one that the interface has no number for.</summary>
    None = 0,

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

    /// <summary>HMAC-MD5 with the full ICV; IKEv1 only.</summary>
    [NmsecName("NMsec_AUTH_HMAC_MD5")]
    HmacMd5 = 38,

    /// <summary>HMAC-SHA1 with the full ICV; IKEv1 only.</summary>
    [NmsecName("NMsec_AUTH_HMAC_SHA1")]
    HmacSha1 = 39,

    /// <summary>HMAC-MD5-96; IKEv2 only.</summary>
    [NmsecName("NMsec_AUTH_HMAC_MD5_96")]
    HmacMd5_96 = 40,

    /// <summary>HMAC-SHA1-96; IKEv2 only.</summary>
    [NmsecName("NMsec_AUTH_HMAC_SHA1_96")]
    HmacSha1_96 = 41,
}

/// <summary>NMsec_AUTH as pseudorandom function of an IKE tunnel.</summary>
public enum TunnelPseudorandomFunction : byte
{
    /// <summary>None yet, or one that the interface has no number for.</summary>
    None = 0,

    /// <summary>HMAC-SHA2-256.</summary>
    [NmsecName("NMsec_AUTH_HMAC_SHA2_256")]
    HmacSha256 = 15,

    /// <summary>HMAC-SHA2-384.</summary>
    [NmsecName("NMsec_AUTH_HMAC_SHA2_384")]
    HmacSha384 = 16,

    /// <summary>HMAC-SHA2-512.</summary>
    [NmsecName("NMsec_AUTH_HMAC_SHA2_512")]
    HmacSha512 = 17,

    /// <summary>AES128-XCBC.</summary>
    [NmsecName("NMsec_AUTH_AES128_XCBC")]
    AesXcbc = 18,

    /// <summary>HMAC-MD5.</summary>
    [NmsecName("NMsec_AUTH_HMAC_MD5")]
    HmacMd5 = 38,

    /// <summary>HMAC-SHA1.</summary>
    [NmsecName("NMsec_AUTH_HMAC_SHA1")]
    HmacSha1 = 39,
}
