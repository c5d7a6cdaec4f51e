using System.Globalization;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Text;
using MyIkev2.Nmsecq.Output;

namespace MyIkev2.Nmsecq.Dump;

/// <summary>Prints the fields of a structure: offset in the recording, offset in the structure, name, value.</summary>
internal sealed class StructureDumper(NmsecDialect dialect, TextWriter output)
{
    private const int NameWidth = 28;
    private const int LineLength = 16;

    private readonly FieldKinds _kinds = new(dialect);

    /// <summary>Prints what is there: fields that the bytes do not reach are left out, bytes behind the last field are shown in hexadecimal.</summary>
    public void Write(StructureLayout layout, ReadOnlySpan<byte> bytes, long start, bool ipv6, int indent)
    {
        foreach (var field in RecordFields.Of(dialect, layout))
        {
            if (!RecordFields.IsPresent(field, bytes))
            {
                Line(indent, start, field, "(not there: an earlier release's structure)");
            }
            else if (!RecordFields.IsOtherFamily(layout, field, ipv6) && Describe(layout, field, bytes, ipv6) is { } value)
            {
                Line(indent, start, field, value);
            }
        }

        if (bytes.Length > layout.Length)
        {
            output.WriteLine($"{new string(' ', indent)}{bytes.Length - layout.Length} more bytes, of a later release:");
            WriteHex(output, bytes[layout.Length..], start + layout.Length, int.MaxValue, indent + 2);
        }
    }

    /// <summary>Prints bytes in hexadecimal with their EBCDIC text, at most <paramref name="limit"/> of them.</summary>
    public static void WriteHex(TextWriter output, ReadOnlySpan<byte> bytes, long start, int limit, int indent)
    {
        var shown = bytes[..Math.Min(bytes.Length, limit)];
        for (var offset = 0; offset < shown.Length; offset += LineLength)
        {
            var line = shown[offset..Math.Min(offset + LineLength, shown.Length)];
            var words = string.Join(' ', Convert.ToHexString(line).Chunk(8).Select(static word => new string(word)));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{new string(' ', indent)}{start + offset:X8}  {words,-35}  |{Names.Printable(Ebcdic1047.Decode(line))}|"));
        }

        if (shown.Length < bytes.Length)
        {
            output.WriteLine($"{new string(' ', indent)}... and {bytes.Length - shown.Length} more");
        }
    }

    private void Line(int indent, long start, in WireField field, string value)
    {
        var place = field.BitLength == 0 ? $"+{field.Offset}" : $"+{field.Offset + (field.Bit / 8)}.{field.Bit % 8}";
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{new string(' ', indent)}{start + field.Offset:X8} {place,-6} {field.Name,-NameWidth} {value}"));
    }

    // Null for reserved fields that are as they must be.
    private string? Describe(StructureLayout layout, in WireField field, ReadOnlySpan<byte> bytes, bool ipv6) => field.Format switch
    {
        FieldFormat.Reserved => ReservedValue(field, bytes),
        FieldFormat.Bits => RecordFields.Bit(field, bytes) ? "1" : "0",
        FieldFormat.Ebcdic => $"\"{Names.Printable(RecordFields.Text(field, bytes))}\"",
        FieldFormat.Address => RecordFields.Address(layout, field, bytes, ipv6).ToString(),
        _ when field.Format == FieldFormat.Opaque || FieldKinds.IsIdentifier(field.Name) || !RecordFields.IsNumber(field) => Identifier(field, bytes),
        _ => Number(field, field.Read(bytes)),
    };

    private static string? ReservedValue(in WireField field, ReadOnlySpan<byte> bytes)
    {
        var (start, end) = field.BitRange;
        for (var bit = start; bit < end; bit++)
        {
            if ((bytes[bit / 8] & (0x80 >> (bit % 8))) != 0)
            {
                return $"X'{Convert.ToHexString(field.Slice(bytes))}', should be zero";
            }
        }

        return null;
    }

    private static string Identifier(in WireField field, ReadOnlySpan<byte> bytes)
    {
        var value = $"X'{Convert.ToHexString(field.Slice(bytes))}'";
        return field.Name == "NMsFltSelect" && field.Length == 4 ? $"{value} {(FilterSelectors)field.Read(bytes)}" : value;
    }

    private string Number(in WireField field, ulong value)
    {
        if (field.Name == dialect.MessageHeader.Type.Name)
        {
            return dialect.Types.TryGetType((ushort)value, out var type) ? $"X'{value:X4}' {MessageTypeCatalog.Get(type).Name}" : $"X'{value:X4}'";
        }

        if (FieldKinds.IsTime(field.Name) && value is > 0 and <= uint.MaxValue)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{value} {DateTimeOffset.FromUnixTimeSeconds((long)value):yyyy-MM-dd HH:mm:ss}Z");
        }

        return _kinds.Constant(field.Name, value) is { } constant ? $"{value} {constant}" : $"{value}";
    }
}
