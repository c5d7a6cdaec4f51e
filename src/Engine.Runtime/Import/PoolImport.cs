using MyIkev2.Engine.Runtime.Import.Settings;

namespace MyIkev2.Engine.Runtime.Import;

/// <summary>The section <c>pools</c>.</summary>
internal sealed class PoolImport(ImportTarget target)
{
    // TABLE: attributes of a pool and our options.
    private static readonly (string Setting, string Leaf)[] Attributes =
    [
        ("addrs", "address"),
        ("dns", "dns"),
        ("nbns", "nbns"),
        ("dhcp", "dhcp"),
        ("netmask", "netmask"),
        ("subnet", "subnet"),
        ("split_include", "subnet"),
    ];

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Names here by those in the settings.</summary>
    public IReadOnlyDictionary<string, string> Names => _names;

    public void Add(SettingsView pool)
    {
        var setting = $"pools.{pool.Name}";
        var name = target.NameFor("pool", pool, setting);
        _names[pool.Name] = name;
        foreach (var (attribute, leaf) in Attributes)
        {
            if (pool.Value(attribute) is { } value)
            {
                foreach (var item in SettingsText.List(value.Text))
                {
                    target.Set(value.Position, $"{setting}.{attribute}", "pool", name, leaf, item);
                }
            }
        }
    }
}
