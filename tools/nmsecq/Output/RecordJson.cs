using System.Buffers;
using System.Text;
using System.Text.Json;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Sections;
using MyIkev2.Nmsecq.Commands;

namespace MyIkev2.Nmsecq.Output;

/// <summary>
/// Records as JSON. Structures are printed from the dialect's tables, so a field has the interface's name, a value of an enumeration its constant's
/// name (or its number, if it has none), bits are true or false, and cookies and SPIs are hexadecimal text, because many readers of JSON keep only 53
/// bits of a number.
/// </summary>
internal static class RecordJson
{
    // Records are written as they arrive; this much is kept back to make a write worth it.
    private const int FlushThreshold = 16 * 1024;

    /// <summary>Asks and writes the whole answer.</summary>
    public static async Task WriteAsync(
        NmsecClient client, NmsecMessageType request, QueryArguments arguments, TextWriter output, CancellationToken cancellation)
    {
        var response = await client.MonitorAsync(request, static record => record.Bytes.ToArray(), arguments.Filters, arguments.Stack, cancellation);
        await WriteAsync(client.Dialect, RecordCatalog.Find(request), response, output, cancellation);
    }

    /// <summary>Writes an answer.</summary>
    public static async Task WriteAsync(
        NmsecDialect dialect, RecordRow? row, NmsecResponse<byte[]> response, TextWriter output, CancellationToken cancellation)
    {
        var kinds = new FieldKinds(dialect);
        var buffer = new ArrayBufferWriter<byte>(FlushThreshold * 2);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("stack", response.Stack);
        writer.WriteNumber("totalAvailable", response.TotalAvailable);
        writer.WriteNumber("count", response.Count);
        writer.WriteStartArray("records");
        await foreach (var record in response.WithCancellation(cancellation))
        {
            WriteRecord(writer, dialect, kinds, row, record);
            await writer.FlushAsync(cancellation);
            if (buffer.WrittenCount > FlushThreshold)
            {
                await DrainAsync(buffer, output);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        await writer.FlushAsync(cancellation);
        await DrainAsync(buffer, output);
        await output.WriteLineAsync();
    }

    // Everything that is not ASCII is escaped, so no character is cut.
    private static async Task DrainAsync(ArrayBufferWriter<byte> buffer, TextWriter output)
    {
        await output.WriteAsync(Encoding.UTF8.GetString(buffer.WrittenSpan));
        buffer.ResetWrittenCount();
    }

    private static void WriteRecord(Utf8JsonWriter writer, NmsecDialect dialect, FieldKinds kinds, RecordRow? row, ReadOnlySpan<byte> bytes)
    {
        if (RecordReader.TryOpen(dialect, bytes, out var record) is { IsError: false })
        {
            WriteRecord(writer, dialect, kinds, row, record);
        }
    }

    private static void WriteRecord(Utf8JsonWriter writer, NmsecDialect dialect, FieldKinds kinds, RecordRow? row, RecordReader record)
    {
        writer.WriteStartObject();
        var ipv6 = false;
        for (var i = 0; row is not null && i < row.Sections.Count && i < record.SectionCount; i++)
        {
            var section = row.Sections[i];
            if (section.Layout?.Invoke(dialect) is { } layout)
            {
                ipv6 = RecordFields.IsIpv6(dialect, layout, record.Section(i), ipv6);
                WriteStructure(writer, dialect, kinds, layout, record.Section(i), ipv6);
            }
            else if (record.Descriptor(i).Count != 0)
            {
                writer.WriteString(CamelCase(section.Name), record.Text(i));
            }
        }

        if (row?.Cascaded is { } cascaded)
        {
            writer.WriteNumber("cascadedTotal", record.Cascade.Container.Total);
            writer.WriteStartArray("cascaded");
            foreach (var inner in record.Cascaded)
            {
                WriteRecord(writer, dialect, kinds, RecordCatalog.Find(cascaded), inner);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    // Of fields that lie over each other it takes those of one address family.
    private static void WriteStructure(Utf8JsonWriter writer, NmsecDialect dialect, FieldKinds kinds, StructureLayout layout, ReadOnlySpan<byte> bytes, bool ipv6)
    {
        writer.WriteStartObject(layout.Name);
        foreach (var field in RecordFields.Of(dialect, layout))
        {
            if (field.Format != FieldFormat.Reserved && RecordFields.IsPresent(field, bytes) && !RecordFields.IsOtherFamily(layout, field, ipv6))
            {
                WriteField(writer, kinds, layout, field, bytes, ipv6);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteField(Utf8JsonWriter writer, FieldKinds kinds, StructureLayout layout, in WireField field, ReadOnlySpan<byte> bytes, bool ipv6)
    {
        switch (field.Format)
        {
            case FieldFormat.Bits:
                writer.WriteBoolean(field.Name, RecordFields.Bit(field, bytes));
                break;
            case FieldFormat.Ebcdic:
                writer.WriteString(field.Name, RecordFields.Text(field, bytes));
                break;
            case FieldFormat.Address:
                writer.WriteString(field.Name, RecordFields.Address(layout, field, bytes, ipv6).ToString());
                break;
            case FieldFormat.Opaque:
            case var _ when FieldKinds.IsIdentifier(field.Name) || !RecordFields.IsNumber(field):
                writer.WriteString(field.Name, $"0x{Convert.ToHexString(field.Slice(bytes))}");
                break;
            case var _ when kinds.Constant(field.Name, field.Read(bytes)) is { } constant:
                writer.WriteString(field.Name, constant);
                break;
            default:
                writer.WriteNumber(field.Name, field.Read(bytes));
                break;
        }
    }

    private static string CamelCase(string words)
        => string.Concat(words.Split(' ').Select(static (word, index) => index == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
