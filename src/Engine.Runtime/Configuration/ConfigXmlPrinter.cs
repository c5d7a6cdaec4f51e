using System.Text;
using System.Xml;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>
/// Typed tree to XML as a NETCONF datastore would hold it: an element for each node, list entries with their key in the element <c>name</c>, leaf-lists
/// repeated. The namespace of the root is the one of 6WIND's router; that of <c>ike</c> follows the pattern of its other modules.
/// </summary>
internal sealed class ConfigXmlPrinter
{
    /// <summary>Of the root and the VRFs.</summary>
    public const string RouterNamespace = "urn:6wind:vrouter";

    /// <summary>Of <c>ike</c> and all below it.</summary>
    public const string IkeNamespace = "urn:6wind:vrouter/ike";

    private const string RootElement = "config";
    private const string KeyElement = "name";

    private static XmlWriterSettings Settings => new()
    {
        OmitXmlDeclaration = true,
        Indent = true,
        NewLineChars = "\n",
        ConformanceLevel = ConformanceLevel.Fragment,
    };

    private readonly XmlWriter _xml;
    private readonly ConfigSelection _selection;

    private ConfigXmlPrinter(XmlWriter xml, ConfigSelection selection)
    {
        _xml = xml;
        _selection = selection;
    }

    /// <param name="target">What to print.</param>
    /// <param name="selection">What of it.</param>
    /// <param name="isAbsolute">With the elements that it is in, from the root; otherwise itself alone.</param>
    public static string Print(ConfigTarget target, ConfigSelection selection, bool isAbsolute)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, Settings))
        {
            new ConfigXmlPrinter(xml, selection).Write(target, isAbsolute);
        }

        return text.Length == 0 ? string.Empty : text.Append('\n').ToString();
    }

    private void Write(ConfigTarget target, bool isAbsolute)
    {
        var around = new Stack<ConfigNode>();
        var outermost = target.Child is null ? target.Node.Parent : target.Node;
        for (var node = outermost; isAbsolute && node is not null; node = node.Parent)
        {
            around.Push(node);
        }

        var opened = around.Count;
        while (around.TryPop(out var node))
        {
            Open(node);
        }

        if (target.Child is { } child)
        {
            WriteChild(target.Node, child);
        }
        else
        {
            WriteNode(target.Node);
        }

        for (; opened > 0; opened--)
        {
            _xml.WriteEndElement();
        }
    }

    private void Open(ConfigNode node)
    {
        if (node.Parent is null)
        {
            _xml.WriteStartElement(RootElement, RouterNamespace);
            return;
        }

        _xml.WriteStartElement(node.Definition.Name, NamespaceOf(node));
        if (node.Key is not null)
        {
            _xml.WriteElementString(KeyElement, NamespaceOf(node), node.Key);
        }
    }

    private void WriteNode(ConfigNode node)
    {
        Open(node);
        foreach (var child in node.Definition.Children)
        {
            WriteChild(node, child);
        }

        _xml.WriteEndElement();
    }

    private void WriteChild(ConfigNode parent, ConfigNodeDefinition child)
    {
        foreach (var node in _selection.NodesOf(parent, child))
        {
            WriteNode(node);
        }

        foreach (var value in _selection.ValuesOf(parent, child))
        {
            _xml.WriteElementString(child.Name, NamespaceOf(parent), value);
        }
    }

    private static string NamespaceOf(ConfigNode node)
    {
        for (var at = node; at is not null; at = at.Parent)
        {
            if (at.Definition.Name == "ike")
            {
                return IkeNamespace;
            }
        }

        return RouterNamespace;
    }
}
