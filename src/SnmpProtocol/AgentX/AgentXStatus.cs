namespace MyIkev2.SnmpProtocol.AgentX;

/// <summary>
/// res.error of a response (RFC 2741 section 6.2.16). The numbers below 256 are the error-status values of SNMP
/// (<see cref="Messages.ErrorStatus"/>).
/// </summary>
public enum AgentXStatus : ushort
{
    /// <summary>noAgentXError.</summary>
    NoError = 0,

    /// <summary>genErr of SNMP.</summary>
    GenErr = 5,

    /// <summary>commitFailed of SNMP.</summary>
    CommitFailed = 14,

    /// <summary>undoFailed of SNMP.</summary>
    UndoFailed = 15,

    /// <summary>openFailed.</summary>
    OpenFailed = 256,

    /// <summary>notOpen.</summary>
    NotOpen = 257,

    /// <summary>indexWrongType.</summary>
    IndexWrongType = 258,

    /// <summary>indexAlreadyAllocated.</summary>
    IndexAlreadyAllocated = 259,

    /// <summary>indexNoneAvailable.</summary>
    IndexNoneAvailable = 260,

    /// <summary>indexNotAllocated.</summary>
    IndexNotAllocated = 261,

    /// <summary>unsupportedContext.</summary>
    UnsupportedContext = 262,

    /// <summary>duplicateRegistration.</summary>
    DuplicateRegistration = 263,

    /// <summary>unknownRegistration.</summary>
    UnknownRegistration = 264,

    /// <summary>unknownAgentCaps.</summary>
    UnknownAgentCaps = 265,

    /// <summary>parseError.</summary>
    ParseError = 266,

    /// <summary>requestDenied.</summary>
    RequestDenied = 267,

    /// <summary>processingError.</summary>
    ProcessingError = 268,
}
