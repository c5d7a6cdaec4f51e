using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Client;

/// <summary>A request did not succeed.</summary>
public class NmsecException : IOException
{
    /// <summary>Makes the exception.</summary>
    public NmsecException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public NmsecException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception.</summary>
    public NmsecException()
    {
    }
}

/// <summary>The server said no: in the answer to a request, or with a termination message.</summary>
public sealed class NmsecServerException : NmsecException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="returnCode">Return code.</param>
    /// <param name="reasonCode">Reason code.</param>
    /// <param name="isTermination">True if it came with a termination message.</param>
    /// <param name="request">What was asked, if anything was.</param>
    public NmsecServerException(NmsecReturnCode returnCode, NmsecReasonCode reasonCode, bool isTermination, NmsecMessageType? request = null)
        : base(Describe(returnCode, reasonCode, isTermination, request))
    {
        ReturnCode = returnCode;
        ReasonCode = reasonCode;
        IsTermination = isTermination;
        Request = request;
    }

    /// <summary>Return code.</summary>
    public NmsecReturnCode ReturnCode { get; }

    /// <summary>Reason code.</summary>
    public NmsecReasonCode ReasonCode { get; }

    /// <summary>True if the connection is at its end.</summary>
    public bool IsTermination { get; }

    /// <summary>What was refused; null for a termination that no request was waiting for.</summary>
    public NmsecMessageType? Request { get; }

    private static string Describe(NmsecReturnCode returnCode, NmsecReasonCode reasonCode, bool isTermination, NmsecMessageType? request)
    {
        var cause = NmsecError.Describe(returnCode, reasonCode);
        var name = request is { } type ? MessageTypeCatalog.Get(type).Name : "the request";
        return isTermination ? $"The server closed the connection: {cause}" : $"The server refused {name}: {cause}";
    }
}

/// <summary>The other side does not speak this interface, or stopped in the middle of a message.</summary>
public sealed class NmsecProtocolException : NmsecException
{
    /// <summary>Makes the exception.</summary>
    public NmsecProtocolException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception.</summary>
    public NmsecProtocolException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>The server was silent for too long.</summary>
public sealed class NmsecTimeoutException : NmsecException
{
    /// <summary>Makes the exception.</summary>
    public NmsecTimeoutException(string message)
        : base(message)
    {
    }
}
