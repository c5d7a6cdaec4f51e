using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Text;

namespace MyIkev2.NmsecProtocol.Framing;

/// <summary>Where the records of one direction stand in a message.</summary>
/// <param name="Offset">Offset of the first record from the start of the message; zero if there is none.</param>
/// <param name="Length">Length of all records together.</param>
/// <param name="Count">Number of records.</param>
public readonly record struct RecordRange(uint Offset, uint Length, uint Count);

/// <summary>The header of a message, NMsecMessageHdr, as values.</summary>
public readonly record struct FrameHeader
{
    /// <summary>Length of the header on the wire; a later version may be longer than this dialect's.</summary>
    public uint HeaderLength { get; init; }

    /// <summary>Length of the whole message.</summary>
    public uint MessageLength { get; init; }

    /// <summary>Interface version.</summary>
    public ushort Version { get; init; }

    /// <summary>The wire number of the message type; <see cref="MessageTypeNumbers"/> gives it a meaning.</summary>
    public ushort TypeNumber { get; init; }

    /// <summary>The client's number for the request, copied back in the answer.</summary>
    public ulong Correlator { get; init; }

    /// <summary>NMsMRc.</summary>
    public NmsecReturnCode ReturnCode { get; init; }

    /// <summary>NMsMRsn.</summary>
    public NmsecReasonCode ReasonCode { get; init; }

    /// <summary>NMsMTarget without its padding; empty means blanks.</summary>
    public string Target { get; init; }

    /// <summary>The input records of a request.</summary>
    public RecordRange Input { get; init; }

    /// <summary>The output records of a response.</summary>
    public RecordRange Output { get; init; }

    /// <summary>Objects that existed before filtering.</summary>
    public uint OutputTotal { get; init; }

    /// <summary>Reads the fields of a header. The caller has checked that the span is as long as the dialect's header.</summary>
    public static FrameHeader Read(NmsecDialect dialect, ReadOnlySpan<byte> header)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        var layout = dialect.MessageHeader;
        return new FrameHeader
        {
            HeaderLength = (uint)layout.HeaderLength.Read(header),
            MessageLength = (uint)layout.MessageLength.Read(header),
            Version = (ushort)layout.Version.Read(header),
            TypeNumber = (ushort)layout.Type.Read(header),
            Correlator = layout.Correlator.Read(header),
            ReturnCode = (NmsecReturnCode)layout.ReturnCode.Read(header),
            ReasonCode = (NmsecReasonCode)layout.ReasonCode.Read(header),
            Target = Ebcdic1047.DecodePadded(layout.Target.Slice(header)),
            Input = new RecordRange(
                (uint)layout.InputOffset.Read(header), (uint)layout.InputLength.Read(header), (uint)layout.InputCount.Read(header)),
            Output = new RecordRange(
                (uint)layout.OutputOffset.Read(header), (uint)layout.OutputLength.Read(header), (uint)layout.OutputCount.Read(header)),
            OutputTotal = (uint)layout.OutputTotal.Read(header),
        };
    }

    /// <summary>Writes the header; reserved bytes become zero, lengths are taken as they stand.</summary>
    public void Write(NmsecDialect dialect, Span<byte> header)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        var layout = dialect.MessageHeader;
        header[..layout.Length].Clear();
        layout.Ident.Write(header, layout.Identifier);
        layout.HeaderLength.Write(header, HeaderLength);
        layout.MessageLength.Write(header, MessageLength);
        layout.Version.Write(header, Version);
        layout.Type.Write(header, TypeNumber);
        layout.Correlator.Write(header, Correlator);
        layout.ReturnCode.Write(header, (uint)ReturnCode);
        layout.ReasonCode.Write(header, (uint)ReasonCode);
        Ebcdic1047.EncodePadded(Target, layout.Target.Slice(header));
        layout.InputOffset.Write(header, Input.Offset);
        layout.InputLength.Write(header, Input.Length);
        layout.InputCount.Write(header, Input.Count);
        layout.OutputOffset.Write(header, Output.Offset);
        layout.OutputLength.Write(header, Output.Length);
        layout.OutputCount.Write(header, Output.Count);
        layout.OutputTotal.Write(header, OutputTotal);
    }
}
