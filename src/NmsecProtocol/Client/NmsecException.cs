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
    public NmsecServerException(NmsecReturnCode returnCode, NmsecReasonCode reasonCode, bool isTermination)
        : base((isTermination ? "The server closed the connection: " : "The server refused the request: ")
            + NmsecError.Describe(returnCode, reasonCode))
    {
        ReturnCode = returnCode;
        ReasonCode = reasonCode;
        IsTermination = isTermination;
    }

    /// <summary>Return code.</summary>
    public NmsecReturnCode ReturnCode { get; }

    /// <summary>Reason code.</summary>
    public NmsecReasonCode ReasonCode { get; }

    /// <summary>True if the connection is at its end.</summary>
    public bool IsTermination { get; }
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
