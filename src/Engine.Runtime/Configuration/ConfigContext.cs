namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>
/// Where an edit stands in the tree: lines without a leading <c>/</c> go on from there, a line that ends on a container or an entry goes into it, <c>..</c>
/// leaves it. Immutable.
/// </summary>
public sealed class ConfigContext
{
    private readonly ConfigNodeDefinition _definition;
    private readonly ConfigContext? _outer;
    private readonly string _step;

    private ConfigContext(ConfigNodeDefinition definition, ConfigContext? outer, string step)
    {
        _definition = definition;
        _outer = outer;
        _step = step;
    }

    /// <summary>The outermost: <c>/</c>.</summary>
    public static ConfigContext Root { get; } = new(ConfigTree.Root, null, string.Empty);

    /// <summary><c>/ vrf main ike vpn hq</c>.</summary>
    public string Path => _outer is null ? "/" : _outer._outer is null ? $"/ {_step}" : $"{_outer.Path} {_step}";

    /// <summary>The last step: <c>vpn hq</c>; empty at the root.</summary>
    public string Step => _step;

    /// <summary>What a line means as one with its whole path, as an edit takes it.</summary>
    /// <param name="line">A line of a session.</param>
    /// <param name="next">Where the edit stands after it, when it is accepted.</param>
    /// <param name="problem">Why there is none.</param>
    /// <returns>Null when the line cannot be split into words, or has none; empty when it only moves.</returns>
    public string? Resolve(string line, out ConfigContext next, out string problem)
    {
        ArgumentNullException.ThrowIfNull(line);
        next = this;
        var tokens = new List<ConfigToken>();
        if (!ConfigText.TrySplit(line, tokens, new WordPool(), out _, out problem) || tokens.Count == 0)
        {
            return null;
        }

        if (tokens is [var only] && only.Is(".."))
        {
            problem = _outer is null ? "'..' leaves a block, but none is open" : string.Empty;
            next = _outer ?? this;
            return _outer is null ? null : string.Empty;
        }

        var deletes = tokens[0].Is("del");
        var steps = tokens.GetRange(deletes ? 1 : 0, tokens.Count - (deletes ? 1 : 0));
        var from = this;
        if (steps.Count > 0 && steps[0].Is("/"))
        {
            steps.RemoveAt(0);
            from = Root;
        }

        if (!deletes)
        {
            next = from.Follow(steps) ?? this;
        }

        if (steps.Count == 0 && !deletes)
        {
            return string.Empty;
        }

        var words = string.Join(' ', steps.Select(static step => step.IsQuoted ? Quoted(step.Text) : step.Text));
        return $"{(deletes ? "del " : string.Empty)}{from.Path} {words}".TrimEnd();
    }

    public override string ToString() => Path;

    /// <summary>Where the steps lead to; null when they end on a value, or on what is not known.</summary>
    private ConfigContext? Follow(List<ConfigToken> steps)
    {
        var context = this;
        for (var at = 0; at < steps.Count; at++)
        {
            if (context._definition.Find(steps[at].Text) is not { } child || child.HoldsValue)
            {
                return null;
            }

            var step = child.Name;
            if (child.Kind == ConfigNodeKind.List)
            {
                if (++at == steps.Count)
                {
                    return null;
                }

                step = $"{child.Name} {ConfigText.Quote(steps[at].Text)}";
            }

            context = new ConfigContext(child, context, step);
        }

        return context;
    }

    /// <summary>As it was written: a quoted word is never an operator.</summary>
    private static string Quoted(string word) =>
        $"\"{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
