using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.Engine.Runtime.Import.Settings;

namespace MyIkev2.Engine.Runtime.Import;

/// <summary>
/// The children of a connection: a security policy for each, and one ipsec-policy for all of them. Where children differ in what an ipsec-policy says, the
/// proposals of all are offered for each, and the first child's other options hold for all; both are findings.
/// </summary>
internal sealed class ChildImport(ImportTarget target, string vpn, string connection)
{
    // TABLE: settings of a child and our options of the ipsec-policy. Defaults stand only where ours is another.
    private static readonly (string Setting, string Leaf, string? Default, Func<string, string> Form)[] Options =
    [
        ("replay_window", "replay-window", null, AsIs),
        ("start_action", "start-action", "none", StartAction),
        ("close_action", "close-action", "none", CloseAction),
        ("dpd_action", "dpd-action", "clear", DpdAction),
        ("rekey_time", "rekey-time", null, AsIs),
        ("life_time", "life-time", null, AsIs),
        ("rand_time", "rand-time", null, AsIs),
        ("rekey_bytes", "rekey-bytes", null, SettingsText.Size),
        ("life_bytes", "life-bytes", null, SettingsText.Size),
        ("rekey_packets", "rekey-packets", null, AsIs),
        ("life_packets", "life-packets", null, AsIs),
        ("tfc_padding", "tfc-padding", null, AsIs),
        ("copy_df", "encap-copy-df", null, YesOrNo),
    ];

    private readonly ProposalImport _proposals = new(target.Findings);
    private readonly SelectorImport _selectors = new(target);
    private readonly List<(string Leaf, ImportedProposal Proposal, ConfigPosition Origin, string Setting)> _offers = [];
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private string? _first;
    private string _firstOffer = string.Empty;

    /// <summary>The ipsec-policy of all children that were written.</summary>
    public PolicyDraft Policy { get; } = new();

    /// <summary>Writes the security policy of a child, and adds what it needs to the ipsec-policy.</summary>
    public void Add(SettingsView child)
    {
        var setting = $"{connection}.children.{child.Name}";
        var mode = child.Value("mode")?.Text ?? "tunnel";
        if (mode is not ("tunnel" or "transport" or "pass" or "drop"))
        {
            target.Findings.Lost(child.Position, setting, $"mode {mode} is not supported; the child is left out");
            return;
        }

        var name = target.NameFor($"vpn {vpn} security-policy", child, setting);
        string[] path = ["vpn", vpn, "security-policy", name];
        var isAh = child.Value("ah_proposals") is not null;
        _selectors.Write(child.Value("local_ts"), $"{setting}.local_ts", [.. path, "local-ts"]);
        _selectors.Write(child.Value("remote_ts"), $"{setting}.remote_ts", [.. path, "remote-ts"]);
        target.Set(child.Position, $"{setting}.mode", [.. path, "action", mode is "pass" or "drop" ? mode : isAh ? "ah" : "esp"]);
        if (mode == "transport")
        {
            target.Set(child.Position, $"{setting}.mode", [.. path, "mode", mode]);
        }

        if (child.Value("priority") is { Text: not "0" } priority)
        {
            target.Set(priority.Position, $"{setting}.priority", [.. path, "priority", priority.Text]);
        }

        if (mode is not ("pass" or "drop"))
        {
            AddProposals(child, setting, isAh);
            AddOptions(child, setting);
        }
        else
        {
            // Nothing is negotiated for it: its options mean nothing.
            _ = Options.Select(option => child.Value(option.Setting)).Append(child.Value("esp_proposals")).Append(child.Value("copy_dscp")).Count();
        }
    }

    /// <summary>Writes the ipsec-policy when all children were added.</summary>
    public void Finish(SettingsView connectionView)
    {
        if (_offers.Count == 0)
        {
            // A vpn must have an ipsec-policy even when it has no child; strongSwan's default would hold for one.
            Offer("esp-proposal", _proposals.Esp(null, connection), connectionView.Position, connection);
        }

        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (leaf, proposal, origin, setting) in _offers)
        {
            var number = numbers[leaf] = numbers.GetValueOrDefault(leaf) + 1;
            foreach (var (option, algorithm) in proposal.Options)
            {
                Policy.Add(origin, setting, leaf, number.ToString(), option, algorithm);
            }
        }

