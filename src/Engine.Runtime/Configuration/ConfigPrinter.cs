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
    private readonly ConfigDetail _detail;
    private readonly bool _revealSecrets;

    private ConfigPrinter(ConfigDetail detail, bool revealSecrets)
    {
        _detail = detail;
        _revealSecrets = revealSecrets;
    }

    /// <summary>The whole document; empty when nothing is configured.</summary>
    public static string Print(ConfigDocument document, ConfigDetail detail, bool revealSecrets)
    {
        ArgumentNullException.ThrowIfNull(document);
        var printer = new ConfigPrinter(detail, revealSecrets);
        printer.WriteChildren(document.Root, 0);
        return printer._text.ToString();
    }

    /// <summary>One child of <paramref name="parent"/>: all entries of a list, all values of a leaf-list.</summary>
    internal static string PrintChild(ConfigNode parent, ConfigNodeDefinition child, ConfigDetail detail, bool revealSecrets)
    {
        var printer = new ConfigPrinter(detail, revealSecrets);
        printer.WriteChild(parent, child, 0);
        return printer._text.ToString();
    }

    /// <summary>One container or list entry.</summary>
    internal static string PrintNode(ConfigNode node, ConfigDetail detail, bool revealSecrets)
    {
        var printer = new ConfigPrinter(detail, revealSecrets);
        if (node.Parent is null)
        {
            printer.WriteChildren(node, 0);
        }
        else
        {
            printer.WriteNode(node, 0);
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
        switch (child.Kind)
        {
            case ConfigNodeKind.List:
                foreach (var entry in parent.Entries(child.Name))
                {
                    WriteNode(entry, depth);
                }

                break;
            case ConfigNodeKind.Container:
                var node = parent.Container(child.Name);
                if (node is null && _detail == ConfigDetail.WithDefaults && !child.IsPresence)
                {
                    node = new ConfigNode(child, parent, null, default);
                }

                if (node is not null && (child.IsPresence || HasContent(node)))
                {
                    WriteNode(node, depth);
                }

                break;
            default:
                foreach (var value in ShownValues(parent, child))
                {
                    Indent(depth).Append(child.Name).Append(' ').Append(value).Append('\n');
                }

                break;
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
            foreach (var value in ShownValues(node, child))
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

    private IEnumerable<string> ShownValues(ConfigNode parent, ConfigNodeDefinition child)
    {
        switch (parent.Item(child))
        {
            case List<ConfigValue> values:
                return values.Select(value => Shown(child, value.Text));
            case ConfigValue value when _detail != ConfigDetail.NoDefault || value.Text != child.Default:
                return [Shown(child, value.Text)];

            // Extensions do not turn up in the listing of somebody who does not use them.
            case null when _detail == ConfigDetail.WithDefaults && child is { Default: not null, IsExtension: false }:
                return [Shown(child, child.Default)];
            default:
                return [];
        }
    }

    private string Shown(ConfigNodeDefinition child, string text) => child.IsSecret && !_revealSecrets ? SecretType.Mask : ConfigText.Quote(text);

    private bool HasContent(ConfigNode node)
    {
        foreach (var child in node.Definition.Children)
        {
            var has = child.Kind switch
            {
                ConfigNodeKind.List => node.Item(child) is not null,
                ConfigNodeKind.Container => node.Container(child.Name) is { } inner
                    ? child.IsPresence || HasContent(inner)
                    : _detail == ConfigDetail.WithDefaults && !child.IsPresence && HasContent(new ConfigNode(child, node, null, default)),
                _ => ShownValues(node, child).Any(),
            };
            if (has)
            {
                return true;
            }
        }

        return false;
    }

    private StringBuilder Indent(int depth) => _text.Append(' ', depth * IndentWidth);
}
