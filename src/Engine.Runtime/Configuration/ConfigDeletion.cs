namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>
/// <c>del PATH</c>: removes a leaf, one value or all of a leaf-list, a container, or one entry of a list. What becomes empty on the way and has no
/// meaning of its own goes too.
/// </summary>
internal sealed class ConfigDeletion(ConfigDiagnostics diagnostics, string source, int line)
{
    public bool Delete(ConfigNode node, ReadOnlySpan<ConfigToken> steps, int endColumn)
    {
        if (steps.IsEmpty)
        {
            return Fail(endColumn, node, "del needs the path of what to delete");
        }

        for (var at = 0; ;)
        {
            var token = steps[at++];
            if (node.Definition.Find(token.Text) is not { } child)
            {
                return Fail(token.Column, node, ConfigMessages.UnknownNode(token, node.Definition));
            }

            ConfigToken? value = null;
            if (child.Kind != ConfigNodeKind.Container && at < steps.Length)
            {
                value = steps[at++];
            }

            var isLast = at == steps.Length;
            switch (child.Kind)
            {
                case ConfigNodeKind.List when value is null:
                    return Fail(endColumn, node, $"'{child.Name}' is a list: name the entry to delete");
                case ConfigNodeKind.Leaf or ConfigNodeKind.LeafList when !isLast:
                    return Fail(steps[at].Column, node, "nothing may follow the value");
            }

            if (isLast)
            {
                return Remove(node, child, value, token);
            }

            var next = child.Kind == ConfigNodeKind.Container ? node.Container(child.Name) : node.Entry(child.Name, Canonical(child, value!.Value));
            if (next is null)
            {
                return Fail(token.Column, node, $"there is no '{child.Name}{(value is { } key ? $" {key.Text}" : string.Empty)}' to delete from");
            }

            node = next;
        }
    }

    private bool Remove(ConfigNode node, ConfigNodeDefinition child, ConfigToken? value, ConfigToken token)
    {
        var removed = (child.Kind, value) switch
        {
            (ConfigNodeKind.List, { } key) => node.RemoveEntry(child, Canonical(child, key)),
            (ConfigNodeKind.LeafList, { } item) => node.RemoveValue(child, Canonical(child, item)),
            (ConfigNodeKind.Leaf, { } old) => node.Value(child.Name)?.Text == Canonical(child, old) && node.Remove(child),
            _ => node.Remove(child),
        };
        if (!removed)
        {
            var what = value is { } given && !child.IsSecret ? $"{child.Name} {given.Text}" : child.Name;
            return Fail(token.Column, node, $"there is no '{what}' to delete");
        }

        while (node is { IsEmpty: true, Parent: not null, Definition: { Kind: ConfigNodeKind.Container, IsPresence: false } })
        {
            node.Parent.Remove(node.Definition);
            node = node.Parent;
        }

        return true;
    }

    private static string Canonical(ConfigNodeDefinition child, ConfigToken value)
    {
        var reading = child.Type!.Read(value.Text);
        return reading.Problem is null ? reading.Text : value.Text;
    }

    private bool Fail(int column, ConfigNode node, string message)
    {
        diagnostics.Error(new ConfigPosition(source, line, column), node.Path, message);
        return false;
    }
}
