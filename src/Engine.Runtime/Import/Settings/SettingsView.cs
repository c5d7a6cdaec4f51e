using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Import.Settings;

/// <summary>A section with what it inherits: its own values come first, then those of the sections it refers to, from left to right.</summary>
internal sealed class SettingsView
{
    // Of one section, all that it inherits from included.
    private const int MaximumLayers = 256;

    private readonly SettingsSection _root;
    private readonly List<SettingsSection> _layers = [];
    private readonly ConfigDiagnostics _diagnostics;

    private SettingsView(SettingsSection root, IEnumerable<SettingsSection> sections, ConfigDiagnostics diagnostics)
    {
        _root = root;
        _diagnostics = diagnostics;
        foreach (var section in sections)
        {
            Add(section);
        }
    }

    public string Name => _layers[0].Name;

    public ConfigPosition Position => _layers[0].Position;

    public static SettingsView Of(SettingsSection root, ConfigDiagnostics diagnostics) => new(root, [root], diagnostics);

    /// <summary>The value of a key; null when it is not there or was cleared. It counts as used from then on.</summary>
    public SettingsValue? Value(string key)
    {
        SettingsValue? found = null;
        foreach (var layer in _layers)
        {
            if (layer.Value(key) is { } value)
            {
                // Values that are overridden everywhere are used as much as they can be.
                value.IsUsed = true;
                found ??= value;
            }
        }

        return found is { Text.Length: > 0 } ? found : null;
    }

    /// <summary>All values whose key begins with <paramref name="prefix"/>, each key once.</summary>
    public IReadOnlyList<SettingsValue> ValuesFrom(string prefix) =>
    [
        .. _layers.SelectMany(static layer => layer.Values).Select(static value => value.Key).Distinct(StringComparer.Ordinal)
            .Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(Value).OfType<SettingsValue>(),
    ];

    /// <summary>Counts everything in it as used: it was reported as a whole.</summary>
    public void Forget() => _layers.ForEach(static layer => layer.Forget());

    public SettingsView? Section(string name) =>
        _layers.Select(layer => layer.Section(name)).OfType<SettingsSection>().ToList() is { Count: > 0 } parts ? new SettingsView(_root, parts, _diagnostics) : null;

    /// <summary>All subsections, own ones first.</summary>
    public IReadOnlyList<SettingsView> Sections() =>
        [.. _layers.SelectMany(static layer => layer.Sections).Select(static section => section.Name).Distinct(StringComparer.Ordinal).Select(name => Section(name)!)];

    private void Add(SettingsSection section)
    {
        // Sections that inherit from each other in a circle come to an end here.
        if (_layers.Contains(section) || _layers.Count >= MaximumLayers)
        {
            return;
        }

        _layers.Add(section);
        foreach (var (name, position) in section.References)
        {
            if (Find(name) is { } other)
            {
                Add(other);
            }
            else if (!_diagnostics.Items.Any(item => item.Position == position))
            {
                _diagnostics.Error(position, section.Name, $"there is no section '{name}' to inherit from");
            }
        }
    }

    private SettingsSection? Find(string name)
    {
        var section = _root;
        foreach (var step in name.Split('.'))
        {
            section = section?.Section(step);
        }

        return section;
    }
}
