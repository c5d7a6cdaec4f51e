using System.Text.RegularExpressions;

namespace MyIkev2.IkeDump.Input;

/// <summary>
/// Octets as text: paragraphs of hexadecimal digits with free white space and '#' comments, or the dumps of xxd,
/// whose lines start with an offset and end with the characters themselves.
/// </summary>
public static partial class HexText
{
    private const int LongestParagraph = 65535;

    /// <summary>One array per paragraph.</summary>
    public static IEnumerable<byte[]> Read(Stream input)
    {
        using var reader = new StreamReader(input, leaveOpen: true);
        var paragraph = new List<byte>();
        int pending = -1;
        int lineNumber = 0;
        while (reader.ReadLine() is { } line)
        {
            lineNumber++;
            if (line.Length == 0 || string.IsNullOrWhiteSpace(line))
            {
                foreach (byte[] octets in Finish(paragraph, ref pending, lineNumber))
                {
                    yield return octets;
                }

                continue;
            }

            Append(line, lineNumber, paragraph, ref pending);
        }

        foreach (byte[] octets in Finish(paragraph, ref pending, lineNumber))
        {
            yield return octets;
        }
    }

    private static IEnumerable<byte[]> Finish(List<byte> paragraph, ref int pending, int lineNumber)
    {
        if (pending >= 0)
        {
            throw new InputException($"line {lineNumber}: the datagram above ends with half an octet");
        }

        if (paragraph.Count == 0)
        {
            return [];
        }

        byte[] octets = [.. paragraph];
        paragraph.Clear();
        return [octets];
    }

    private static void Append(string line, int lineNumber, List<byte> paragraph, ref int pending)
    {
        (int start, int end) = DigitsOf(line);
        for (int i = start; i < end; i++)
        {
            char c = line[i];
            if (char.IsWhiteSpace(c) || c is ':' or '-' or ',')
            {
                continue;
            }

            if (!char.IsAsciiHexDigit(c))
            {
                throw new InputException(
                    $"line {lineNumber}, column {i + 1}: '{c}' is no hexadecimal digit, and the input is no capture file");
            }

            int digit = Convert.ToInt32(c.ToString(), 16);
            if (pending < 0)
            {
                pending = digit;
                continue;
            }

            paragraph.Add((byte)((pending << 4) | digit));
            pending = -1;
            if (paragraph.Count > LongestParagraph)
            {
                throw new InputException($"line {lineNumber}: more than {LongestParagraph} octets in one datagram");
            }
        }
    }

    private static (int Start, int End) DigitsOf(string line)
    {
        int comment = line.IndexOf('#', StringComparison.Ordinal);
        Match offset = OffsetColumn().Match(line);
        if (!offset.Success)
        {
            return (0, comment < 0 ? line.Length : comment);
        }

        // Behind an offset, two spaces end the digits; what follows are the characters.
        int characters = line.IndexOf("  ", offset.Length, StringComparison.Ordinal);
        return (offset.Length, characters < 0 ? line.Length : characters);
    }

    [GeneratedRegex(@"^\s*(0x)?[0-9a-fA-F]{4,8}:\s+")]
    private static partial Regex OffsetColumn();
}
