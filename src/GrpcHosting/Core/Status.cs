namespace Grpc.Core;

/// <summary>How a call ended: a code and a text for people.</summary>
public readonly record struct Status
{
    /// <summary>Creates a status; <paramref name="debugException"/> stays on this side of the wire.</summary>
    public Status(StatusCode statusCode, string detail, Exception? debugException = null)
    {
        StatusCode = statusCode;
        Detail = detail;
        DebugException = debugException;
    }

    /// <summary>Success without text.</summary>
    public static Status DefaultSuccess => new(StatusCode.OK, "");

    /// <summary>Cancelled without text.</summary>
    public static Status DefaultCancelled => new(StatusCode.Cancelled, "");

    /// <summary>The code.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>The text that travels in <c>grpc-message</c>.</summary>
    public string Detail => field ?? "";

    /// <summary>The local cause, never sent to the other side.</summary>
    public Exception? DebugException { get; }

    /// <inheritdoc/>
    public override string ToString() => DebugException is null
        ? $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")"
        : $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\", DebugException=\"{DebugException.Message}\")";
}
