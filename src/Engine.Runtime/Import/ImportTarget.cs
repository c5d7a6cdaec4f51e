using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Import.Settings;

namespace MyIkev2.Engine.Runtime.Import;

/// <summary>The configuration that an import makes, line by line: what our own grammar does not take is a finding and changes nothing.</summary>
internal sealed class ImportTarget(string vrf, ImportFindings findings)
{
    private const int MostSuffix = 100_000;

    private readonly Dictionary<string, HashSet<string>> _names = new(StringComparer.Ordinal);

    public ConfigDocument Document { get; } = new();

    public ImportFindings Findings { get; } = findings;

    public string Vrf { get; } = vrf;

    /// <summary>Where lists and entries of ours came from, for what is found wrong with the whole.</summary>
    public Dictionary<string, (ConfigPosition Position, string Setting)> Origins { get; } = new(StringComparer.Ordinal);

    /// <summary>Sets what stands below <c>/ vrf V ike</c>. False, with a finding, when it cannot be.</summary>
    public bool Set(ConfigPosition origin, string setting, params ReadOnlySpan<string> words)
    {
        var line = $"/ vrf {Vrf} ike {string.Join(' ', words.ToArray().Select(ConfigText.Quote))}";

        // Tried elsewhere first: a line that is refused may have made the entry that it is about.
        var parsed = ConfigParser.Apply(new ConfigDocument(), [line], "import");
        if (parsed.Diagnostics.FirstOrDefault(static item => item.IsError) is not { } problem)
        {
            ConfigParser.Apply(Document, [line], "import");
            return true;
        }

        Findings.Lost(origin, setting, problem.Message);
        return false;
    }

    /// <summary>True when our grammar takes the words; nothing is set.</summary>
    public bool Takes(params ReadOnlySpan<string> words) =>
        !ConfigParser.Apply(new ConfigDocument(), [$"/ vrf {Vrf} ike {string.Join(' ', words.ToArray().Select(ConfigText.Quote))}"], "import").HasErrors;

    /// <summary>A name for an entry of a list of ours that no other entry has: the given one, with what names cannot hold replaced.</summary>
    public string NameFor(string list, SettingsView section, string setting)
    {
        var name = NameFor(list, section.Name);
        if (name != section.Name)
        {
            Findings.Changed(section.Position, setting, $"is called '{name}' here");
        }

        Origins[PathOf(list, name)] = (section.Position, setting);
        return name;
    }

    /// <summary>The path of an entry, as findings name it.</summary>
    public string PathOf(string list, string name) => $"/ vrf {Vrf} ike {list} {name}";

    /// <inheritdoc cref="NameFor(string, SettingsView, string)"/>
    public string NameFor(string list, string wanted)
    {
        const int Longest = 56;
        var safe = new string([.. wanted.Select(static c => char.IsAsciiLetterOrDigit(c) || "._:@+-".Contains(c) ? c : '_')]);
        safe = safe.Length > Longest ? safe[..Longest] : safe;
        safe = safe.Length == 0 || !(char.IsAsciiLetterOrDigit(safe[0]) || safe[0] == '_') ? $"_{safe}" : safe;
        if (!_names.TryGetValue(list, out var taken))
        {
            _names.Add(list, taken = new HashSet<string>(StringComparer.Ordinal));
        }

        var name = safe;
        for (var number = 2; !taken.Add(name) && number < MostSuffix; number++)
        {
            name = $"{safe}-{number}";
        }

        return name;
    }
}
