using System.Text;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>Typed tree to lines that each hold a whole path: to be searched line by line, or given to an edit.</summary>
internal sealed class ConfigPathPrinter
{
    private readonly StringBuilder _text = new();
    private readonly ConfigSelection _selection;

    private ConfigPathPrinter(ConfigSelection selection) => _selection = selection;

    public static string Print(ConfigTarget target, ConfigSelection selection)
    {
        var printer = new ConfigPathPrinter(selection);
        if (target.Child is { } child)
        {
            printer.WriteChild(target.Node, child);
        }
        else
        {
            printer.WriteNode(target.Node);
        }

        return printer._text.ToString();
    }

    /// <summary>What has nothing in it gets a line of its own: it is there all the same.</summary>
    private void WriteNode(ConfigNode node)
    {
        if (node.Parent is not null && !_selection.HasContent(node))
        {
            _text.Append(node.Path).Append('\n');
            return;
        }

        foreach (var child in node.Definition.Children)
        {
            WriteChild(node, child);
        }
    }

    private void WriteChild(ConfigNode parent, ConfigNodeDefinition child)
    {
        foreach (var node in _selection.NodesOf(parent, child))
        {
            WriteNode(node);
        }

        foreach (var value in _selection.TextsOf(parent, child))
        {
            _text.Append(parent.Path).Append(' ').Append(child.Name).Append(' ').Append(value).Append('\n');
        }
    }
}
