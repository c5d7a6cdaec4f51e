using System.Text;
using MyIkev2.Interop.Tests.Scenarios;

namespace MyIkev2.Interop.Tests.Agents;

/// <summary>One vpn of the agent, and the file of configuration lines it becomes.</summary>
internal sealed record AgentConfiguration
{
    public string Vpn { get; init; } = "lab";

    public required string LocalAddress { get; init; }

    /// <summary>The peer's address; null to answer anybody.</summary>
    public string? RemoteAddress { get; init; }

    public required string LocalId { get; init; }

    public required string RemoteId { get; init; }

    public required string Secret { get; init; }

    /// <summary>Proposals in order of preference.</summary>
    public required IReadOnlyList<Suite> Suites { get; init; }

    public required IReadOnlyList<AgentChild> Children { get; init; }

    /// <summary>Perfect forward secrecy for children made or rekeyed by CREATE_CHILD_SA; null for none.</summary>
    public string? ChildKeyExchange { get; init; }

    /// <summary>Extended sequence numbers, and nothing else.</summary>
    public bool Esn { get; init; }

    /// <summary>More leaves of the IKE policy, such as <c>dpd-delay 2s</c>.</summary>
    public IReadOnlyList<string> IkePolicy { get; init; } = [];

    public IReadOnlyList<string> IpsecPolicy { get; init; } = [];

    public IReadOnlyList<string> GlobalOptions { get; init; } = [];

    /// <summary>More lines below the service's own node, such as a manual tunnel.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>What it serves in other VRFs, by their names.</summary>
    public IReadOnlyDictionary<string, AgentConfiguration> OtherVrfs { get; init; } = new Dictionary<string, AgentConfiguration>();

    /// <summary>Files of its certificate folder; with any, both sides authenticate with certificates, ours is called <c>own</c>.</summary>
    public IReadOnlyDictionary<string, string> Certificates { get; init; } = new Dictionary<string, string>();

    /// <summary>Carry packets or do not start.</summary>
    public bool NeedsTunnelDevice { get; init; }

    /// <summary>Threads that share the SAs; 0 for as many as the agent thinks right.</summary>
    public int Shards { get; init; }

    /// <summary>Run where the system's TUN device is not there.</summary>
    public bool HideTunnelDevice { get; init; }

    /// <summary>The whole file in place of what the other properties say; null for these.</summary>
    public string? Text { get; init; }

    public string ToLines() => ToLines("main") + string.Concat(OtherVrfs.Select(static other => other.Value.ToLines(other.Key)));

    /// <summary>Its lines as those of a VRF, without the other ones.</summary>
    public string ToLines(string vrf) => OfMain().Replace("/ vrf main ike ", $"/ vrf {vrf} ike ", StringComparison.Ordinal);

    private string OfMain()
    {
        if (Text is not null)
        {
            return Text;
        }

        var lines = new StringBuilder();
        if (Certificates.Count == 0)
        {
            Add(lines, $"pre-shared-key {Vpn} id {Word(RemoteId)}", $"pre-shared-key {Vpn} secret {Secret}");
        }
        else
        {
            AddEach(lines, "ike-policy-template ike", ["local-auth-method certificate", "remote-auth-method certificate"]);
            Add(lines, $"vpn {Vpn} certificate own");
        }

        for (var i = 0; i < Suites.Count; i++)
        {
            AddEach(lines, $"ike-policy-template ike ike-proposal {i + 1}", Suites[i].AgentIke.Split(", "));
        }

        // Several IKE suites may share one ESP proposal; the same one twice would be refused or ignored.
        var esp = Suites.Select(suite => suite.AgentEsp).Distinct().ToList();
        for (var i = 0; i < esp.Count; i++)
        {
            AddEach(lines, $"ipsec-policy-template esp esp-proposal {i + 1}", esp[i].Split(", "));
            if (ChildKeyExchange is not null)
            {
                Add(lines, $"ipsec-policy-template esp esp-proposal {i + 1} dh-group {ChildKeyExchange}");
            }

            if (Esn)
            {
                Add(lines, $"ipsec-policy-template esp esp-proposal {i + 1} esn true");
            }
        }

        // Every negotiation in the lab is started by its test, unless it says otherwise.
        AddEach(lines, "ike-policy-template ike", IkePolicy);
        var defaults = new[] { "start-action none", "close-action none", "dpd-action clear" }.Where(leaf => !IpsecPolicy.Any(own => own.StartsWith(leaf.Split(' ')[0], StringComparison.Ordinal)));
        AddEach(lines, "ipsec-policy-template esp", defaults.Concat(IpsecPolicy));
        AddEach(lines, $"vpn {Vpn}", ["ike-policy template ike", "ipsec-policy template esp", $"local-address {LocalAddress}"]);
        if (RemoteAddress is not null)
        {
            Add(lines, $"vpn {Vpn} remote-address {RemoteAddress}");
        }

        AddEach(lines, $"vpn {Vpn}", [$"local-id {Word(LocalId)}", $"remote-id {Word(RemoteId)}"]);
        foreach (var child in Children)
        {
            var policy = $"vpn {Vpn} security-policy {child.Name}";
            AddEach(lines, policy + " local-ts subnet", child.LocalSubnets);
            AddEach(lines, policy + " remote-ts subnet", child.RemoteSubnets);
            AddEach(lines, policy, child.More);
        }

        Add(lines, More);
        AddEach(lines, "global-options", GlobalOptions);
        return lines.ToString();
    }

    private static string Word(string value) => value.AsSpan().ContainsAny(" #") ? $"\"{value}\"" : value;

    private static void AddEach(StringBuilder lines, string context, IEnumerable<string> leaves) =>
        Add(lines, [.. leaves.Select(leaf => context + " " + leaf)]);

    private static void Add(StringBuilder lines, params IEnumerable<string> leaves)
    {
        foreach (var leaf in leaves)
        {
            lines.Append("/ vrf main ike ").Append(leaf).Append('\n');
        }
    }
}

/// <summary>A security policy of the vpn.</summary>
/// <param name="Name">Its name.</param>
/// <param name="LocalSubnets">Traffic on the agent's side.</param>
/// <param name="RemoteSubnets">Traffic on the peer's side.</param>
internal sealed record AgentChild(string Name, IReadOnlyList<string> LocalSubnets, IReadOnlyList<string> RemoteSubnets)
{
    /// <summary>More leaves, such as <c>mode transport</c>.</summary>
    public IReadOnlyList<string> More { get; init; } = [];
}
