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
/// The words of one document, each kept once: a configuration of many vpns repeats a few words millions of times. Not thread-safe.
/// </summary>
internal sealed class WordPool
{
    // A secret or an address is not worth remembering; what repeats is short.
    private const int LongestPooled = 32;

    private readonly HashSet<string> _words = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public WordPool() => _lookup = _words.GetAlternateLookup<ReadOnlySpan<char>>();

    public string Get(ReadOnlySpan<char> word)
    {
        if (word.Length > LongestPooled)
        {
            return word.ToString();
        }

        if (!_lookup.TryGetValue(word, out var pooled))
        {
            pooled = word.ToString();
            _words.Add(pooled);
        }

        return pooled;
    }
}

/// <summary>
/// Words of configuration lines. Blanks separate them; double quotes hold a word together, with <c>\"</c> and <c>\\</c> inside; <c>#</c> at the
/// start of a word begins a comment.
/// </summary>
internal static class ConfigText
{
    public const int MaximumLineLength = 8192;

    /// <summary>Splits a line. False, with what is wrong and at which column, when that cannot be done.</summary>
    public static bool TrySplit(ReadOnlySpan<char> line, List<ConfigToken> tokens, WordPool words, out int column, out string problem)
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
            var text = line[at] == '"' ? ReadQuoted(line, ref at) : ReadPlain(line, ref at, words);
            if (text is null)
            {
                return Fail(start, "the quote is not closed", out column, out problem);
            }

            if (at < line.Length && line[at] is not (' ' or '\t' or '\r'))
            {
                return Fail(at, "a blank must follow the closing quote", out column, out problem);
            }

            if (!IsPrintable(text))
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
    public static int Indentation(ReadOnlySpan<char> line)
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

    private static string ReadPlain(ReadOnlySpan<char> line, ref int at, WordPool words)
    {
        var start = at;
        var length = line[at..].IndexOfAny(' ', '\t', '\r');
        at = length < 0 ? line.Length : at + length;
        return words.Get(line[start..at]);
    }

    private static string? ReadQuoted(ReadOnlySpan<char> line, ref int at)
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
    private static bool IsPrintable(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return true;
        }

        for (var index = 0; index < text.Length; index++)
        {
            var c = text[index];
            if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
            {
                index++;
            }
            else if (char.IsControl(c) || char.IsSurrogate(c) || c == '\uFFFD')
            {
                return false;
            }
        }

        return true;
    }

    private static bool Fail(int index, string what, out int column, out string problem)
    {
        column = index + 1;
        problem = what;
        return false;
    }
}
