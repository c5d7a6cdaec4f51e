using System.Globalization;
using System.Text;

namespace MyIkev2.TestInstances.Setup.Yaml;

/// <summary>Writes options as YAML.</summary>
internal sealed class YamlText
{
    private readonly StringBuilder _text = new();
    private string _indent = string.Empty;

    // What stands in front of the next line: the indent, or the dash of a list's item.
    private string? _lead;

    public void Comment(string comment)
    {
        if (_lead is null)
        {
            _text.Append(_indent).Append("# ").Append(comment).Append('\n');
        }
    }

    public void Value(string name, string value) => Line($"{name}: {value}");

    public void List(string name, IEnumerable<string> values) => Line($"{name}: [{string.Join(", ", values)}]");

    /// <summary>A mapping below a name; nothing at all when <paramref name="body"/> writes nothing.</summary>
    public void Section(string name, Action body)
    {
        var (before, lead) = (_text.Length, _lead);
        Line(name + ":");
        var start = _text.Length;
        Indented("  ", body);
        if (_text.Length == start)
        {
            (_text.Length, _lead) = (before, lead);
        }
    }

    /// <summary>A list of mappings below a name.</summary>
    public void Items(string name, IEnumerable<Action> bodies)
    {
        Line(name + ":");
        foreach (var body in bodies)
        {
            var start = _text.Length;
            _lead = _indent + "  - ";
            Indented("    ", body);
            if (_text.Length == start)
            {
                _text.Append(_indent).Append("  - {}\n");
            }

            _lead = null;
        }
    }

    public override string ToString() => _text.ToString();

    /// <summary>Text that no reader takes for anything else.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var character in text)
        {
            switch (character)
            {
                case '"' or '\\':
                    quoted.Append('\\').Append(character);
                    break;
                case < ' ' or '\u007f' or '\u0085' or '\u2028' or '\u2029' or '\ufeff':
                    quoted.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default:
                    quoted.Append(character);
                    break;
            }
        }

        return quoted.Append('"').ToString();
    }

    private void Line(string line)
    {
        _text.Append(_lead ?? _indent).Append(line).Append('\n');
        _lead = null;
    }

    private void Indented(string more, Action body)
    {
        var before = _indent;
        _indent += more;
        body();
        _indent = before;
    }
}
