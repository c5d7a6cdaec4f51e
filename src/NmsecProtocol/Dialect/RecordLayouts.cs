namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>Where a record header keeps its fields. Section and cascade descriptors follow it.</summary>
public sealed record RecordHeaderLayout : StructureLayout
{
    /// <summary>The value of <see cref="Ident"/>.</summary>
    public required ulong Identifier { get; init; }

    /// <summary>Every section and every record starts on a multiple of this many bytes; gaps are zero.</summary>
    public required int Alignment { get; init; }

    /// <summary>Identifier field.</summary>
    public required WireField Ident { get; init; }

    /// <summary>Length of the whole record with its padding and cascaded records.</summary>
    public required WireField RecordLength { get; init; }

    /// <summary>Length of the header with its descriptors.</summary>
    public required WireField HeaderLength { get; init; }

    /// <summary>Number of section descriptors.</summary>
    public required WireField SectionCount { get; init; }

    /// <summary>Number of cascade descriptors.</summary>
    public required WireField CascadeCount { get; init; }

    /// <summary>Reserved bytes.</summary>
    public required WireField Reserved { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<WireField> Fields
        => [Ident, RecordLength, HeaderLength, SectionCount, CascadeCount, Reserved];

    internal override StructureLayout With(int length, IReadOnlyList<WireField> fields, CodeNumbers codes) => this with
    {
        Length = length,
        Ident = fields[0],
        RecordLength = fields[1],
        HeaderLength = fields[2],
        SectionCount = fields[3],
        CascadeCount = fields[4],
        Reserved = fields[5],
    };
}

/// <summary>Where a section descriptor keeps its fields: offset, length of one occurrence, occurrences.</summary>
public sealed record SectionDescriptorLayout : StructureLayout
{
    /// <summary>Offset of the section from the start of the record header.</summary>
    public required WireField SectionOffset { get; init; }

    /// <summary>Length of one occurrence.</summary>
    public required WireField SectionLength { get; init; }

    /// <summary>Number of occurrences; zero says that the section is absent.</summary>
    public required WireField SectionCount { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<WireField> Fields => [SectionOffset, SectionLength, SectionCount];

    internal override StructureLayout With(int length, IReadOnlyList<WireField> fields, CodeNumbers codes) => this with
    {
        Length = length,
        SectionOffset = fields[0],
        SectionLength = fields[1],
        SectionCount = fields[2],
    };
}

/// <summary>Where a cascading record descriptor keeps its fields.</summary>
public sealed record CascadeDescriptorLayout : StructureLayout
{
    /// <summary>Offset of the first cascaded record from the start of the record header.</summary>
    public required WireField RecordsOffset { get; init; }

    /// <summary>Length of all cascaded records together.</summary>
    public required WireField RecordsLength { get; init; }

    /// <summary>Number of cascaded records in the container.</summary>
    public required WireField RecordCount { get; init; }

    /// <summary>Number of cascaded records that exist.</summary>
    public required WireField RecordTotal { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<WireField> Fields => [RecordsOffset, RecordsLength, RecordCount, RecordTotal];

    internal override StructureLayout With(int length, IReadOnlyList<WireField> fields, CodeNumbers codes) => this with
    {
        Length = length,
        RecordsOffset = fields[0],
        RecordsLength = fields[1],
        RecordCount = fields[2],
        RecordTotal = fields[3],
    };
}
