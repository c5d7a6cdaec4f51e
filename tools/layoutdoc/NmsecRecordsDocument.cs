using System.Reflection;
using System.Text;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;
using MyIkev2.Tools.LayoutDoc.NmsecSources;

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
        text.Append("## Structures of the records\n\n");
        text.Append("FACT: the published text places the field there. DESIGN: this project does, and a dialect file can move it.\n\n");
        foreach (var structure in RecordCatalog.Rows.SelectMany(row => row.Sections).DistinctBy(section => section.Structure)
            .Select(section => section.Layout?.Invoke(dialect)).OfType<StructureLayout>())
        {
            WriteStructure(text, structure, withSources: true);
        }

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
        foreach (var structure in dialect.Structures.Except(dialect.Sections.All))
        {
            WriteStructure(text, structure, withSources: false);
        }
    }

    private static void WriteRecord(StringBuilder text, NmsecDialect dialect, RecordRow record)
    {
        text.Append($"## {record.RequestName}\n\n");
        text.Append($"A record header of {dialect.RecordHeader.Length} bytes, {record.Sections.Count} section descriptors of {dialect.SectionDescriptor.Length}, then:\n\n");
        text.Append("| Section | Length |\n|---|---|\n");
        foreach (var section in record.Sections)
        {
            text.Append($"| {section.Name} | {section.LengthIn(dialect)?.ToString() ?? "variable"} |\n");
        }

        var shortest = RecordWriter.Measure(dialect, [.. record.Sections.Select(section => section.LengthIn(dialect) ?? 0)]);
        text.Append($"\nA record without its variable sections has {shortest} bytes.");
        text.Append(record.Cascaded is { } inner ? $" Records of {MessageTypeCatalog.Get(inner).Name} may follow as its container.\n\n" : "\n\n");
    }

    private static void WriteStructure(StringBuilder text, StructureLayout structure, bool withSources)
    {
        text.Append($"### {structure.Name}, {structure.Length} bytes\n\n");
        text.Append(withSources
            ? "| Field | Offset | Length | Format | Mark | Source in the registry |\n|---|---|---|---|---|---|\n"
            : "| Field | Offset | Length | Format | Mark |\n|---|---|---|---|---|\n");
        foreach (var field in structure.Fields)
        {
            var (offset, length) = field.BitLength == 0
                ? ($"{field.Offset}", $"{field.Length}")
                : ($"{field.Offset + (field.Bit / 8)}, bit {field.Bit % 8}", field.BitLength == 1 ? "1 bit" : $"{field.BitLength} bits");
            text.Append($"| {field.Name} | {offset} | {length} | {field.Format} | {field.Mark.ToString().ToUpperInvariant()} |");
            text.Append(withSources ? $" {Source(structure, field)} |\n" : "\n");
        }

        text.Append('\n');
    }

    private static string Source(StructureLayout structure, WireField field)
        => field.Format == FieldFormat.Reserved ? "0" : NmsecSourceTable.Find(structure.Name, field.Name) ?? "?";

    private static void WriteValues(StringBuilder text)
    {
        text.Append("## Values\n\n| Enumeration | Constant | Value |\n|---|---|---|\n");
        foreach (var enumeration in typeof(RecordCatalog).Assembly.GetExportedTypes()
            .Where(type => type.IsEnum && type.Namespace == typeof(RecordCatalog).Namespace && !type.IsDefined(typeof(FlagsAttribute)))
            .OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            foreach (var value in enumeration.GetFields(BindingFlags.Public | BindingFlags.Static).OrderBy(Number))
            {
                text.Append($"| `{enumeration.Name}` | {Name(value)} | {Number(value)} |\n");
            }
        }
    }

    private static string Name(FieldInfo value) => value.GetCustomAttribute<NmsecNameAttribute>() switch
    {
        null => $"(ours) {value.Name}",
        { IsDesign: true, Name: var name } => $"(ours) {name}",
        { Name: var name } => name,
    };

    private static uint Number(FieldInfo value) => Convert.ToUInt32(value.GetRawConstantValue());

    // "OneStack" becomes "one stack".
    private static string Words(Enum value)
        => string.Concat(value.ToString().Select((letter, index) => index > 0 && char.IsUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
