using MyIkev2.NmsecProtocol.Dialect;

namespace MyIkev2.NmsecProtocol.Sections;

/// <summary>A section descriptor: where a section stands in its record. SMF type 119 records use the same form.</summary>
/// <param name="Offset">Offset from the start of the record header.</param>
/// <param name="Length">Length of one occurrence.</param>
/// <param name="Count">Occurrences; zero says that the section is absent and makes the other two meaningless.</param>
public readonly record struct Triplet(uint Offset, ushort Length, ushort Count)
{
    /// <summary>Reads a descriptor.</summary>
    public static Triplet Read(SectionDescriptorLayout layout, ReadOnlySpan<byte> descriptor)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return new(
            (uint)layout.SectionOffset.Read(descriptor),
            (ushort)layout.SectionLength.Read(descriptor),
            (ushort)layout.SectionCount.Read(descriptor));
    }

    /// <summary>Writes a descriptor.</summary>
    public void Write(SectionDescriptorLayout layout, Span<byte> descriptor)
    {
        ArgumentNullException.ThrowIfNull(layout);
        layout.SectionOffset.Write(descriptor, Offset);
        layout.SectionLength.Write(descriptor, Length);
        layout.SectionCount.Write(descriptor, Count);
    }
}
