using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;

namespace MyIkev2.Agent.Cli.Display;

/// <summary>JSON as the command line writes it: one indented object on lines of its own.</summary>
internal static class JsonText
{
    /// <summary>An object with what <paramref name="members"/> writes.</summary>
    public static string Of(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>An object with one array of objects.</summary>
    public static string OfRows<T>(string name, IReadOnlyList<T> rows, Action<Utf8JsonWriter, T> members) => Of(json =>
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            members(json, row);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>A moment; nothing when there is none.</summary>
    public static void WriteMoment(this Utf8JsonWriter json, string name, Timestamp? moment)
    {
        if (moment is not null)
        {
            json.WriteString(name, moment.ToDateTimeOffset());
        }
    }
}
