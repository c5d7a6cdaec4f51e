using System.Text;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>Which values a listing holds.</summary>
public enum ConfigDetail
{
    /// <summary>What was set, as it was set: the form of the file.</summary>
    Explicit,

    /// <summary><c>show config nodefault</c>: what differs from the defaults.</summary>
    NoDefault,

    /// <summary><c>show config</c>: also the defaults.</summary>
    WithDefaults,
}

/// <summary>Typed tree to text: four blanks per level, every block closed by <c>..</c> at its own inner indent.</summary>
public sealed class ConfigPrinter
{
    public const int IndentWidth = 4;

    // Long inline containers go on in a second line of the same form, well below the longest line that is read.
    private const int InlineWidth = ConfigText.MaximumLineLength / 2;

    private readonly StringBuilder _text = new();
    private readonly ConfigSelection _selection;

    private ConfigPrinter(ConfigSelection selection) => _selection = selection;

    /// <summary>The whole document; empty when nothing is configured.</summary>
    public static string Print(ConfigDocument document, ConfigDetail detail, bool revealSecrets)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Print(new ConfigTarget(document.Root, null), new ConfigSelection(detail, revealSecrets));
    }

    /// <summary>What a path leads to.</summary>
    internal static string Print(ConfigTarget target, ConfigSelection selection)
    {
        var printer = new ConfigPrinter(selection);
        if (target.Child is { } child)
        {
            printer.WriteChild(target.Node, child, 0);
        }
        else if (target.Node.Parent is null)
        {
            printer.WriteChildren(target.Node, 0);
        }
        else
        {
            printer.WriteNode(target.Node, 0);
        }

        return printer._text.ToString();
    }

    private void WriteChildren(ConfigNode node, int depth)
    {
        foreach (var child in node.Definition.Children)
        {
            WriteChild(node, child, depth);
        }
    }

    private void WriteChild(ConfigNode parent, ConfigNodeDefinition child, int depth)
    {
        foreach (var node in _selection.NodesOf(parent, child))
        {
            WriteNode(node, depth);
        }

        foreach (var value in _selection.TextsOf(parent, child))
        {
            Indent(depth).Append(child.Name).Append(' ').Append(value).Append('\n');
        }
    }

    private void WriteNode(ConfigNode node, int depth)
    {
        if (node.Definition.IsInline)
        {
            WriteInline(node, depth);
            return;
        }

        Indent(depth).Append(node.Definition.Name);
        if (node.Key is not null)
        {
            _text.Append(' ').Append(ConfigText.Quote(node.Key));
        }

        _text.Append('\n');
        WriteChildren(node, depth + 1);
        Indent(depth + 1).Append("..\n");
    }

    private void WriteInline(ConfigNode node, int depth)
    {
        var start = _text.Length;
        foreach (var child in node.Definition.Children)
        {
            foreach (var value in _selection.TextsOf(node, child))
            {
                if (_text.Length == start)
                {
                    Indent(depth).Append(node.Definition.Name);
                }

                _text.Append(' ').Append(child.Name).Append(' ').Append(value);
                if (_text.Length - start > InlineWidth)
                {
                    _text.Append('\n');
                    start = _text.Length;
                }
            }
        }

        if (_text.Length > start)
        {
            _text.Append('\n');
        }
    }

    private StringBuilder Indent(int depth) => _text.Append(' ', depth * IndentWidth);
}