        foreach (var (leaf, value) in _options.OrderBy(static option => option.Key, StringComparer.Ordinal))
        {
            Policy.Add(connectionView.Position, $"{connection}.children", leaf, value);
        }
    }

    private void AddProposals(SettingsView child, string setting, bool isAh)
    {
        var value = child.Value(isAh ? "ah_proposals" : "esp_proposals");
        var key = isAh ? "ah_proposals" : "esp_proposals";
        var proposals = isAh ? _proposals.Ah(value, $"{setting}.{key}") : _proposals.Esp(value, $"{setting}.{key}");
        if (isAh)
        {
            _ = child.Value("esp_proposals");
        }

        var offer = $"{key} {string.Join(", ", proposals.Select(static proposal => proposal.Key))}";
        if (_offers.Count > 0 && offer != _firstOffer && !isAh)
        {
            target.Findings.Changed(value?.Position ?? child.Position, $"{setting}.{key}", $"differ from those of child {_first}: a vpn has one ipsec-policy, so every child offers and takes the proposals of all");
        }

        _firstOffer = _offers.Count == 0 ? offer : _firstOffer;
        Offer(isAh ? "ah-proposal" : "esp-proposal", proposals, value?.Position ?? child.Position, $"{setting}.{key}");
    }

    private void Offer(string leaf, IReadOnlyList<ImportedProposal> proposals, ConfigPosition origin, string setting)
    {
        foreach (var proposal in proposals)
        {
            if (!_offers.Any(offer => offer.Leaf == leaf && offer.Proposal.Key == proposal.Key))
            {
                _offers.Add((leaf, proposal, origin, setting));
            }
        }
    }

    private void AddOptions(SettingsView child, string setting)
    {
        var options = new Dictionary<string, (string Value, ConfigPosition Position, string Setting)>(StringComparer.Ordinal);
        foreach (var (name, leaf, defaultValue, form) in Options)
        {
            var value = child.Value(name);
            if ((value?.Text ?? defaultValue) is { } text)
            {
                options[leaf] = (form(text), value?.Position ?? child.Position, $"{setting}.{name}");
            }
        }

        if (child.Value("start_action") is { } start && start.Text.Contains('|'))
        {
            target.Findings.Changed(start.Position, $"{setting}.start_action", "both actions at once are not there; the child is started");
        }

        if (child.Value("copy_dscp") is { } dscp)
        {
            options["encap-copy-dscp"] = (dscp.Text is "out" or "yes" ? "true" : "false", dscp.Position, $"{setting}.copy_dscp");
            options["decap-copy-dscp"] = (dscp.Text is "in" or "yes" ? "true" : "false", dscp.Position, $"{setting}.copy_dscp");
        }

        if (_first is null)
        {
            _first = child.Name;
            foreach (var (leaf, option) in options)
            {
                Keep(leaf, option.Value, option.Position, option.Setting);
            }

            return;
        }

        foreach (var (leaf, option) in options.Where(option => _options.GetValueOrDefault(option.Key) != option.Value.Value))
        {
            target.Findings.Lost(option.Position, option.Setting, $"differs from that of child {_first}, whose {leaf} holds for all children of the vpn");
        }
    }

    private void Keep(string leaf, string value, ConfigPosition position, string setting)
    {
        if (target.Takes("vpn", vpn, "ipsec-policy", leaf, value))
        {
            _options[leaf] = value;
        }
        else
        {
            target.Findings.Lost(position, setting, $"'{value}' is no value of {leaf}");
        }
    }

    private static string AsIs(string text) => text;

    private static string YesOrNo(string text) => SettingsText.Truth(text) is { } truth ? truth ? "true" : "false" : text;

    private static string StartAction(string text) => text.Contains("start", StringComparison.Ordinal) ? "start" : text switch
    {
        "trap" or "route" => "trap",
        "none" => "none",
        _ => text,
    };

    private static string CloseAction(string text) => text switch
    {
        "restart" or "start" => "start",
        "trap" or "hold" or "route" => "trap",
        "clear" or "none" => "none",
        _ => text,
    };

    private static string DpdAction(string text) => text switch
    {
        "start" or "restart" => "restart",
        "trap" or "hold" or "route" => "trap",
        "none" or "clear" => "clear",
        _ => text,
    };
}
