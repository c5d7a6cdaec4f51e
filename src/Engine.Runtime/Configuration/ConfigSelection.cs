namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>What a path of <c>show config</c> leads to.</summary>
/// <param name="Node">A container or list entry.</param>
/// <param name="Child">One of its children, all entries or values of it; null for the node itself.</param>
internal readonly record struct ConfigTarget(ConfigNode Node, ConfigNodeDefinition? Child);

/// <summary>Which of a document's values a listing has, whatever the listing looks like.</summary>
internal readonly record struct ConfigSelection(ConfigDetail Detail, bool RevealSecrets)
{
    /// <summary>The values of a leaf or leaf-list, secrets masked.</summary>
    public IEnumerable<string> ValuesOf(ConfigNode parent, ConfigNodeDefinition child)
    {
        var reveals = RevealSecrets || !child.IsSecret;
        switch (parent.Item(child))
        {
            case List<ConfigValue> values:
                return values.Select(value => reveals ? value.Text : SecretType.Mask);
            case ConfigValue value when Detail != ConfigDetail.NoDefault || value.Text != child.Default:
                return [reveals ? value.Text : SecretType.Mask];

            // Extensions do not turn up in the listing of somebody who does not use them.
            case null when Detail == ConfigDetail.WithDefaults && child is { Default: not null, IsExtension: false }:
                return [child.Default];
            default:
                return [];
        }
    }

    /// <summary>The values as they are written in a line.</summary>
    public IEnumerable<string> TextsOf(ConfigNode parent, ConfigNodeDefinition child) => ValuesOf(parent, child).Select(ConfigText.Quote);

    /// <summary>The nodes that a listing has under one name: list entries, or a container; none for a leaf.</summary>
    public IEnumerable<ConfigNode> NodesOf(ConfigNode parent, ConfigNodeDefinition child) => child.Kind switch
    {
        ConfigNodeKind.List => parent.Entries(child.Name),
        ConfigNodeKind.Container when ContainerOf(parent, child) is { } node => [node],
        _ => [],
    };

    /// <summary>True when the listing has anything below the node.</summary>
    public bool HasContent(ConfigNode node)
    {
        foreach (var child in node.Definition.Children)
        {
            if (NodesOf(node, child).Any() || ValuesOf(node, child).Any())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A container, when the listing has it: defaults may be all that is in it.</summary>
    private ConfigNode? ContainerOf(ConfigNode parent, ConfigNodeDefinition child)
    {
        var node = parent.Container(child.Name);
        if (node is null && Detail == ConfigDetail.WithDefaults && !child.IsPresence)
        {
            node = new ConfigNode(child, parent, null, default);
        }

        return node is not null && (child.IsPresence || HasContent(node)) ? node : null;
    }
}
