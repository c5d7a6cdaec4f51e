using System.Buffers;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Framing;

/// <summary>Writes message headers. The records of a message, if any, are written behind it by whoever counted them.</summary>
/// <param name="dialect">The dialect to write.</param>
public readonly struct FrameWriter(NmsecDialect dialect)
{
    /// <summary>Writes a notice of the server: header only.</summary>
    public void WriteNotice(IBufferWriter<byte> output, NmsecMessageType type, NmsecError cause)
        => Write(output, Fill(new FrameHeader
        {
            Version = dialect.Version,
            TypeNumber = dialect.Types.NumberOf(type),
            Target = string.Empty,
            ReturnCode = cause.ReturnCode,
            ReasonCode = cause.ReasonCode,
        }));

    /// <summary>Writes the answer to a request that failed: header only.</summary>
    public void WriteError(IBufferWriter<byte> output, in FrameHeader request, NmsecError error)
        => Write(output, Fill(Answer(request, request.Target) with { ReturnCode = error.ReturnCode, ReasonCode = error.ReasonCode }));

    /// <summary>Writes the header of an answer; records of exactly the given length and number follow.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="request">The request.</param>
    /// <param name="stack">The stack that answers.</param>
    /// <param name="count">Records that follow.</param>
    /// <param name="length">Their length together.</param>
    /// <param name="total">Objects that existed before filtering.</param>
    public void WriteResponse(
        IBufferWriter<byte> output, in FrameHeader request, string stack, uint count, uint length, uint total)
        => Write(output, Fill(Answer(request, stack) with
        {
            Output = count == 0 ? default : new RecordRange((uint)dialect.MessageHeader.Length, length, count),
            OutputTotal = total,
        }));

    /// <summary>Writes a request whose input records, if any, follow.</summary>
    public void WriteRequest(
        IBufferWriter<byte> output, NmsecMessageType type, ushort version, ulong correlator, string stack, uint inputCount, uint inputLength)
        => Write(output, Fill(new FrameHeader
        {
            Version = version,
            TypeNumber = dialect.Types.NumberOf(type),
            Correlator = correlator,
            Target = stack,
            Input = inputCount == 0 ? default : new RecordRange((uint)dialect.MessageHeader.Length, inputLength, inputCount),
        }));

    private static FrameHeader Answer(in FrameHeader request, string stack) => new()
    {
        Version = request.Version,
        TypeNumber = request.TypeNumber,
        Correlator = request.Correlator,
        Target = stack,
    };

    private FrameHeader Fill(FrameHeader header)
    {
        var length = (uint)dialect.MessageHeader.Length;
        return header with { HeaderLength = length, MessageLength = length + header.Input.Length + header.Output.Length };
    }

    private void Write(IBufferWriter<byte> output, FrameHeader header)
    {
        var length = dialect.MessageHeader.Length;
        header.Write(dialect, output.GetSpan(length));
        output.Advance(length);
    }
}
