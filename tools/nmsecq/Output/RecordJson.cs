using System.Net;
using System.Reflection;
using System.Text.Json;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;

namespace MyIkev2.Nmsecq.Output;

/// <summary>
/// Records as JSON. Structures are printed from their own declaration, so a field has the interface's name, a value of
/// an enumeration its constant's name (or its number, if it has none), bits are true or false, and cookies are hexadecimal
/// text, because many readers of JSON keep only 53 bits of a number.
/// </summary>
internal static class RecordJson
{
    // Records are written as they arrive; this much is kept back to make a write worth it.
    private const int FlushThreshold = 16 * 1024;

    /// <summary>Writes a whole answer.</summary>
    public static async Task WriteAsync<TRecord>(
        Stream output, NmsecResponse<TRecord> response, Action<Utf8JsonWriter, TRecord> write, CancellationToken cancellation)
    {
        await using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        writer.WriteStartObject();
        writer.WriteString("stack", response.Stack);
        writer.WriteNumber("totalAvailable", response.TotalAvailable);
        writer.WriteNumber("count", response.Count);
        writer.WriteStartArray("records");
        await foreach (var record in response.WithCancellation(cancellation))
        {
            writer.WriteStartObject();
            write(writer, record);
            writer.WriteEndObject();
            if (writer.BytesPending > FlushThreshold)
            {
                await writer.FlushAsync(cancellation);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        await writer.FlushAsync(cancellation);
        output.WriteByte((byte)'\n');
    }

    /// <summary>Writes a structure as a property. Of the fields that overlay each other it takes those of one address family.</summary>
    public static void WriteStructure<TStructure>(Utf8JsonWriter writer, in TStructure structure, bool ipv6)
        where TStructure : unmanaged
    {
        object boxed = structure;
        writer.WriteStartObject(typeof(TStructure).GetCustomAttribute<NmsecStructureAttribute>()!.Name);
        foreach (var field in typeof(TStructure).GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            var description = field.GetCustomAttribute<NmsecFieldAttribute>()!;
            var value = field.GetValue(boxed)!;
            if (description.Bits is { } bits)
            {
                WriteBits(writer, bits, ((U32Be)value).Value);
            }
            else if (value is not Ipv4Field and not Ipv6Field || value is Ipv6Field == ipv6)
            {
                writer.WritePropertyName(description.Name);
                WriteValue(writer, value, description.Format);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteBits(Utf8JsonWriter writer, Type bits, uint value)
    {
        foreach (var bit in bits.GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            if (bit.GetCustomAttribute<NmsecNameAttribute>() is { } named)
            {
                writer.WriteBoolean(named.Name, (value & Convert.ToUInt32(bit.GetRawConstantValue())) != 0);
            }
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, object value, FieldFormat format)
    {
        switch (value)
        {
            case FixedText48 text:
                writer.WriteStringValue(text.ToString());
                break;
            case Ipv4Field address:
                WriteAddress(writer, address.Address);
                break;
            case Ipv6Field address:
                WriteAddress(writer, address.Address);
                break;
            case U16Be number:
                writer.WriteNumberValue(number.Value);
                break;
            case U32Be number:
                writer.WriteNumberValue(number.Value);
                break;
            case U64Be number when format == FieldFormat.Opaque:
                writer.WriteStringValue($"0x{number.Value:X16}");
                break;
            case U64Be number:
                writer.WriteNumberValue(number.Value);
                break;
            case Enum constant when Names.Of(constant) is { } name:
                writer.WriteStringValue(name);
                break;
            default:
                writer.WriteNumberValue(Convert.ToInt32(value));
                break;
        }
    }

    private static void WriteAddress(Utf8JsonWriter writer, IPAddress address) => writer.WriteStringValue(address.ToString());
}
