using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Import;

/// <summary>Options of an ike-policy or ipsec-policy before they have a template.</summary>
internal sealed class PolicyDraft
{
    private readonly List<(ConfigPosition Origin, string Setting, string[] Words)> _options = [];

    public void Add(ConfigPosition origin, string setting, params string[] words) => _options.Add((origin, setting, words));

    /// <summary>Equal for policies that say the same.</summary>
    public string Key => string.Join('\n', _options.Select(static option => string.Join('\0', option.Words)));

    /// <summary>Writes them to a template.</summary>
    public void Write(ImportTarget target, string list, string name)
    {
        foreach (var (origin, setting, words) in _options)
        {
            target.Set(origin, setting, [list, name, .. words]);
        }
    }
}

/// <summary>Templates: vpns whose policies say the same share one, named after the first.</summary>
internal sealed class TemplateBook(ImportTarget target, string list)
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <param name="draft">What the policy says.</param>
    /// <param name="wanted">Name for a new template.</param>
    /// <param name="origin">The connection that it is from.</param>
    /// <param name="setting">Its name.</param>
    public string NameOf(PolicyDraft draft, string wanted, ConfigPosition origin, string setting)
    {
        if (!_names.TryGetValue(draft.Key, out var name))
        {
            name = target.NameFor(list, wanted);
            _names.Add(draft.Key, name);
            target.Origins[target.PathOf(list, name)] = (origin, setting);
            draft.Write(target, list, name);
        }

        return name;
    }
}
