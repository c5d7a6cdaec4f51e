using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Agent;

/// <summary>TABLE: what a version 1 manager is told instead of an error that version 1 does not have (RFC 3584 section 4.4).</summary>
internal static class V1ErrorMapping
{
    internal static ErrorStatus Map(ErrorStatus status) => status switch
    {
        ErrorStatus.WrongValue or ErrorStatus.WrongEncoding or ErrorStatus.WrongType or ErrorStatus.WrongLength
            or ErrorStatus.InconsistentValue => ErrorStatus.BadValue,
        ErrorStatus.NoAccess or ErrorStatus.NotWritable or ErrorStatus.NoCreation or ErrorStatus.InconsistentName
            or ErrorStatus.AuthorizationError => ErrorStatus.NoSuchName,
        ErrorStatus.ResourceUnavailable or ErrorStatus.CommitFailed or ErrorStatus.UndoFailed => ErrorStatus.GenErr,
        _ => status,
    };
}
