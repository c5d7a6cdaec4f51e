namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// The VRFs that a context shows: its own, or in the default one all that SNMP may show. Two that show the same are equal. Immutable.
/// </summary>
internal sealed class VrfScope : IEquatable<VrfScope>
{
    // Names of VRFs have no zero octet.
    private const char Separator = '\0';

    private readonly string? _only;
    private readonly string[] _hidden;
    private readonly string _key;

    private VrfScope(string? only, string[] hidden)
    {
        _only = only;
        _hidden = hidden;
        _key = only ?? string.Concat(hidden.Select(static name => Separator + name));
    }

    /// <summary>Every VRF.</summary>
    internal static VrfScope All { get; } = new(null, []);

    /// <summary>Whether nothing is left out.</summary>
    internal bool ShowsAll => _only is null && _hidden.Length == 0;

    /// <summary>One VRF.</summary>
    internal static VrfScope Of(string vrf) => new(vrf, []);

    /// <summary>Every VRF but these.</summary>
    internal static VrfScope AllBut(IEnumerable<string> hidden) =>
        hidden.Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } names ? new VrfScope(null, names) : All;

    internal bool Shows(string vrf) => _only is null ? Array.IndexOf(_hidden, vrf) < 0 : _only == vrf;

    public bool Equals(VrfScope? other) => other is not null && (_only is null) == (other._only is null) && _key == other._key;

    public override bool Equals(object? obj) => Equals(obj as VrfScope);

    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);
}
