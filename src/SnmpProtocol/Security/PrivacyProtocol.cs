namespace MyIkev2.SnmpProtocol.Security;

/// <summary>How a user's messages are encrypted.</summary>
public enum PrivacyProtocol
{
    /// <summary>usmNoPrivProtocol.</summary>
    None,

    /// <summary>usmDESPrivProtocol, DES in CBC mode (RFC 3414 section 8).</summary>
    Des,

    /// <summary>usmAesCfb128Protocol, AES with 128-bit keys in CFB mode (RFC 3826).</summary>
    Aes128,

    /// <summary>AES with 192-bit keys; never standardised, spoken by all the field.</summary>
    Aes192,

    /// <summary>AES with 256-bit keys; never standardised, spoken by all the field.</summary>
    Aes256,
}
