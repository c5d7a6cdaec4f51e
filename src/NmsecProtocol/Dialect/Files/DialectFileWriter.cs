using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MyIkev2.NmsecProtocol.Requests;

namespace MyIkev2.NmsecProtocol.Dialect.Files;

/// <summary>Writes a whole dialect as a file, one line a field.</summary>
internal static class DialectFileWriter
{
    public static string Write(NmsecDialect dialect)
    {
        var text = new StringBuilder("{\n");
        Line(text, 1, "name", Quote(dialect.Name));
        Line(text, 1, "version", Invariant(dialect.Version));
        Line(text, 1, "maximumRequestLength", Invariant(dialect.MaximumRequestLength));
        Line(text, 1, "alignment", Invariant(dialect.RecordHeader.Alignment));
        Line(text, 1, "interfaceFlagsOneBased", dialect.InterfaceFlagsOneBased ? "true" : "false");
        Block(text, 1, "identifiers", () =>
        {
            Line(text, 2, dialect.MessageHeader.Name, Identifier(dialect.MessageHeader.Identifier, dialect.MessageHeader.Ident));
            Line(text, 2, dialect.RecordHeader.Name, Identifier(dialect.RecordHeader.Identifier, dialect.RecordHeader.Ident));
        });
        Block(text, 1, "messageTypes", () =>
        {
            foreach (var row in MessageTypeCatalog.Rows)
            {
                Line(text, 2, row.Name, $"\"0x{dialect.Types.NumberOf(row.Type):X4}\"");
            }
        });
        Block(text, 1, "codes", () =>
        {
            foreach (var (name, number) in dialect.Codes.Rows)
            {
                Line(text, 2, name, Invariant(number));
            }
        });
        Block(text, 1, "structures", () =>
        {
            foreach (var structure in dialect.Structures)
            {
                Block(text, 2, structure.Name, () => WriteStructure(text, structure));
            }
        });
        TrimComma(text);
        return text.Append("}\n").ToString();
    }

    private static void WriteStructure(StringBuilder text, StructureLayout structure)
    {
        Line(text, 3, "length", Invariant(structure.Length));
        Block(text, 3, "fields", () =>
        {
            foreach (var field in structure.Fields)
            {
                Line(text, 4, field.Name, Place(field));
            }
        });
    }

    private static string Place(WireField field)
    {
        var place = field switch
        {
            { BitLength: 0 } => $"\"length\": {field.Length}",
            { Format: FieldFormat.Bits } => $"\"bit\": {field.Bit}",
            _ => $"\"bit\": {field.Bit}, \"bits\": {field.BitLength}",
        };
        return $"{{ \"offset\": {field.Offset}, {place}{(field.Mark == FieldMark.Fact ? ", \"published\": true" : string.Empty)} }}";
    }

    private static void Block(StringBuilder text, int depth, string name, Action content)
    {
        text.Append(' ', depth * 2).Append(Quote(name)).Append(": {\n");
        content();
        TrimComma(text);
        text.Append(' ', depth * 2).Append("},\n");
    }

    private static void Line(StringBuilder text, int depth, string name, string value)
        => text.Append(' ', depth * 2).Append(Quote(name)).Append(": ").Append(value).Append(",\n");

    private static void TrimComma(StringBuilder text)
    {
        if (text is [.., ',', '\n'])
        {
            text.Remove(text.Length - 2, 1);
        }
    }

    private static string Identifier(ulong value, WireField field)
        => Quote(value.ToString("X", CultureInfo.InvariantCulture).PadLeft(field.Length * 2, '0'));

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
