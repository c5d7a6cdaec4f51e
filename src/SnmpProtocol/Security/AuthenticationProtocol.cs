namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// How a user's messages are authenticated. The values are the last number of the protocol's name below
/// snmpAuthProtocols (1.3.6.1.6.3.10.1.1).
/// </summary>
public enum AuthenticationProtocol
{
    /// <summary>usmNoAuthProtocol.</summary>
    None = 1,

    /// <summary>usmHMACMD5AuthProtocol, HMAC-MD5-96 (RFC 3414 section 6).</summary>
    Md5 = 2,

    /// <summary>usmHMACSHAAuthProtocol, HMAC-SHA-96 (RFC 3414 section 7).</summary>
    Sha1 = 3,

    /// <summary>usmHMAC128SHA224AuthProtocol (RFC 7860).</summary>
    Sha224 = 4,

    /// <summary>usmHMAC192SHA256AuthProtocol (RFC 7860).</summary>
    Sha256 = 5,

    /// <summary>usmHMAC256SHA384AuthProtocol (RFC 7860).</summary>
    Sha384 = 6,

    /// <summary>usmHMAC384SHA512AuthProtocol (RFC 7860).</summary>
    Sha512 = 7,
}
