namespace Grpc.Core;

/// <summary>
/// A call that ended with another status than OK. A handler throws it to choose the status that its caller sees; a
/// client catches it.
/// </summary>
public class RpcException : Exception
{
    /// <summary>Ends the call with a status.</summary>
    public RpcException(Status status) : this(status, Metadata.Empty)
    {
    }

    /// <summary>Ends the call with a status; <paramref name="message"/> is the text of the exception only.</summary>
    public RpcException(Status status, string message) : this(status, Metadata.Empty, message)
    {
    }

    /// <summary>Ends the call with a status and trailers.</summary>
    public RpcException(Status status, Metadata trailers) : this(status, trailers, status.ToString())
    {
    }

    /// <summary>Ends the call with a status and trailers and sets the exception's own text.</summary>
    public RpcException(Status status, Metadata trailers, string message) : base(message, status.DebugException)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        Status = status;
        Trailers = trailers;
    }

    /// <summary>How the call ended.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>Metadata that travels after the last message.</summary>
    public Metadata Trailers { get; }
}
