namespace MyIkev2.NmsecProtocol;

/// <summary>What went wrong with a request: the two codes of the answer, and whether the connection survives.</summary>
/// <remarks>
/// An error that closes the connection is sent as a termination message, because the framing of what follows is lost
/// or not worth having; every other one is the answer to its request.
/// </remarks>
/// <param name="ReturnCode">Return code.</param>
/// <param name="ReasonCode">Reason code.</param>
/// <param name="ClosesConnection">True if the server closes after it.</param>
public readonly record struct NmsecError(NmsecReturnCode ReturnCode, NmsecReasonCode ReasonCode, bool ClosesConnection)
{
    /// <summary>No error.</summary>
    public static NmsecError None => default;

    /// <summary>Bad identifier in the message header or a record header.</summary>
    public static NmsecError BadIdentifier => Invalid(NmsecReasonCode.BadIdentifier, closes: true);

    /// <summary>A version that the server does not have.</summary>
    public static NmsecError BadVersion => Invalid(NmsecReasonCode.BadVersion);

    /// <summary>A type number that no request has.</summary>
    public static NmsecError BadType => Invalid(NmsecReasonCode.BadType);

    /// <summary>A message that is larger than the server takes.</summary>
    public static NmsecError ExcessiveSize => Invalid(NmsecReasonCode.ExcessiveSize, closes: true);

    /// <summary>A header size that is not that of the version.</summary>
    public static NmsecError BadHeaderSize => Invalid(NmsecReasonCode.BadHeaderSize, closes: true);

    /// <summary>A message that cannot hold its own header: nobody knows where the next one starts.</summary>
    public static NmsecError MessageShorterThanHeader => Invalid(NmsecReasonCode.BadMessageSize, closes: true);

    /// <summary>A message whose size is not the sum of its parts.</summary>
    public static NmsecError BadMessageSize => Invalid(NmsecReasonCode.BadMessageSize);

    /// <summary>Something that must be zero is not.</summary>
    public static NmsecError ReservedNotZero => Invalid(NmsecReasonCode.ReservedNotZero);

    /// <summary>A record, or a section in it, of a length that the request does not have.</summary>
    public static NmsecError BadRecordLength => Invalid(NmsecReasonCode.BadRecordLength);

    /// <summary>The caller may not do this.</summary>
    public static NmsecError NotAuthorized => new(NmsecReturnCode.NotAuthorized, NmsecReasonCode.None, false);

    /// <summary>No stack of that name.</summary>
    public static NmsecError UnknownStack => new(NmsecReturnCode.UnknownStack, NmsecReasonCode.None, false);

    /// <summary>A request that the interface knows and this server does not offer.</summary>
    public static NmsecError NotSupported => new(NmsecReturnCode.NotSupported, NmsecReasonCode.None, false);

    /// <summary>The server failed at this request.</summary>
    public static NmsecError InternalFailure => new(NmsecReturnCode.InternalFailure, NmsecReasonCode.None, false);

    /// <summary>The server has no room for what the request wants done.</summary>
    public static NmsecError NoStorage => new(NmsecReturnCode.NoStorage, NmsecReasonCode.None, false);

    /// <summary>The server did not become ready in time.</summary>
    public static NmsecError NotReady => new(NmsecReturnCode.NotReady, NmsecReasonCode.None, true);

    /// <summary>No room for one more client.</summary>
    public static NmsecError TooManyClients => new(NmsecReturnCode.NoStorage, NmsecReasonCode.None, true);

    /// <summary>The server is ending.</summary>
    public static NmsecError ShuttingDown => new(NmsecReturnCode.ShuttingDown, NmsecReasonCode.None, true);

    /// <summary>True for anything but <see cref="None"/>.</summary>
    public bool IsError => ReturnCode != NmsecReturnCode.Success || ReasonCode != NmsecReasonCode.None;

    /// <summary>A sentence for people, with the codes in it.</summary>
    public override string ToString() => Describe(ReturnCode, ReasonCode);

    /// <summary>A sentence for people about two codes.</summary>
    public static string Describe(NmsecReturnCode returnCode, NmsecReasonCode reasonCode)
    {
        var meaning = (returnCode, reasonCode) switch
        {
            (NmsecReturnCode.Success, _) => "no error",
            (NmsecReturnCode.InvalidRequest, NmsecReasonCode.BadIdentifier) => "bad identifier in a message or record header",
            (NmsecReturnCode.InvalidRequest, NmsecReasonCode.BadVersion) => "the interface version is not supported",
            (NmsecReturnCode.InvalidRequest, NmsecReasonCode.BadType) => "unknown message type",
            (NmsecReturnCode.InvalidRequest, NmsecReasonCode.ExcessiveSize) => "the message is too large",
            (NmsecReturnCode.InvalidRequest, NmsecReasonCode.BadHeaderSize) => "wrong header size",
            (NmsecReturnCode.InvalidRequest, NmsecReasonCode.BadMessageSize) => "the message size is not the sum of its parts",
            (NmsecReturnCode.InvalidRequest, NmsecReasonCode.ReservedNotZero) => "reserved data is not zero, or a selector does not apply",
            (NmsecReturnCode.InvalidRequest, NmsecReasonCode.BadRecordLength) => "record length not recognized",
            (NmsecReturnCode.InvalidRequest, _) => "invalid request",
            (NmsecReturnCode.NotAuthorized, _) => "not authorized",
            (NmsecReturnCode.InternalFailure, _) => "the server failed at this request",
            (NmsecReturnCode.NotReady, _) => "the server is not ready",
            (NmsecReturnCode.NoStorage, _) => "the server has no room",
            (NmsecReturnCode.UnknownStack, _) => "no stack of that name",
            (NmsecReturnCode.NotSupported, _) => "the request is not supported here",
            (NmsecReturnCode.ShuttingDown, _) => "the server is ending",
            _ => "unknown error",
        };
        return $"{meaning} (return code {Name(NmsecCodeNames.Of(returnCode), (uint)returnCode)}, reason code {Name(NmsecCodeNames.Of(reasonCode), (uint)reasonCode)})";
    }

    private static string Name(string? name, uint number) => name is null ? $"{number}" : $"{number} {name}";

    private static NmsecError Invalid(NmsecReasonCode reason, bool closes = false)
        => new(NmsecReturnCode.InvalidRequest, reason, closes);
}
