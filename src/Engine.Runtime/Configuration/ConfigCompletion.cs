namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>A word that may come next.</summary>
/// <param name="Word">The word, or in capitals what kind of value stands there.</param>
/// <param name="IsPlaceholder">True when <paramref name="Word"/> stands for a value and is not to be typed itself.</param>
public sealed record ConfigSuggestion(string Word, string Help, bool IsPlaceholder = false);

/// <summary>What may come next in a line that is being typed, from the table and from what is configured. Never throws.</summary>
public static class ConfigCompletion
{
    /// <param name="line">The line so far; when it does not end in a blank, its last word is to be completed.</param>
    /// <param name="document">Gives the names of entries that are there; may be empty.</param>
    public static IReadOnlyList<ConfigSuggestion> Complete(string line, ConfigDocument document)
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(document);
        var tokens = new List<ConfigToken>();
        if (!ConfigText.TrySplit(line, tokens, new WordPool(), out _, out _))
        {
            return [];
        }

        var begun = string.Empty;
        if (tokens.Count > 0 && line[^1] is not (' ' or '\t'))
        {
            begun = tokens[^1].Text;
            tokens.RemoveAt(tokens.Count - 1);
        }

        var steps = tokens.SkipWhile(token => token.Is("del") || token.Is("/")).ToList();
        return [.. Next(steps, document).Where(suggestion => suggestion.IsPlaceholder ? begun.Length == 0 : suggestion.Word.StartsWith(begun, StringComparison.Ordinal))];
    }

    private static IEnumerable<ConfigSuggestion> Next(List<ConfigToken> steps, ConfigDocument document)
    {
        var definition = ConfigTree.Root;
        ConfigNode? node = document.Root; // Null once the line names what is not configured yet.
        ConfigNode? ike = null;
        for (var at = 0; at < steps.Count; at++)
        {
            if (definition.Find(steps[at].Text) is not { } child)
            {
                return [];
            }

            if (child.Kind == ConfigNodeKind.Container)
            {
                (definition, node) = (child, node?.Container(child.Name));
                ike = child.Name == "ike" ? node : ike;
                continue;
            }

            if (++at == steps.Count)
            {
                return Values(child, node, ike);
            }

            if (child.Kind == ConfigNodeKind.List)
            {
                (definition, node) = (child, node?.Entry(child.Name, steps[at].Text));
            }
        }

        return definition.Children.Select(child => new ConfigSuggestion(child.Name, child.Help));
    }

    private static IEnumerable<ConfigSuggestion> Values(ConfigNodeDefinition child, ConfigNode? node, ConfigNode? ike)
    {
        var type = child.Type!;
        var present = child.Kind == ConfigNodeKind.List ? node?.Entries(child.Name)
            : child.Reference is { } list ? ike?.Entries(list)
            : null;
        foreach (var word in type.Words.Concat(present?.Select(entry => entry.Key!) ?? []).Concat(child.ReferenceKeyword is { } keyword ? [keyword] : []))
        {
            yield return new ConfigSuggestion(ConfigText.Quote(word), word == child.Default ? "The default." : string.Empty);
        }

        // A closed set of words needs no placeholder.
        if (type is not (WordType or BooleanType or AlgorithmType))
        {
            yield return new ConfigSuggestion(type.Placeholder, child.HoldsValue ? $"{child.Help} {type.Expected}." : $"{type.Expected}.", IsPlaceholder: true);
        }
    }
}
