namespace MyIkev2.NmsecProtocol;

/// <summary>Reason codes: what is wrong with a request that <see cref="NmsecReturnCode.InvalidRequest"/> refuses.</summary>
public enum NmsecReasonCode
{
    /// <summary>No reason given.</summary>
    None = 0,

    /// <summary>NMsRsnBadIdent: bad identifier in message header or record header.</summary>
    BadIdentifier = 1,

    /// <summary>NMsRsnBadVersion: bad version in message header.</summary>
    BadVersion = 2,

    /// <summary>NMsRsnBadType: unknown message type.</summary>
    BadType = 3,

    /// <summary>NMsRsnExcessiveSize: the message is too large.</summary>
    ExcessiveSize = 4,

    /// <summary>NMsRsnHdrSize: the header size field is wrong.</summary>
    BadHeaderSize = 5,

    /// <summary>NMsRsnMsgSize: the message is too short, or larger than the sum of its parts.</summary>
    BadMessageSize = 6,

    /// <summary>NMsRsnReservedNonzero: reserved data is not zero in message header, record header or record data.</summary>
    ReservedNotZero = 7,

    /// <summary>NMsRsnRecordLength: record length not recognized.</summary>
    BadRecordLength = 8,
}
