using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary><c>show config [nodefault] / PATH</c> over a document.</summary>
public static class ConfigQuery
{
    /// <summary>The listing of a path, or null with a message that says why there is none. The leading <c>/</c> may be left out.</summary>
    public static string? Show(ConfigDocument document, string path, ConfigDetail detail, bool revealSecrets, out string problem)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(path);
        return Find(document, path, out problem) is { } target ? ConfigPrinter.Print(target, new ConfigSelection(detail, revealSecrets)) : null;
    }

    /// <summary>The listing of a path in any form, or null with a message that says why there is none.</summary>
    public static string? Show(ConfigDocument document, ConfigurationQuery query, out string problem)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(query);
        if (Find(document, query.Path, out problem) is not { } target)
        {
            return null;
        }

        var selection = new ConfigSelection(query.WithDefaults ? ConfigDetail.WithDefaults : ConfigDetail.NoDefault, query.RevealSecrets);
        return query.Form switch
        {
            ConfigurationForm.FullPath => ConfigPathPrinter.Print(target, selection),
            ConfigurationForm.Xml or ConfigurationForm.XmlAbsolute => ConfigXmlPrinter.Print(target, selection, query.Form == ConfigurationForm.XmlAbsolute),
            _ => ConfigPrinter.Print(target, selection),
        };
    }

    private static ConfigTarget? Find(ConfigDocument document, string path, out string problem)
    {
        var tokens = new List<ConfigToken>();
        if (!ConfigText.TrySplit(path, tokens, new WordPool(), out _, out problem))
        {
            return null;
        }

        var node = document.Root;
        for (var at = tokens.Count > 0 && tokens[0].Is("/") ? 1 : 0; at < tokens.Count;)
        {
            var token = tokens[at++];
            if (node.Definition.Find(token.Text) is not { } child)
            {
                problem = $"{node.Path}: {ConfigMessages.UnknownNode(token, node.Definition)}";
                return null;
            }

            if (child.HoldsValue || (child.Kind == ConfigNodeKind.List && at == tokens.Count))
            {
                if (at < tokens.Count)
                {
                    problem = $"{node.PathOf(child.Name)}: nothing may follow '{child.Name}'";
                    return null;
                }

                return new ConfigTarget(node, child);
            }

            var next = child.Kind == ConfigNodeKind.Container ? ContainerOrDefaults(node, child) : node.Entry(child.Name, tokens[at++].Text);
            if (next is null)
            {
                var step = child.Kind == ConfigNodeKind.List ? $"{child.Name} {tokens[at - 1].Text}" : child.Name;
                problem = $"'{node.PathOf(step)}' is not configured";
                return null;
            }

            node = next;
        }

        return new ConfigTarget(node, null);
    }

    /// <summary>A container that holds nothing but defaults is there too, unless its being there means something.</summary>
    private static ConfigNode? ContainerOrDefaults(ConfigNode node, ConfigNodeDefinition child) =>
        node.Container(child.Name) ?? (child.IsPresence ? null : new ConfigNode(child, node, null, default));
}
