using System.Text;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>A word of a configuration line.</summary>
/// <param name="Text">Without its quotes.</param>
/// <param name="Column">Counts from 1.</param>
/// <param name="IsQuoted">Quoted words are never operators.</param>
internal readonly record struct ConfigToken(string Text, int Column, bool IsQuoted)
{
    public bool Is(string word) => !IsQuoted && Text == word;
}

/// <summary>
/// Words of configuration lines. Blanks separate them; double quotes hold a word together, with <c>\"</c> and <c>\\</c> inside; <c>#</c> at the
/// start of a word begins a comment.
/// </summary>
internal static class ConfigText
{
    public const int MaximumLineLength = 8192;

    /// <summary>Splits a line. False, with what is wrong and at which column, when that cannot be done.</summary>
    public static bool TrySplit(string line, List<ConfigToken> tokens, out int column, out string problem)
    {
        tokens.Clear();
        var at = 0;
        if (line.Length > MaximumLineLength)
        {
            return Fail(MaximumLineLength, $"the line is longer than {MaximumLineLength} characters", out column, out problem);
        }

        for (; ; )
        {
            while (at < line.Length && line[at] is ' ' or '\t' or '\r')
            {
                at++;
            }

            if (at == line.Length || line[at] == '#')
            {
                column = 0;
                problem = string.Empty;
                return true;
            }

            var start = at;
            var text = line[at] == '"' ? ReadQuoted(line, ref at) : ReadPlain(line, ref at);
            if (text is null)
            {
                return Fail(start, "the quote is not closed", out column, out problem);
            }

            if (at < line.Length && line[at] is not (' ' or '\t' or '\r'))
            {
                return Fail(at, "a blank must follow the closing quote", out column, out problem);
            }

            if (IndexOfUnprintable(text) >= 0)
            {
                return Fail(start, "the word holds a control character or is not valid UTF-8", out column, out problem);
            }

            tokens.Add(new ConfigToken(text, start + 1, line[start] == '"'));
        }
    }

    /// <summary>The word as it must be written to be read back as it is.</summary>
    public static string Quote(string word)
    {
        if (word.Length > 0 && word is not ("/" or "..") && word[0] is not ('"' or '#') && !word.AsSpan().ContainsAny(' ', '\t'))
        {
            return word;
        }

        return $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Number of blanks a line begins with; a tab counts as one level.</summary>
    public static int Indentation(string line)
    {
        var depth = 0;
        foreach (var c in line)
        {
            switch (c)
            {
                case ' ':
                    depth++;
                    break;
                case '\t':
                    depth += ConfigPrinter.IndentWidth;
                    break;
                default:
                    return depth;
            }
        }

        return depth;
    }

    private static string ReadPlain(string line, ref int at)
    {
        var start = at;
        while (at < line.Length && line[at] is not (' ' or '\t' or '\r'))
        {
            at++;
        }

        return line[start..at];
    }

    private static string? ReadQuoted(string line, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < line.Length; at++)
        {
            switch (line[at])
            {
                case '"':
                    at++;
                    return text.ToString();
                case '\\' when at + 1 < line.Length && line[at + 1] is '"' or '\\':
                    text.Append(line[++at]);
                    break;
                default:
                    text.Append(line[at]);
                    break;
            }
        }

        return null;
    }

    /// <summary>U+FFFD stands where octets were not UTF-8.</summary>
    private static int IndexOfUnprintable(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            var c = text[index];
            if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            {
                index++;
            }
            else if (char.IsControl(c) || char.IsSurrogate(c) || c == '\uFFFD')
            {
                return index;
            }
        }

        return -1;
    }

    private static bool Fail(int index, string what, out int column, out string problem)
    {
        column = index + 1;
        problem = what;
        return false;
    }
}
