using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Text;

namespace MyIkev2.NmsecProtocol.Sections;

/// <summary>
/// Reads one record in place. Lengths come from the descriptors, never from this side's own structures, so a record
/// with longer sections than known, or with more of them, reads the same.
/// </summary>
public readonly ref struct RecordReader
{
    private readonly NmsecDialect _dialect;
    private readonly ReadOnlySpan<byte> _record;

    private RecordReader(NmsecDialect dialect, ReadOnlySpan<byte> record)
    {
        _dialect = dialect;
        _record = record;
    }

    /// <summary>The dialect that the record is read in.</summary>
    public NmsecDialect Dialect => _dialect;

    /// <summary>The whole record, with the records inside it.</summary>
    public ReadOnlySpan<byte> Bytes => _record;

    /// <summary>The number of section descriptors.</summary>
    public int SectionCount => (int)_dialect.RecordHeader.SectionCount.Read(_record);

    /// <summary>The number of cascade descriptors.</summary>
    public int CascadeCount => (int)_dialect.RecordHeader.CascadeCount.Read(_record);

    /// <summary>The length of the header with its descriptors.</summary>
    public int HeaderLength => (int)_dialect.RecordHeader.HeaderLength.Read(_record);

    /// <summary>True if the reserved field of the header is zero.</summary>
    public bool IsReservedZero => _dialect.RecordHeader.Reserved.IsZero(_record);

    /// <summary>
    /// Opens the record at the start of <paramref name="bytes"/>: identifier, record length, header length and every
    /// descriptor's bounds are checked here, and the records inside it are too, so nothing below can leave the record.
    /// </summary>
    public static NmsecError TryOpen(NmsecDialect dialect, ReadOnlySpan<byte> bytes, out RecordReader record)
        => TryOpen(dialect, bytes, isCascaded: false, out record);

    /// <summary>The records inside this one.</summary>
    public CascadedRecords Cascaded
    {
        get
        {
            var descriptor = Cascade;
            return descriptor.Container.Count == 0
                ? default
                : new CascadedRecords(_dialect, _record.Slice((int)descriptor.Offset, (int)descriptor.Container.Length));
        }
    }

    /// <summary>The descriptor of the records inside this one; default if it has none.</summary>
    /// <remarks>The interface has zero or one of these. More would be a later release's and are passed over.</remarks>
    public CascadeDescriptor Cascade
    {
        get
        {
            var offset = _dialect.RecordHeader.Length + (SectionCount * _dialect.SectionDescriptor.Length);
            return CascadeCount == 0
                ? default
                : CascadeDescriptor.Read(_dialect.CascadeDescriptor, _record.Slice(offset, _dialect.CascadeDescriptor.Length));
        }
    }

    // Records inside cascaded records are not looked at: the interface has one level, and hostile bytes could have any.
    internal static NmsecError TryOpen(NmsecDialect dialect, ReadOnlySpan<byte> bytes, bool isCascaded, out RecordReader record)
    {
        ArgumentNullException.ThrowIfNull(dialect);
        record = default;
        var layout = dialect.RecordHeader;
        if (bytes.Length < layout.Length)
        {
            return NmsecError.BadRecordLength;
        }

        if (layout.Ident.Read(bytes) != layout.Identifier)
        {
            return NmsecError.BadIdentifier;
        }

        var length = layout.RecordLength.Read(bytes);
        var headerLength = layout.HeaderLength.Read(bytes);
        var descriptors = (layout.SectionCount.Read(bytes) * (ulong)dialect.SectionDescriptor.Length)
            + (layout.CascadeCount.Read(bytes) * (ulong)dialect.CascadeDescriptor.Length);
        if (length > (ulong)bytes.Length || headerLength > length || headerLength < (ulong)layout.Length + descriptors)
        {
            return NmsecError.BadRecordLength;
        }

        var candidate = new RecordReader(dialect, bytes[..(int)length]);
        for (var i = 0; i < candidate.SectionCount; i++)
        {
            var section = candidate.Descriptor(i);
            var end = section.Offset + ((ulong)section.Length * section.Count);
            if (section.Count != 0 && (section.Offset < headerLength || end > length))
            {
                return NmsecError.BadRecordLength;
            }
        }

        if (!isCascaded && !candidate.HasSoundCascade())
        {
            return NmsecError.BadRecordLength;
        }

        record = candidate;
        return NmsecError.None;
    }

    /// <summary>The descriptor of a section.</summary>
    public Triplet Descriptor(int index)
    {
        var layout = _dialect.SectionDescriptor;
        return Triplet.Read(layout, _record.Slice(_dialect.RecordHeader.Length + (index * layout.Length), layout.Length));
    }

    /// <summary>The bytes of a section's first occurrence; empty if it is absent or the record has no such descriptor.</summary>
    public ReadOnlySpan<byte> Section(int index)
    {
        if (index >= SectionCount)
        {
            return default;
        }

        var section = Descriptor(index);
        return section.Count == 0 ? default : _record.Slice((int)section.Offset, section.Length);
    }

    /// <summary>
    /// A section as a structure. A longer section is a later release's and its tail is passed over; a shorter one is
    /// an earlier release's and the fields that it lacks are zero.
    /// </summary>
    public TStructure Structure<TStructure>(int index)
        where TStructure : unmanaged
    {
        TStructure structure = default;
        var bytes = Section(index);
        var target = MemoryMarshal.AsBytes(new Span<TStructure>(ref structure));
        bytes[..Math.Min(bytes.Length, Unsafe.SizeOf<TStructure>())].CopyTo(target);
        return structure;
    }

    /// <summary>A section whose layout is the dialect's.</summary>
    public TSection Structure<TSection>(int index, SectionLayout<TSection> layout)
        where TSection : unmanaged
    {
        ArgumentNullException.ThrowIfNull(layout);
        return layout.Read(Section(index));
    }

    /// <summary>A variable-length text section.</summary>
    public string Text(int index) => Ebcdic1047.Decode(Section(index));

    // The container lies in the record, and its records fill it exactly.
    private bool HasSoundCascade()
    {
        var cascade = Cascade;
        if (cascade.Container.Count == 0)
        {
            return true;
        }

        if (cascade.Offset < (uint)HeaderLength || cascade.Offset + (ulong)cascade.Container.Length > (ulong)_record.Length)
        {
            return false;
        }

        var rest = _record.Slice((int)cascade.Offset, (int)cascade.Container.Length);
        for (var i = 0u; i < cascade.Container.Count; i++)
        {
            if (TryOpen(_dialect, rest, isCascaded: true, out var record).IsError)
            {
                return false;
            }

            rest = rest[record.Bytes.Length..];
        }

        return rest.IsEmpty;
    }
}
