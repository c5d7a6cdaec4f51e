namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>
/// Everything about the interface that its published text does not fix: header layouts, descriptor forms, identifiers,
/// type numbers, the filter record. Encoder, decoder, tests and the layout document read it from here, so another
/// dialect is another instance of this table and nothing else.
/// </summary>
/// <remarks>Structures that the published text does fix are structs in <c>Records</c> and are not part of a dialect.</remarks>
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

    /// <summary>The numbers of the messages.</summary>
    public required MessageTypeNumbers Types { get; init; }

    /// <summary>The dialect that this project designed.</summary>
    public static NmsecDialect Design1 { get; } = Design1Dialect.Create();

    /// <summary>The structures of the dialect.</summary>
    public IReadOnlyList<StructureLayout> Structures
        => [MessageHeader, RecordHeader, SectionDescriptor, CascadeDescriptor, InputFilter];

    /// <summary>The next multiple of the record alignment.</summary>
    public int Align(int length)
    {
        var alignment = RecordHeader.Alignment;
        return (length + alignment - 1) / alignment * alignment;
    }
}
