namespace MyIkev2.SnmpProtocol.Messages;

/// <summary>error-status of a response (RFC 3416 section 3).</summary>
public enum ErrorStatus
{
    /// <summary>noError.</summary>
    NoError = 0,

    /// <summary>tooBig.</summary>
    TooBig = 1,

    /// <summary>noSuchName; SNMPv1 only.</summary>
    NoSuchName = 2,

    /// <summary>badValue; SNMPv1 only.</summary>
    BadValue = 3,

    /// <summary>readOnly; SNMPv1 only.</summary>
    ReadOnly = 4,

    /// <summary>genErr.</summary>
    GenErr = 5,

    /// <summary>noAccess.</summary>
    NoAccess = 6,

    /// <summary>wrongType.</summary>
    WrongType = 7,

    /// <summary>wrongLength.</summary>
    WrongLength = 8,

    /// <summary>wrongEncoding.</summary>
    WrongEncoding = 9,

    /// <summary>wrongValue.</summary>
    WrongValue = 10,

    /// <summary>noCreation.</summary>
    NoCreation = 11,

    /// <summary>inconsistentValue.</summary>
    InconsistentValue = 12,

    /// <summary>resourceUnavailable.</summary>
    ResourceUnavailable = 13,

    /// <summary>commitFailed.</summary>
    CommitFailed = 14,

    /// <summary>undoFailed.</summary>
    UndoFailed = 15,

    /// <summary>authorizationError.</summary>
    AuthorizationError = 16,

    /// <summary>notWritable.</summary>
    NotWritable = 17,

    /// <summary>inconsistentName.</summary>
    InconsistentName = 18,
}
