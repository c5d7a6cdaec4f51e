using MyIkev2.NmsecProtocol.Dialect;

namespace MyIkev2.NmsecProtocol.Sections;

/// <summary>The records inside another record.</summary>
/// <param name="Length">Their length together.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Total">How many exist.</param>
public readonly record struct RecordContainer(uint Length, uint Count, uint Total)
{
    /// <summary>True if the record has a container. One without any records has no descriptor either.</summary>
    public bool Exists => Count != 0 || Total != 0;
}

/// <summary>A cascading record descriptor: where the records inside a record stand.</summary>
/// <param name="Offset">Offset of the first one from the start of the outer record's header.</param>
/// <param name="Container">How many there are.</param>
public readonly record struct CascadeDescriptor(uint Offset, RecordContainer Container)
{
    /// <summary>Reads a descriptor.</summary>
    public static CascadeDescriptor Read(CascadeDescriptorLayout layout, ReadOnlySpan<byte> descriptor)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new(
            (uint)layout.RecordsOffset.Read(descriptor),
            new RecordContainer(
                (uint)layout.RecordsLength.Read(descriptor),
                (uint)layout.RecordCount.Read(descriptor),
                (uint)layout.RecordTotal.Read(descriptor)));
    }

    /// <summary>Writes a descriptor; the offset of a container without records is zero.</summary>
    public void Write(CascadeDescriptorLayout layout, Span<byte> descriptor)
    {
        ArgumentNullException.ThrowIfNull(layout);
        layout.RecordsOffset.Write(descriptor, Container.Count == 0 ? 0 : Offset);
        layout.RecordsLength.Write(descriptor, Container.Length);
        layout.RecordCount.Write(descriptor, Container.Count);
        layout.RecordTotal.Write(descriptor, Container.Total);
    }
}
