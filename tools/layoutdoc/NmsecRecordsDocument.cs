using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;

namespace MyIkev2.Tools.LayoutDoc;

/// <summary><c>docs/generated/nmsec-records.md</c>: the NMsec interface as the code has it: messages, dialect structures, records and their values.</summary>
internal static class NmsecRecordsDocument
{
    public static string Render()
    {
        var text = new StringBuilder();
        var dialect = NmsecDialect.Design1;
        text.Append("""
            # NMsec messages and records

            Made by `tools/layoutdoc` from the declarations in `src/NmsecProtocol`. Do not edit.

            Numbers are big-endian and unsigned. Offsets are decimal and count from the start of the structure. Bit 0 is the most
            significant bit. EBCDIC is code page IBM-1047, padded with blanks.


            """.ReplaceLineEndings("\n"));
        WriteMessages(text, dialect);
        WriteDialect(text, dialect);
        foreach (var record in RecordCatalog.Rows)
        {
            WriteRecord(text, dialect, record);
        }

        WriteValues(text);
        return text.ToString();
    }

    private static void WriteMessages(StringBuilder text, NmsecDialect dialect)
    {
        text.Append($"## Messages\n\nNumbers of the dialect `{dialect.Name}`; an agent can be told others.\n\n");
        text.Append("| Number | Message | Kind | Target | Record declared here |\n|---|---|---|---|---|\n");
        foreach (var row in MessageTypeCatalog.Rows)
        {
            var declared = RecordCatalog.Find(row.Type) is null ? "no" : "yes";
            text.Append($"| X'{dialect.Types.NumberOf(row.Type):X4}' | {row.Name} | {Words(row.Kind)} | {Words(row.Scope)} | {declared} |\n");
        }

        text.Append('\n');
    }

    private static void WriteDialect(StringBuilder text, NmsecDialect dialect)
    {
        text.Append($"## Structures of the dialect `{dialect.Name}`, version {dialect.Version}\n\n");
        text.Append("The interface's published text does not give these; they are this project's design. ");
        text.Append($"Largest request: {dialect.MaximumRequestLength} bytes. Sections and records start on a multiple of {dialect.RecordHeader.Alignment} bytes.\n\n");
        foreach (var structure in dialect.Structures)
        {
            text.Append($"### {structure.Name}, {structure.Length} bytes\n\n| Field | Offset | Length | Format |\n|---|---|---|---|\n");
            foreach (var field in structure.Fields)
            {
                text.Append($"| {field.Name} | {field.Offset} | {field.Length} | {field.Format} |\n");
            }

            text.Append('\n');
        }
    }

    private static void WriteRecord(StringBuilder text, NmsecDialect dialect, RecordRow record)
    {
        text.Append($"## {record.RequestName}\n\n");
        text.Append($"A record header of {dialect.RecordHeader.Length} bytes, {record.Sections.Count} section descriptors of {dialect.SectionDescriptor.Length}, then:\n\n");
        text.Append("| Section | Length |\n|---|---|\n");
        foreach (var section in record.Sections)
        {
            text.Append($"| {section.Name} | {section.Length?.ToString() ?? "variable"} |\n");
        }

        var shortest = RecordWriter.Measure(dialect, [.. record.Sections.Select(section => section.Length ?? 0)]);
        text.Append($"\nA record without its variable sections has {shortest} bytes.\n\n");
        foreach (var structure in record.Sections.Select(section => section.Structure).OfType<Type>())
        {
            WriteStructure(text, structure);
        }
    }

    private static void WriteStructure(StringBuilder text, Type structure)
    {
        var name = structure.GetCustomAttribute<NmsecStructureAttribute>()!.Name;
        text.Append($"### {name}, {Marshal.SizeOf(structure)} bytes (`{structure.Name}`)\n\n");
        text.Append("| Field | Offset | Length | Format | Declared as |\n|---|---|---|---|---|\n");
        foreach (var field in structure.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            var description = field.GetCustomAttribute<NmsecFieldAttribute>()!;
            var offset = field.GetCustomAttribute<FieldOffsetAttribute>()!.Value;
            if (description.Bits is { } bits)
            {
                WriteBits(text, offset, Length(field), bits);
            }
            else
            {
                text.Append($"| {description.Name} | {offset} | {Length(field)} | {description.Format} | `{field.Name}` |\n");
            }
        }

        text.Append('\n');
    }

    private static void WriteBits(StringBuilder text, int offset, int length, Type bits)
    {
        var used = 0;
        foreach (var bit in NamedValues(bits).OrderByDescending(Number))
        {
            var position = (length * 8) - 1 - (int)Math.Log2(Number(bit));
            used = Math.Max(used, position + 1);
            text.Append($"| {Name(bit)} | {offset + (position / 8)}, bit {position % 8} | 1 bit | Binary | `{bits.Name}.{bit.Name}` |\n");
        }

        text.Append($"| reserved | {offset + (used / 8)}, bit {used % 8} | {(length * 8) - used} bits | Reserved | |\n");
    }

    private static void WriteValues(StringBuilder text)
    {
        text.Append("## Values\n\n| Enumeration | Constant | Value |\n|---|---|---|\n");
        var bits = RecordCatalog.Rows.SelectMany(row => row.Sections).Select(section => section.Structure).OfType<Type>()
            .SelectMany(structure => structure.GetFields()).Select(field => field.GetCustomAttribute<NmsecFieldAttribute>()?.Bits);
        foreach (var enumeration in typeof(RecordCatalog).Assembly.GetExportedTypes()
            .Where(type => type.IsEnum && type.Namespace == typeof(RecordCatalog).Namespace).Except(bits.OfType<Type>())
            .OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            foreach (var value in enumeration.GetFields(BindingFlags.Public | BindingFlags.Static).OrderBy(Number))
            {
                text.Append($"| `{enumeration.Name}` | {(value.IsDefined(typeof(NmsecNameAttribute)) ? Name(value) : $"(ours) {value.Name}")} | {Number(value)} |\n");
            }
        }
    }

    private static IEnumerable<FieldInfo> NamedValues(Type enumeration)
        => enumeration.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsDefined(typeof(NmsecNameAttribute)));

    private static string Name(FieldInfo value) => value.GetCustomAttribute<NmsecNameAttribute>()!.Name;

    private static uint Number(FieldInfo value) => Convert.ToUInt32(value.GetRawConstantValue());

    private static int Length(FieldInfo field)
        => Marshal.SizeOf(field.FieldType.IsEnum ? field.FieldType.GetEnumUnderlyingType() : field.FieldType);

    // "OneStack" becomes "one stack".
    private static string Words(Enum value)
        => string.Concat(value.ToString().Select((letter, index) => index > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
