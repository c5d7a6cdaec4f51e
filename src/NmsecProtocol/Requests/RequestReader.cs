using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Framing;

namespace MyIkev2.NmsecProtocol.Requests;

/// <summary>Checks a whole message as a server gets it: everything that holds for every request.</summary>
public static class RequestReader
{
    /// <summary>Reads the header of a request and finds its input records.</summary>
    /// <param name="dialect">The dialect to read.</param>
    /// <param name="message">One message, as the frame reader cut it.</param>
    /// <param name="header">The header, also when there is an error: the answer needs it.</param>
    /// <param name="type">What is requested, if there is no error.</param>
    /// <param name="input">Where the input records stand in the message, if there is no error.</param>
    public static NmsecError TryRead(
        NmsecDialect dialect, ReadOnlySpan<byte> message, out FrameHeader header, out NmsecMessageType type, out Range input)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        header = FrameHeader.Read(dialect, message);
        type = default;
        input = default;
        if (header.Version == 0 || header.Version > dialect.Version)
        {
            // The answer is in a version that the server has.
            header = header with { Version = dialect.Version };
            return NmsecError.BadVersion;
        }

        if (!dialect.Types.TryGetType(header.TypeNumber, out type) || MessageTypeCatalog.Get(type).Kind == MessageKind.ServerNotice)
        {
            return NmsecError.BadType;
        }

        if (!dialect.MessageHeader.Reserved.IsZero(message) || IsAnswer(header))
        {
            return NmsecError.ReservedNotZero;
        }

        return TryFindInput(dialect.MessageHeader.Length, message.Length, header.Input, out input);
    }

    // The fields that only an answer fills.
    private static bool IsAnswer(in FrameHeader header)
        => header.ReturnCode != 0 || header.ReasonCode != 0 || header.Output != default || header.OutputTotal != 0;

    // The message is the header and the input records, and nothing else.
    private static NmsecError TryFindInput(int headerLength, int messageLength, RecordRange range, out Range input)
    {
        input = headerLength..messageLength;
        var fits = range.Count == 0
            ? range == default && messageLength == headerLength
            : range.Offset == headerLength && range.Length == messageLength - headerLength;
        return fits ? NmsecError.None : NmsecError.BadMessageSize;
    }
}
