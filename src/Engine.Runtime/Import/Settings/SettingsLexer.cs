using System.Text;
using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Import.Settings;

internal enum SettingsTokenKind
{
    /// <summary>A name: of a key, of a section, or one that is referred to.</summary>
    Name,

    /// <summary>All that stands behind <c>=</c> on the line, as one text.</summary>
    Value,

    /// <summary>The pattern of an include statement.</summary>
    Include,

    OpenBrace,
    CloseBrace,
    Colon,
    Comma,
    NewLine,
    End,

    /// <summary>What cannot be read; the text says why.</summary>
    Mistake,
}

internal readonly record struct SettingsToken(SettingsTokenKind Kind, string Text, ConfigPosition Position);

/// <summary>
/// Words of the settings that strongSwan's programs read (strongswan.conf(5)): <c>#</c> begins a comment, a value goes to the end of its line, to a brace or to a
/// comment, blanks in it count as one, and what stands in double quotes is taken as it is. Never throws.
/// </summary>
internal sealed class SettingsLexer(string text, string source)
{
    // What ends a name beside blanks.
    private const string Special = "#{}:,=\"";

    private int _at;
    private int _line = 1;
    private int _lineStart;
    private bool _expectsValue;

    public SettingsToken Next()
    {
        if (_expectsValue)
        {
            _expectsValue = false;
            return ReadValue();
        }

        SkipBlanksAndComment();
        var position = Here();
        if (_at == text.Length)
        {
            return new SettingsToken(SettingsTokenKind.End, string.Empty, position);
        }

        switch (text[_at])
        {
            case '\n':
                NewLine();
                return new SettingsToken(SettingsTokenKind.NewLine, string.Empty, position);
            case '{':
                return Single(SettingsTokenKind.OpenBrace, position);
            case '}':
                return Single(SettingsTokenKind.CloseBrace, position);
            case ':':
                return Single(SettingsTokenKind.Colon, position);
            case ',':
                return Single(SettingsTokenKind.Comma, position);
            case '=':
                _at++;
                _expectsValue = true;
                return Next();
            case '"':
                var end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length : end;
                return new SettingsToken(SettingsTokenKind.Mistake, "a quoted text cannot stand here", position);
        }

        var name = ReadWord(Special);
        return name == "include" && _at < text.Length && text[_at] is ' ' or '\t' && !IsAssignment()
            ? new SettingsToken(SettingsTokenKind.Include, ReadPattern(), position)
            : new SettingsToken(SettingsTokenKind.Name, name, position);
    }

    /// <summary>Words up to the end of the line, joined by single blanks.</summary>
    private SettingsToken ReadValue()
    {
        var value = new StringBuilder();
        ConfigPosition? start = null;
        while (true)
        {
            SkipBlanksAndComment();
            if (_at == text.Length || text[_at] is '\n' or '{' or '}')
            {
                return new SettingsToken(SettingsTokenKind.Value, value.ToString(), start ?? Here());
            }

            var position = Here();
            start ??= position;
            if (value.Length > 0)
            {
                value.Append(' ');
            }

            if (text[_at] != '"')
            {
                // An identity of octets begins with @#, which is no comment.
                var isKeyId = text.AsSpan(_at).StartsWith("@#", StringComparison.Ordinal);
                if (isKeyId)
                {
                    value.Append("@#");
                    _at += 2;
                }

                value.Append(ReadWord("#{}\""));
            }
            else if (!ReadQuoted(value))
            {
                return new SettingsToken(SettingsTokenKind.Mistake, "the quote is not closed", position);
            }
        }
    }

    private bool ReadQuoted(StringBuilder value)
    {
        for (_at++; _at < text.Length; _at++)
        {
            switch (text[_at])
            {
                case '"':
                    _at++;
                    return true;
                case '\\' when _at + 1 < text.Length:
                    ReadEscape(value);
                    break;
                case '\n':
                    value.Append('\n');
                    CountLine();
                    break;
                default:
                    value.Append(text[_at]);
                    break;
            }
        }

        return false;
    }

    private void ReadEscape(StringBuilder value)
    {
        switch (text[++_at])
        {
            case 'n':
                value.Append('\n');
                break;
            case 'r':
                value.Append('\r');
                break;
            case 't':
                value.Append('\t');
                break;
            case '\r' when _at + 1 < text.Length && text[_at + 1] == '\n':
                _at++;
                CountLine();
                break;
            case '\n':
                CountLine(); // The line goes on in the next.
                break;
            default:
                value.Append(text[_at]);
                break;
        }
    }

    private string ReadPattern()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t')
        {
            _at++;
        }

        if (_at < text.Length && text[_at] == '"')
        {
            var pattern = new StringBuilder();
            return ReadQuoted(pattern) ? pattern.ToString() : string.Empty;
        }

        return ReadWord("#{}\"");
    }

    private string ReadWord(string ends)
    {
        var start = _at;
        while (_at < text.Length && text[_at] is not (' ' or '\t' or '\r' or '\n') && !ends.Contains(text[_at]))
        {
            _at++;
        }

        return text[start.._at];
    }

    /// <summary>True when an equals sign follows: <c>include</c> is then a key like any other.</summary>
    private bool IsAssignment() => text.AsSpan(_at).TrimStart(" \t") is ['=', ..];

    private void SkipBlanksAndComment()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t' or '\r')
        {
            _at++;
        }

        if (_at < text.Length && text[_at] == '#')
        {
            var end = text.IndexOf('\n', _at);
            _at = end < 0 ? text.Length : end;
        }
    }

    private SettingsToken Single(SettingsTokenKind kind, ConfigPosition position)
    {
        _at++;
        return new SettingsToken(kind, string.Empty, position);
    }

    private void NewLine()
    {
        CountLine();
        _at++;
    }

    /// <summary>For the line end that is being passed.</summary>
    private void CountLine()
    {
        _line++;
        _lineStart = _at + 1;
    }

    private ConfigPosition Here() => new(source, _line, _at - _lineStart + 1);
}
