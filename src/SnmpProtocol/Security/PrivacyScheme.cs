using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>One row of the table of privacy protocols (RFC 3414 section 8, RFC 3826).</summary>
/// <param name="Protocol">Which one.</param>
/// <param name="KeyLength">Octets of localized key that it takes; for DES eight of key and eight for the start value.</param>
/// <param name="BlockLength">What the length of encrypted octets is a multiple of.</param>
/// <param name="Create">Makes the cipher.</param>
internal sealed record PrivacyScheme(PrivacyProtocol Protocol, int KeyLength, int BlockLength, PrivacyScheme.CipherFactory Create)
{
    /// <summary>Octets of msgPrivacyParameters with every row.</summary>
    internal const int SaltLength = 8;

    /// <summary>Most octets that encryption adds, with any row.</summary>
    internal const int LongestPadding = 7;

    internal delegate UsmCipher CipherFactory(ReadOnlySpan<byte> key);

    private static readonly PrivacyScheme[] Table =
    [
        new(PrivacyProtocol.Des, 16, 8, key => new DesCbcCipher(key)),
        new(PrivacyProtocol.Aes128, 16, 1, key => new AesCfbCipher(key)),
        new(PrivacyProtocol.Aes192, 24, 1, key => new AesCfbCipher(key)),
        new(PrivacyProtocol.Aes256, 32, 1, key => new AesCfbCipher(key)),
    ];

    /// <summary>The row of a protocol; null for none.</summary>
    internal static PrivacyScheme? Find(PrivacyProtocol protocol) => Array.Find(Table, scheme => scheme.Protocol == protocol);

    /// <summary>Octets of the encrypted form of that many octets.</summary>
    internal int EncryptedLength(int length) => (length + BlockLength - 1) / BlockLength * BlockLength;

    /// <summary>
    /// The name of a protocol, usmNoPrivProtocol included, as usmUserPrivProtocol shows it. Those of the two long AES keys
    /// are from the arcs that net-snmp uses, since no standard has any.
    /// </summary>
    internal static ObjectIdentifier NameOf(PrivacyProtocol protocol, KeyExtension extension) => ObjectIdentifier.Parse((protocol, extension) switch
    {
        (PrivacyProtocol.Des, _) => "1.3.6.1.6.3.10.1.2.2",
        (PrivacyProtocol.Aes128, _) => "1.3.6.1.6.3.10.1.2.4",
        (PrivacyProtocol.Aes192, KeyExtension.Blumenthal) => "1.3.6.1.4.1.14832.1.3",
        (PrivacyProtocol.Aes256, KeyExtension.Blumenthal) => "1.3.6.1.4.1.14832.1.4",
        (PrivacyProtocol.Aes192, _) => "1.3.6.1.4.1.9.12.6.1.1",
        (PrivacyProtocol.Aes256, _) => "1.3.6.1.4.1.9.12.6.1.2",
        _ => "1.3.6.1.6.3.10.1.2.1",
    });
}
