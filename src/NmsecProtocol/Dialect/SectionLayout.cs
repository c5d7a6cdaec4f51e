using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MyIkev2.NmsecProtocol.Dialect;

/// <summary>
/// A section whose layout is the dialect's: a table of fields, and the copying between the wire and
/// <typeparamref name="TSection"/> that follows from it. The places are resolved when the table is made; a record costs
/// one pass over an array, without look-ups or allocations.
/// </summary>
/// <typeparam name="TSection">The section's values, without wire knowledge.</typeparam>
public sealed record SectionLayout<TSection> : StructureLayout
    where TSection : unmanaged
{
    private readonly SectionField<TSection>[] _rows;
    private readonly FieldCopy[] _copies;

    internal SectionLayout(SectionField<TSection>[] rows, CodeNumbers? codes = null)
    {
        _rows = rows;
        _copies = [.. rows.Where(row => row.MemberSize > 0).Select(row => row.Resolve(codes))];
        Fields = [.. rows.Select(row => row.Wire)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<WireField> Fields { get; }

    /// <summary>Fills a section's bytes, which are <see cref="StructureLayout.Length"/> zeros.</summary>
    public void Write(in TSection section, Span<byte> bytes)
    {
        var memory = MemoryMarshal.AsBytes(new ReadOnlySpan<TSection>(in section));
        foreach (ref readonly var copy in _copies.AsSpan())
        {
            copy.Write(memory, bytes);
        }
    }

    /// <summary>
    /// Reads a section. Bytes past the known ones are a later release's and passed over; a field that a shorter section
    /// does not have stays zero.
    /// </summary>
    public TSection Read(ReadOnlySpan<byte> bytes)
    {
        TSection section = default;
        var memory = MemoryMarshal.AsBytes(new Span<TSection>(ref section));
        foreach (ref readonly var copy in _copies.AsSpan())
        {
            copy.Read(bytes, memory);
        }

        return section;
    }

    /// <summary>True if everything that must be zero is.</summary>
    public bool IsReservedZero(ReadOnlySpan<byte> bytes)
    {
        foreach (var row in _rows)
        {
            if (row.MemberSize == 0 && !row.Wire.IsZero(bytes))
            {
                return false;
            }
        }

        return true;
    }

    internal override StructureLayout With(int length, IReadOnlyList<WireField> fields, CodeNumbers codes)
        => new SectionLayout<TSection>([.. _rows.Select((row, index) => row with { Wire = fields[index] })], codes)
        {
            Name = Name,
            Length = length,
        };
}
