using MyIkev2.SnmpProtocol.Security;

namespace MyIkev2.Agent.Snmp.Access;

/// <summary>TABLE: what the options call the algorithms of users: the names that net-snmp's tools take.</summary>
internal static class SnmpAlgorithmNames
{
    /// <summary>The names to choose from, for messages.</summary>
    internal const string Authentications = "none, MD5, SHA, SHA-224, SHA-256, SHA-384, SHA-512";

    /// <summary>The names to choose from, for messages.</summary>
    internal const string Privacies = "none, DES, AES, AES-192, AES-256, AES-192-C, AES-256-C";

    internal static AuthenticationProtocol? Authentication(string name) => name.ToUpperInvariant() switch
    {
        "NONE" or "" => AuthenticationProtocol.None,
        "MD5" => AuthenticationProtocol.Md5,
        "SHA" or "SHA-1" or "SHA1" => AuthenticationProtocol.Sha1,
        "SHA-224" or "SHA224" => AuthenticationProtocol.Sha224,
        "SHA-256" or "SHA256" => AuthenticationProtocol.Sha256,
        "SHA-384" or "SHA384" => AuthenticationProtocol.Sha384,
        "SHA-512" or "SHA512" => AuthenticationProtocol.Sha512,
        _ => null,
    };

    internal static (PrivacyProtocol Protocol, KeyExtension Extension)? Privacy(string name) => name.ToUpperInvariant() switch
    {
        "NONE" or "" => (PrivacyProtocol.None, KeyExtension.Blumenthal),
        "DES" => (PrivacyProtocol.Des, KeyExtension.Blumenthal),
        "AES" or "AES-128" or "AES128" => (PrivacyProtocol.Aes128, KeyExtension.Blumenthal),
        "AES-192" or "AES192" => (PrivacyProtocol.Aes192, KeyExtension.Blumenthal),
        "AES-256" or "AES256" => (PrivacyProtocol.Aes256, KeyExtension.Blumenthal),
        "AES-192-C" or "AES192C" => (PrivacyProtocol.Aes192, KeyExtension.Reeder),
        "AES-256-C" or "AES256C" => (PrivacyProtocol.Aes256, KeyExtension.Reeder),
        _ => null,
    };
}
