namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>Where the message header keeps its fields. It starts every message in both directions.</summary>
public sealed record MessageHeaderLayout : StructureLayout
{
    /// <summary>The value of <see cref="Ident"/>.</summary>
    public required ulong Identifier { get; init; }

    /// <summary>Identifier field.</summary>
    public required WireField Ident { get; init; }

    /// <summary>Length of the header.</summary>
    public required WireField HeaderLength { get; init; }

    /// <summary>Length of the whole message, header included.</summary>
    public required WireField MessageLength { get; init; }

    /// <summary>Interface version.</summary>
    public required WireField Version { get; init; }

    /// <summary>Message type.</summary>
    public required WireField Type { get; init; }

    /// <summary>A number of the client's choice, copied back.</summary>
    public required WireField Correlator { get; init; }

    /// <summary>Return code.</summary>
    public required WireField ReturnCode { get; init; }

    /// <summary>Reason code.</summary>
    public required WireField ReasonCode { get; init; }

    /// <summary>Stack name.</summary>
    public required WireField Target { get; init; }

    /// <summary>Offset of the first input record.</summary>
    public required WireField InputOffset { get; init; }

    /// <summary>Length of all input records together.</summary>
    public required WireField InputLength { get; init; }

    /// <summary>Number of input records.</summary>
    public required WireField InputCount { get; init; }

    /// <summary>Offset of the first output record.</summary>
    public required WireField OutputOffset { get; init; }

    /// <summary>Length of all output records together.</summary>
    public required WireField OutputLength { get; init; }

    /// <summary>Number of output records.</summary>
    public required WireField OutputCount { get; init; }

    /// <summary>Number of objects that existed before filtering.</summary>
    public required WireField OutputTotal { get; init; }

    /// <summary>Reserved bytes.</summary>
    public required WireField Reserved { get; init; }

    /// <summary>How many bytes of a message must have arrived before its length is known.</summary>
    public int PrefixLength => Math.Max(Ident.End, Math.Max(HeaderLength.End, MessageLength.End));

    /// <inheritdoc/>
    public override IReadOnlyList<WireField> Fields =>
    [
        Ident, HeaderLength, MessageLength, Version, Type, Correlator, ReturnCode, ReasonCode, Target, InputOffset,
        InputLength, InputCount, OutputOffset, OutputLength, OutputCount, OutputTotal, Reserved,
    ];

    internal override StructureLayout With(int length, IReadOnlyList<WireField> fields, CodeNumbers codes) => this with
    {
        Length = length,
        Ident = fields[0],
        HeaderLength = fields[1],
        MessageLength = fields[2],
        Version = fields[3],
        Type = fields[4],
        Correlator = fields[5],
        ReturnCode = fields[6],
        ReasonCode = fields[7],
        Target = fields[8],
        InputOffset = fields[9],
        InputLength = fields[10],
        InputCount = fields[11],
        OutputOffset = fields[12],
        OutputLength = fields[13],
        OutputCount = fields[14],
        OutputTotal = fields[15],
        Reserved = fields[16],
    };
}
