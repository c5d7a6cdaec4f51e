namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// How a localized key that is shorter than the cipher's is made longer. Only matters for AES-192 and AES-256 with a hash
/// of less than 24 or 32 octets; with all others the two agree.
/// </summary>
public enum KeyExtension
{
    /// <summary>draft-blumenthal-aes-usm-04: the hash of the key is appended. Names such as AES-256 mean this.</summary>
    Blumenthal,

    /// <summary>draft-reeder-snmpv3-usm-3desede: the key is localized once more as if it were a password. Names such as AES-256-C mean this.</summary>
    Reeder,
}
