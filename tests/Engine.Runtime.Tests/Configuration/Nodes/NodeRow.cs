using System.Globalization;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Tests.Configuration.Nodes;

/// <summary>What a leaf of the configuration does: one row of the table of all leaves.</summary>
/// <param name="Path">Below <c>/ vrf main ike</c>, with the keys of <see cref="Base"/>.</param>
/// <param name="Value">A value that is not the one in force, in the form in which it is shown.</param>
/// <param name="Effect">Where the value shows in the loaded configuration, which is what the engine is given; null = nowhere, and a warning says so.</param>
/// <param name="Expected">What stands there when the value is set; before it is something else.</param>
internal sealed record NodeRow(string Path, string Value, Func<LoadedConfiguration, object?>? Effect, string Expected)
{
    /// <summary>What the rows stand on: something of everything.</summary>
    public const string Base = ConfigSamples.Complete + """
        / vrf main ike eap-secret e id anna secret password
        / vrf main ike ppk k id a secret s
        / vrf main ike pool o address 10.9.0.0/24
        / vrf main ike radius server r address 192.0.2.50 secret radius-secret
        / vrf main ike ipsec-policy-template et ah-proposal 1 auth-alg hmac-sha256
        / vrf main ike manual-tunnel m local-address 192.0.2.1 remote-address 192.0.2.9 protocol esp spi-in 0x00001001 spi-out 0x00001002
        / vrf main ike manual-tunnel m encryption aes128-cbc encryption-key-in 00112233445566778899aabbccddeeff encryption-key-out ffeeddccbbaa99887766554433221100
        / vrf main ike manual-tunnel m integrity hmac-sha1 integrity-key-in 000102030405060708090a0b0c0d0e0f10111213 integrity-key-out 131211100f0e0d0c0b0a09080706050403020100
        / vrf main ike manual-tunnel m local-ts subnet 10.5.0.0/16
        / vrf main ike manual-tunnel m remote-ts subnet 10.6.0.0/16

        """;

    /// <summary>Lines, each below <c>/ vrf main ike</c>, that the row needs there beforehand.</summary>
    public string[] Before { get; init; } = [];

    /// <summary>Lines that have to be changed in the same commit.</summary>
    public string[] With { get; init; } = [];

    /// <summary>A value that is refused; null = one that its type refuses.</summary>
    public string? Bad { get; init; }

    /// <summary>Why even the good value is refused; null = it is not.</summary>
    public string? Refusal { get; init; }

    /// <summary>The only value that is taken is the one that holds anyway.</summary>
    public bool IsOnlyValue { get; init; }

    public ConfigNodeDefinition Definition => Walk(Path.Split(' '));

    /// <summary>The value in force, as text.</summary>
    public string Read(LoadedConfiguration configuration) => Text(Effect!(configuration));

    /// <summary>The same leaf elsewhere: as an override of a vpn.</summary>
    public NodeRow Moved(string from, string to)
    {
        return this with { Path = Move(Path), Before = [.. Before.Select(Move)], With = [.. With.Select(Move)] };

        string Move(string line) => line.StartsWith(from, StringComparison.Ordinal) ? to + line[from.Length..] : line;
    }

    public override string ToString() => Path;

    public static PeerPolicy Vpn(LoadedConfiguration configuration) => configuration.Engine.Peers.Single(static peer => peer.Name == "v");

    public static ChildPolicy Child(LoadedConfiguration configuration) => Vpn(configuration).Children.Single();

    private static string Text(object? value) => value switch
    {
        null => "none",
        ValueList<byte> octets => Convert.ToHexStringLower([.. octets]),
        System.Collections.IEnumerable list and not string => string.Join(' ', list.Cast<object?>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static ConfigNodeDefinition Walk(string[] words)
    {
        var node = ConfigTree.Root.Find("vrf")!.Find("ike")!;
        for (var i = 0; i < words.Length; i++)
        {
            node = node.Find(words[i]) ?? throw new InvalidOperationException($"'{words[i]}' is not in the tree, in {string.Join(' ', words)}");
            if (node.Kind == ConfigNodeKind.List)
            {
                i++;
            }
        }

        return node;
    }
}
