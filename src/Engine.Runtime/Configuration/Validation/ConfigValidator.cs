namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>
/// Says what is wrong with a document as a whole: errors make it unusable (the <c>#!</c> of the prompt), warnings are for the operator. What the table
/// knows (mandatory options, references, options without effect) is checked from the table; the rest are rules.
/// </summary>
public static class ConfigValidator
{
    /// <summary>All findings, in the order of the lines they are about.</summary>
    public static IReadOnlyList<ConfigDiagnostic> Validate(ConfigDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var diagnostics = new ConfigDiagnostics();
        foreach (var (vrf, ike) in document.Services)
        {
            VrfRules.Check(vrf, ike, diagnostics);
            CheckNode(ike, ike, diagnostics);
            KeyRules.Check(ike, diagnostics);
            EapRules.Check(ike, diagnostics);
            ProposalRules.Check(ike, diagnostics);
            VpnRules.Check(ike, diagnostics);
            AddressPoolRules.Check(ike, diagnostics);
            RadiusRules.Check(ike, diagnostics);
            ManualTunnelRules.Check(ike, diagnostics);
            RoutingRules.Check(ike, diagnostics);
        }

        VrfRules.CheckAll(document, diagnostics);
        return [.. diagnostics.Items.OrderBy(item => item.Position.Line).ThenBy(item => item.Position.Column)];
    }

    private static void CheckNode(ConfigNode node, ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        foreach (var child in node.Definition.Children)
        {
            switch (node.Item(child))
            {
                case null when child is { IsMandatory: true, Kind: ConfigNodeKind.Container }:
                    CheckNode(new ConfigNode(child, node, null, node.Position), ike, diagnostics);
                    break;
                case null when child.IsMandatory:
                    diagnostics.Error(node.Position, node.Path, MissingOption(child, ike));
                    break;
                case ConfigNode container:
                    CheckNode(container, ike, diagnostics);
                    break;
                case OrderedDictionary<string, ConfigNode> entries:
                    CheckEntries(child, entries.Values, ike, diagnostics);
                    break;
                case ConfigValue value:
                    CheckValue(node, child, value, ike, diagnostics);
                    break;
                case List<ConfigValue> values:
                    values.ForEach(value => CheckValue(node, child, value, ike, diagnostics));
                    break;
            }
        }
    }

    private static string MissingOption(ConfigNodeDefinition leaf, ConfigNode ike)
    {
        if (leaf.Reference is not { } list)
        {
            return $"{leaf.Name} is missing; allowed: {leaf.Type!.Expected}";
        }

        const int MostNames = 8;
        var names = ike.Entries(list).Take(MostNames).Select(entry => entry.Key).ToList();
        return $"{leaf.Name} is missing; allowed: the name of an {list}{(names.Count > 0 ? $", for example {string.Join(", ", names)}" : ", and none is configured")}";
    }

    private static void CheckEntries(ConfigNodeDefinition list, IEnumerable<ConfigNode> entries, ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        foreach (var entry in entries)
        {
            if (list.NoEffect is { } why)
            {
                diagnostics.Warning(entry.Position, entry.Path, $"has no effect: {why}");
            }

            CheckNode(entry, ike, diagnostics);
        }
    }

    private static void CheckValue(ConfigNode node, ConfigNodeDefinition leaf, ConfigValue value, ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        if (leaf.NoEffect is { } why && value.Text != (leaf.Default ?? leaf.InheritedDefault))
        {
            diagnostics.Warning(value.Position, node.PathOf($"{leaf.Name} {ConfigText.Quote(value.Text)}"), $"has no effect: {why}");
        }

        if (leaf.Reference is { } list && value.Text != leaf.ReferenceKeyword && ike.Entry(list, value.Text) is null)
        {
            var names = ike.Entries(list).Select(entry => entry.Key!);
            diagnostics.Error(value.Position, node.PathOf(leaf.Name), $"there is no {list} '{value.Text}'{NameSuggestion.For(value.Text, names)}");
        }
    }
}
