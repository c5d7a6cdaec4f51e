using System.Diagnostics.CodeAnalysis;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>What a vpn's ike-policy or ipsec-policy says in the end: its own options, else those of its template, else the defaults.</summary>
internal sealed class PolicyView
{
    private readonly ConfigNode _overrides;
    private readonly ConfigNode _template;

    private PolicyView(ConfigNode overrides, ConfigNode template)
    {
        _overrides = overrides;
        _template = template;
    }

    /// <summary>Null while the vpn names no template that is there.</summary>
    public static PolicyView? Of(ConfigNode ike, ConfigNode vpn, string container)
    {
        var overrides = vpn.Container(container);
        return overrides?.Value("template") is { } name && ike.Entry($"{container}-template", name.Text) is { } template
            ? new PolicyView(overrides, template)
            : null;
    }

    public string TemplateName => _template.Key!;

    public ConfigNode Overrides => _overrides;

    public T Get<T>(string leaf) => _overrides.TryGet<T>(leaf, out var value) ? value : _template.Get<T>(leaf);

    public bool TryGet<T>(string leaf, [MaybeNullWhen(false)] out T value) => _overrides.TryGet(leaf, out value) || _template.TryGet(leaf, out value);

    public TimeSpan? Duration(string leaf) => TryGet<TimeSpan>(leaf, out var value) ? value : null;

    /// <summary>A vpn that has proposals of its own has only those: two lists of numbers cannot be merged in a way that all expect.</summary>
    public IReadOnlyList<ConfigNode> Entries(string list) => _overrides.Entries(list) is { Count: > 0 } own ? own : _template.Entries(list);

    /// <summary>Where an option was set, or the vpn's policy.</summary>
    public ConfigPosition PositionOf(string leaf) => (_overrides.Value(leaf) ?? _template.Value(leaf))?.Position ?? _overrides.Position;
}
