using System.Globalization;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.NmsecProtocol.Text;
using MyIkev2.Nmsecq.Commands;

namespace MyIkev2.Nmsecq.Output;

/// <summary>An answer's bytes, sixteen a line: offset in the message, four words, EBCDIC text.</summary>
internal static class HexDump
{
    private const int LineLength = 16;

    public static async Task WriteAsync(
        NmsecClient client, NmsecMessageType request, QueryArguments arguments, TextWriter output, CancellationToken cancellation)
    {
        var response = await client.MonitorAsync(
            request, static record => record.Bytes.ToArray(), arguments.Filters, arguments.Stack, cancellation);
        Write(output, "message header", 0, response.HeaderBytes.Span);
        var offset = (long)response.Header.Output.Offset;
        var number = 0;
        await foreach (var record in response.WithCancellation(cancellation))
        {
            number++;
            Write(output, $"record {number}", offset, record);
            offset += record.Length;
        }
    }

    public static void Write(TextWriter output, string title, long start, ReadOnlySpan<byte> bytes)
    {
        output.WriteLine($"{title}, {bytes.Length} bytes");
        for (var offset = 0; offset < bytes.Length; offset += LineLength)
        {
            var line = bytes[offset..Math.Min(offset + LineLength, bytes.Length)];
            var words = string.Join(' ', Convert.ToHexString(line).Chunk(8).Select(static word => new string(word)));
            var text = Names.Printable(Ebcdic1047.Decode(line));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{start + offset:X8}  {words,-35}  |{text}|"));
        }

        output.WriteLine();
    }
}
