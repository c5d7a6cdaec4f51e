using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Sections;
using MyIkev2.NmsecProtocol.Text;
using MyIkev2.Nmsecq.Output;

namespace MyIkev2.Nmsecq.Dump;

/// <summary>Prints records: header, descriptors, sections, and the records inside.</summary>
internal sealed class RecordDumper(NmsecDialect dialect, TextWriter output, StructureDumper structures)
{
    private const int DeepestCascade = 4;
    private const int ShownOfDamage = 256;

    /// <summary>Prints records that follow one another. True if they made sense.</summary>
    public bool WriteAll(RecordRow? row, ReadOnlySpan<byte> bytes, uint count, long offset, int indent, int depth = 0)
    {
        var isWhole = true;
        var layout = dialect.RecordHeader;
        for (var number = 1u; number <= count; number++)
        {
            if (bytes.Length < layout.Length)
            {
                return Stop($"record {number} of {count} is missing: {bytes.Length} bytes are left", bytes, offset, indent);
            }

            var (identifier, length) = (layout.Ident.Read(bytes), layout.RecordLength.Read(bytes));
            if (identifier != layout.Identifier)
            {
                return Stop($"record {number} should start with X'{layout.Identifier:X8}', and here is X'{identifier:X8}'", bytes, offset, indent);
            }

            if (length < (ulong)layout.Length || length > (ulong)bytes.Length)
            {
                return Stop($"record {number} is said to have {length} bytes, and {bytes.Length} are left", bytes, offset, indent);
            }

            Line(indent, $"Record {number} of {count}: {length} bytes at offset {offset} (X'{offset:X}')");
            isWhole &= WriteOne(row, bytes[..(int)length], offset, indent + 2, depth);
            bytes = bytes[(int)length..];
            offset += (int)length;
        }

        return bytes.IsEmpty ? isWhole : Stop($"{bytes.Length} bytes follow the last record", bytes, offset, indent);
    }

    private bool WriteOne(RecordRow? row, ReadOnlySpan<byte> record, long offset, int indent, int depth)
    {
        var layout = dialect.RecordHeader;
        var (section, cascade) = (dialect.SectionDescriptor, dialect.CascadeDescriptor);
        Line(indent, layout.Name);
        structures.Write(layout, record[..layout.Length], offset, ipv6: false, indent + 2);
        var headerLength = layout.HeaderLength.Read(record);
        var (sections, cascades) = ((int)layout.SectionCount.Read(record), (int)layout.CascadeCount.Read(record));
        var needed = layout.Length + ((long)sections * section.Length) + ((long)cascades * cascade.Length);
        if (headerLength > (ulong)record.Length || (ulong)needed > headerLength)
        {
            return Stop(
                $"a record header of {headerLength} bytes cannot hold its {sections} and {cascades} descriptors ({needed} bytes)",
                record[layout.Length..], offset + layout.Length, indent);
        }

        var isWhole = true;
        var ipv6 = false;
        for (var i = 0; i < sections; i++)
        {
            var descriptor = Triplet.Read(section, record.Slice(layout.Length + (i * section.Length), section.Length));
            isWhole &= WriteSection(row is not null && i < row.Sections.Count ? row.Sections[i] : null, i, descriptor, record, (int)headerLength, offset, indent, ref ipv6);
        }

        for (var i = 0; i < cascades; i++)
        {
            var at = layout.Length + (sections * section.Length) + (i * cascade.Length);
            isWhole &= WriteCascade(row, CascadeDescriptor.Read(cascade, record.Slice(at, cascade.Length)), record, (int)headerLength, offset, indent, depth);
        }

        return isWhole;
    }

    private bool WriteSection(
        SectionRow? row, int index, Triplet descriptor, ReadOnlySpan<byte> record, int headerLength, long offset, int indent, ref bool ipv6)
    {
        var name = row?.Name ?? "unknown";
        var place = $"Section {index + 1}, {name}: offset {descriptor.Offset}, length {descriptor.Length}, occurrences {descriptor.Count}";
        Line(indent, descriptor.Count == 0 ? $"Section {index + 1}, {name}: absent" : place);
        if (descriptor.Count == 0)
        {
            return true;
        }

        if (descriptor.Offset < headerLength || descriptor.Offset + ((ulong)descriptor.Length * descriptor.Count) > (ulong)record.Length)
        {
            Line(indent, "  *** it stands outside its record");
            return false;
        }

        for (var i = 0; i < descriptor.Count; i++)
        {
            var start = (int)descriptor.Offset + (i * descriptor.Length);
            WriteContent(row, record.Slice(start, descriptor.Length), offset + start, indent + 2, ref ipv6);
        }

        return true;
    }

    private void WriteContent(SectionRow? row, ReadOnlySpan<byte> bytes, long offset, int indent, ref bool ipv6)
    {
        if (row?.Layout?.Invoke(dialect) is { } layout)
        {
            ipv6 = RecordFields.IsIpv6(dialect, layout, bytes, ipv6);
            structures.Write(layout, bytes, offset, ipv6, indent);
        }
        else if (row is not null)
        {
            Line(indent, $"\"{Names.Printable(Ebcdic1047.Decode(bytes))}\"");
        }
        else
        {
            StructureDumper.WriteHex(output, bytes, offset, ShownOfDamage, indent);
        }
    }

    private bool WriteCascade(
        RecordRow? row, CascadeDescriptor descriptor, ReadOnlySpan<byte> record, int headerLength, long offset, int indent, int depth)
    {
        var (length, count, total) = descriptor.Container;
        Line(indent, $"Records inside: offset {descriptor.Offset}, length {length}, records {count}, of {total} that exist");
        if (count == 0)
        {
            return true;
        }

        if (descriptor.Offset < headerLength || descriptor.Offset + (ulong)length > (ulong)record.Length || depth == DeepestCascade)
        {
            Line(indent, depth == DeepestCascade ? "  *** they stand too deep" : "  *** they stand outside their record");
            return false;
        }

        var inner = row?.Cascaded is { } request ? RecordCatalog.Find(request) : null;
        var bytes = record.Slice((int)descriptor.Offset, (int)length);
        return WriteAll(inner, bytes, count, offset + descriptor.Offset, indent + 2, depth + 1);
    }

    private bool Stop(string reason, ReadOnlySpan<byte> rest, long offset, int indent)
    {
        Line(indent, $"*** at offset {offset} (X'{offset:X}'): {reason}");
        StructureDumper.WriteHex(output, rest, offset, ShownOfDamage, indent + 2);
        return false;
    }

    private void Line(int indent, string text) => output.WriteLine(new string(' ', indent) + text);
}
