namespace Grpc.Core;

/// <summary>The canonical gRPC status codes; the numbers travel as text in <c>grpc-status</c>.</summary>
public enum StatusCode
{
    /// <summary>Success.</summary>
    OK = 0,
    /// <summary>The caller ended the call.</summary>
    Cancelled = 1,
    /// <summary>An error that fits nowhere else, among them an exception of the handler.</summary>
    Unknown = 2,
    /// <summary>The arguments are wrong whatever the state of the system.</summary>
    InvalidArgument = 3,
    /// <summary>The deadline passed before the call ended.</summary>
    DeadlineExceeded = 4,
    /// <summary>The named thing does not exist.</summary>
    NotFound = 5,
    /// <summary>The thing to create exists already.</summary>
    AlreadyExists = 6,
    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,
    /// <summary>A limit was reached: size, quota, memory.</summary>
    ResourceExhausted = 8,
    /// <summary>The system is not in the state that the call needs.</summary>
    FailedPrecondition = 9,
    /// <summary>A conflict ended the call; a repeat at a higher level may work.</summary>
    Aborted = 10,
    /// <summary>The call went past the valid range.</summary>
    OutOfRange = 11,
    /// <summary>The method does not exist here or is not supported.</summary>
    Unimplemented = 12,
    /// <summary>An invariant is broken: malformed message, protocol violation.</summary>
    Internal = 13,
    /// <summary>The service cannot be reached now; a repeat may work.</summary>
    Unavailable = 14,
    /// <summary>Data was lost for good.</summary>
    DataLoss = 15,
    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
