using System.Globalization;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Nmsecq.Output;

namespace MyIkev2.Nmsecq.Dump;

/// <summary>
/// Prints recordings: each message with its header and its records. Nothing in the bytes makes it throw; where they make no sense it says so, prints
/// them in hexadecimal, and goes on where the lengths still say what follows.
/// </summary>
internal sealed class StreamDumper(NmsecDialect dialect, TextWriter output)
{
    // Bytes behind a damage that are shown; who needs more has the file.
    private const int ShownOfDamage = 256;

    private readonly StructureDumper _structures = new(dialect, output);
    private bool _isWhole = true;

    /// <summary>Prints one recording, or two directions of one conversation. True if everything made sense.</summary>
    public bool Dump(IReadOnlyList<Recording> recordings)
    {
        var cuts = recordings.Select(recording => Recordings.Cut(dialect, recording)).ToList();
        var messages = cuts.Count == 2 ? Recordings.Interleave(dialect, cuts[0].Messages, cuts[1].Messages) : cuts[0].Messages;
        var number = 0;
        foreach (var message in messages)
        {
            WriteMessage(++number, message, cuts.Count > 1);
        }

        foreach (var damage in cuts.Select(static cut => cut.Damage).OfType<Damage>())
        {
            WriteDamage(damage, cuts.Count > 1);
        }

        output.WriteLine($"{number} messages.");
        return _isWhole;
    }

    private void WriteMessage(int number, RecordedMessage message, bool namesRecording)
    {
        var header = message.Header;
        var type = dialect.Types.TryGetType(header.TypeNumber, out var known) ? known : (NmsecMessageType?)null;
        var from = namesRecording ? $" of {message.Recording.Name}" : string.Empty;
        output.WriteLine($"Message {number}: {Direction(message, type)}, {message.Length} bytes at offset {message.Offset} (X'{message.Offset:X}'){from}");
        output.WriteLine($"  {dialect.MessageHeader.Name}");
        var layout = dialect.MessageHeader;
        _structures.Write(layout, message.Bytes[..(int)header.HeaderLength], message.Offset, ipv6: false, indent: 4);
        var records = new RecordDumper(dialect, output, _structures);
        var (range, row) = header.Input.Count != 0
            ? (header.Input, InputRow(type))
            : (header.Output, type is { } answered ? RecordCatalog.Find(answered) : null);
        if (range.Count != 0 && (range.Offset < header.HeaderLength || range.Offset + (ulong)range.Length > (ulong)message.Length))
        {
            Problem($"the records are said to stand at {range.Offset} with {range.Length} bytes, which is outside the message");
            StructureDumper.WriteHex(output, message.Bytes[(int)header.HeaderLength..], message.Offset + header.HeaderLength, ShownOfDamage, indent: 4);
        }
        else if (range.Count != 0)
        {
            var bytes = message.Bytes.Slice((int)range.Offset, (int)range.Length);
            _isWhole &= records.WriteAll(row, bytes, range.Count, message.Offset + range.Offset, indent: 2);
            WriteRest(message, (int)range.Offset + (int)range.Length);
        }
        else
        {
            WriteRest(message, (int)header.HeaderLength);
        }

        output.WriteLine();
    }

    private void WriteRest(RecordedMessage message, int end)
    {
        if (end < message.Length)
        {
            Problem($"{message.Length - end} bytes follow that the header does not speak of");
            StructureDumper.WriteHex(output, message.Bytes[end..], message.Offset + end, ShownOfDamage, indent: 4);
        }
    }

    private static string Direction(RecordedMessage message, NmsecMessageType? type)
    {
        if (type is not { } known)
        {
            return $"unknown type X'{message.Header.TypeNumber:X4}'";
        }

        var row = MessageTypeCatalog.Get(known);
        var isAnswer = message.Header is not { ReturnCode: 0, ReasonCode: 0 } || message.Header.Output.Count != 0 || message.Header.OutputTotal != 0;
        return row.Kind == MessageKind.ServerNotice ? row.Name
            : message.Header.Input.Count != 0 ? $"{row.Name}, request"
            : isAnswer ? $"{row.Name}, response"
            : $"{row.Name}, request or empty response";
    }

    // What a request brings along: tunnels to control, or filters.
    private RecordRow? InputRow(NmsecMessageType? type) => type switch
    {
        null => null,
        { } known when MessageTypeCatalog.Get(known).Kind == MessageKind.Control => RecordCatalog.Find(known),
        { } known => new RecordRow(known, [new SectionRow(dialect.InputFilter.Name, null, static d => d.InputFilter)]),
    };

    private void WriteDamage(Damage damage, bool namesRecording)
    {
        var rest = damage.Recording.Bytes.Span[(int)damage.Offset..];
        var from = namesRecording ? $" of {damage.Recording.Name}" : string.Empty;
        Problem(string.Create(
            CultureInfo.InvariantCulture,
            $"decoding stops at offset {damage.Offset} (X'{damage.Offset:X}'){from}: {damage.Reason}; {rest.Length} bytes are not decoded"));
        StructureDumper.WriteHex(output, rest, damage.Offset, ShownOfDamage, indent: 2);
    }

    private void Problem(string text)
    {
        _isWhole = false;
        output.WriteLine($"  *** {text}");
    }
}
