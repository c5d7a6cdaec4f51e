using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Import.Settings;

/// <summary>A key's value, and whether somebody has asked for it.</summary>
internal sealed class SettingsValue(string key, string text, ConfigPosition position)
{
    public string Key { get; } = key;

    /// <summary>Empty when the key was cleared.</summary>
    public string Text { get; } = text;

    public ConfigPosition Position { get; } = position;

    /// <summary>What nobody asked for is what the import did not carry.</summary>
    public bool IsUsed { get; set; }
}

/// <summary>A section as it was written: values and subsections in order, and the names of sections that it inherits from.</summary>
internal sealed class SettingsSection(string name, ConfigPosition position)
{
    private readonly OrderedDictionary<string, SettingsValue> _values = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, SettingsSection> _sections = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public ConfigPosition Position { get; } = position;

    /// <summary>Absolute names, in order of precedence.</summary>
    public List<(string Name, ConfigPosition Position)> References { get; } = [];

    public IReadOnlyList<SettingsValue> Values => _values.Values;

    public IReadOnlyList<SettingsSection> Sections => _sections.Values;

    public SettingsValue? Value(string key) => _values.GetValueOrDefault(key);

    public SettingsSection? Section(string name) => _sections.GetValueOrDefault(name);

    /// <summary>A later value takes the place of an earlier one.</summary>
    public void Set(SettingsValue value) => _values[value.Key] = value;

    /// <summary>A section that is there already is extended.</summary>
    public SettingsSection GetOrAdd(string name, ConfigPosition position)
    {
        if (!_sections.TryGetValue(name, out var section))
        {
            section = new SettingsSection(name, position);
            _sections.Add(name, section);
        }

        return section;
    }

    /// <summary>Counts every value in it and below it as used.</summary>
    public void Forget()
    {
        foreach (var value in Values)
        {
            value.IsUsed = true;
        }

        foreach (var inner in Sections)
        {
            inner.Forget();
        }
    }

    public override string ToString() => Name;
}
