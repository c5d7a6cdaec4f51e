namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>
/// Everything about the interface that its published text does not fix: header layouts, descriptor forms, identifiers,
/// type numbers, the filter record, the sections that are published in part or not at all. Encoder, decoder, tests and the layout document read it from here, so another
/// dialect is another instance of this table and nothing else.
/// </summary>
/// <remarks>
/// Structures that the published text fixes from the first to the last byte are structs with that layout in
/// <c>Records</c> and not part of a dialect. Where it fixes some fields only, those are marked and cannot be moved.
/// </remarks>
public sealed record NmsecDialect
{
    /// <summary>The dialect's name.</summary>
    public required string Name { get; init; }

    /// <summary>The highest interface version.</summary>
    public required ushort Version { get; init; }

    /// <summary>The largest request that a server of this dialect takes, in bytes.</summary>
    public required int MaximumRequestLength { get; init; }

    /// <summary>The message header.</summary>
    public required MessageHeaderLayout MessageHeader { get; init; }

    /// <summary>The record header.</summary>
    public required RecordHeaderLayout RecordHeader { get; init; }

    /// <summary>The section descriptors that follow a record header.</summary>
    public required SectionDescriptorLayout SectionDescriptor { get; init; }

    /// <summary>The cascading record descriptors that follow the section descriptors.</summary>
    public required CascadeDescriptorLayout CascadeDescriptor { get; init; }

    /// <summary>The section of a filter record.</summary>
    public required InputFilterLayout InputFilter { get; init; }

    /// <summary>The sections of records and control requests.</summary>
    public required RecordSections Sections { get; init; }

    /// <summary>
    /// Whether the flags of NMsecInterface are counted from 1, as the published text has it to the letter: masks X'40',
    /// X'20' and X'10' instead of X'80', X'40' and X'20'.
    /// </summary>
    public bool InterfaceFlagsOneBased { get; init; }

    /// <summary>The numbers of the constants that the published text has none for.</summary>
    public CodeNumbers Codes { get; init; } = CodeNumbers.Design;

    /// <summary>The numbers of the messages.</summary>
    public required MessageTypeNumbers Types { get; init; }

    /// <summary>The dialect that this project designed.</summary>
    public static NmsecDialect Design1 { get; } = Design1Dialect.Create();

    /// <summary>The structures of the dialect.</summary>
    public IReadOnlyList<StructureLayout> Structures
        => [MessageHeader, RecordHeader, SectionDescriptor, CascadeDescriptor, InputFilter, .. Sections.All];

    /// <summary>The next multiple of the record alignment.</summary>
    public int Align(int length)
    {
        var alignment = RecordHeader.Alignment;
        return (length + alignment - 1) / alignment * alignment;
    }
}
