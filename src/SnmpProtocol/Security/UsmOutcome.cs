namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// What became of a received SNMPv3 message. The three in the middle are the message processing's business (RFC 3412
/// section 7.2) and get no answer; the last six are the user-based security model's (RFC 3414 section 3.2), are
/// counted in <see cref="UsmCounters"/>, and are told the sender by a Report if it wants one.
/// </summary>
public enum UsmOutcome
{
    /// <summary>Authentic as far as its level says, timely, and decrypted.</summary>
    Accepted,

    /// <summary>Not the octets of an SNMPv3 message: snmpInASNParseErrs.</summary>
    Malformed,

    /// <summary>Another security model than the user-based: snmpUnknownSecurityModels.</summary>
    UnknownSecurityModel,

    /// <summary>Encrypted but not authenticated: snmpInvalidMsgs.</summary>
    InvalidMessage,

    /// <summary>usmStatsUnsupportedSecLevels: the user has no such level.</summary>
    UnsupportedSecurityLevel,

    /// <summary>usmStatsNotInTimeWindows: authentic, but of another boot or more than 150 seconds off.</summary>
    NotInTimeWindow,

    /// <summary>usmStatsUnknownUserNames.</summary>
    UnknownUserName,

    /// <summary>usmStatsUnknownEngineIDs: for another engine; how discovery begins.</summary>
    UnknownEngineId,

    /// <summary>usmStatsWrongDigests.</summary>
    WrongDigest,

    /// <summary>usmStatsDecryptionErrors.</summary>
    DecryptionError,
}
