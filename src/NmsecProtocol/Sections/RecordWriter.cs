using System.Runtime.InteropServices;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Text;

namespace MyIkev2.NmsecProtocol.Sections;

/// <summary>
/// Lays out one record: header, one descriptor a section, the sections on their boundaries. The sections are then
/// filled in place in the output buffer.
/// </summary>
public readonly ref struct RecordWriter
{
    private readonly NmsecDialect _dialect;
    private readonly Span<byte> _record;

    /// <summary>Writes header and descriptors into <paramref name="record"/> and zero into everything else.</summary>
    /// <param name="dialect">The dialect to write.</param>
    /// <param name="record">Exactly <see cref="Measure"/> bytes.</param>
    /// <param name="sectionLengths">The length of each section; zero makes an absent one.</param>
    /// <param name="cascaded">The records that follow as this one's container; default for none.</param>
    public RecordWriter(NmsecDialect dialect, Span<byte> record, ReadOnlySpan<int> sectionLengths, RecordContainer cascaded = default)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        _dialect = dialect;
        _record = record;
        record.Clear();
        var header = dialect.RecordHeader;
        var descriptor = dialect.SectionDescriptor;
        var offset = HeaderLength(dialect, sectionLengths.Length, cascaded);
        header.Ident.Write(record, header.Identifier);
        header.RecordLength.Write(record, (uint)record.Length + cascaded.Length);
        header.HeaderLength.Write(record, (uint)offset);
        header.SectionCount.Write(record, (uint)sectionLengths.Length);
        for (var i = 0; i < sectionLengths.Length; i++)
        {
            var length = sectionLengths[i];
            if (length == 0)
            {
                continue;
            }

            offset = dialect.Align(offset);
            new Triplet((uint)offset, checked((ushort)length), 1)
                .Write(descriptor, record.Slice(header.Length + (i * descriptor.Length), descriptor.Length));
            offset += length;
        }

        if (cascaded.Exists)
        {
            header.CascadeCount.Write(record, 1);
            new CascadeDescriptor((uint)record.Length, cascaded).Write(
                dialect.CascadeDescriptor,
                record.Slice(header.Length + (sectionLengths.Length * descriptor.Length), dialect.CascadeDescriptor.Length));
        }
    }

    /// <summary>The length of a record with sections of these lengths, without the records of its container.</summary>
    public static int Measure(NmsecDialect dialect, ReadOnlySpan<int> sectionLengths, RecordContainer cascaded = default)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        var offset = HeaderLength(dialect, sectionLengths.Length, cascaded);
        foreach (var length in sectionLengths)
        {
            offset = dialect.Align(offset) + length;
        }

        return dialect.Align(offset);
    }

    /// <summary>The length of a text section. A section's length has two bytes; text that would need more is cut.</summary>
    public static int TextLength(ReadOnlySpan<char> text) => Math.Min(Ebcdic1047.GetByteCount(text), ushort.MaxValue);

    /// <summary>The bytes of a section.</summary>
    public Span<byte> Section(int index)
    {
        var layout = _dialect.SectionDescriptor;
        var section = Triplet.Read(
            layout, _record.Slice(_dialect.RecordHeader.Length + (index * layout.Length), layout.Length));
        return _record.Slice((int)section.Offset, section.Length * section.Count);
    }

    /// <summary>Fills a section whose layout is the dialect's.</summary>
    public void Write<TSection>(int index, SectionLayout<TSection> layout, in TSection section)
        where TSection : unmanaged
    {
        ArgumentNullException.ThrowIfNull(layout);
        layout.Write(in section, Section(index));
    }

    /// <summary>Fills a section with a structure of the same length.</summary>
    public void Write<TStructure>(int index, in TStructure structure)
        where TStructure : unmanaged
        => MemoryMarshal.Write(Section(index), in structure);

    /// <summary>Fills a section with text.</summary>
    public void Write(int index, ReadOnlySpan<char> text) => Ebcdic1047.Encode(text, Section(index));

    private static int HeaderLength(NmsecDialect dialect, int sections, RecordContainer cascaded)
        => dialect.RecordHeader.Length + (sections * dialect.SectionDescriptor.Length)
            + (cascaded.Exists ? dialect.CascadeDescriptor.Length : 0);
}
