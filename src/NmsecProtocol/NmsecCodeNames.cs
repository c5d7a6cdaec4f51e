namespace MyIkev2.NmsecProtocol;

/// <summary>TABLE: the codes' names on z/OS.</summary>
public static class NmsecCodeNames
{
    /// <summary>The error's name, such as <c>ENXIO</c>; null for one that the interface does not name.</summary>
    public static string? Of(NmsecReturnCode code) => code switch
    {
        NmsecReturnCode.Success => "OK",
        NmsecReturnCode.NotAuthorized => "EACCES",
        NmsecReturnCode.InvalidRequest => "EINVAL",
        NmsecReturnCode.InternalFailure => "EIO",
        NmsecReturnCode.NotReady => "ENODEV",
        NmsecReturnCode.NoStorage => "ENOMEM",
        NmsecReturnCode.UnknownStack => "ENXIO",
        NmsecReturnCode.NotSupported => "EOPNOTSUPP",
        NmsecReturnCode.ShuttingDown => "ESHUTDOWN",
        _ => null,
    };

    /// <summary>The reason's name, such as <c>NMsRsnBadType</c>; null for none, or one that the interface does not name.</summary>
    public static string? Of(NmsecReasonCode code) => code switch
    {
        NmsecReasonCode.BadIdentifier => "NMsRsnBadIdent",
        NmsecReasonCode.BadVersion => "NMsRsnBadVersion",
        NmsecReasonCode.BadType => "NMsRsnBadType",
        NmsecReasonCode.ExcessiveSize => "NMsRsnExcessiveSize",
        NmsecReasonCode.BadHeaderSize => "NMsRsnHdrSize",
        NmsecReasonCode.BadMessageSize => "NMsRsnMsgSize",
        NmsecReasonCode.ReservedNotZero => "NMsRsnReservedNonzero",
        NmsecReasonCode.BadRecordLength => "NMsRsnRecordLength",
        _ => null,
    };
}
