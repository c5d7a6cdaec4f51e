using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Tests.Configuration.Nodes;

/// <summary>TABLE of all leaves of the configuration, in the order of the tree: one row says what one leaf does. A leaf without a row fails a test.</summary>
internal static class NodeTable
{
    private const string IkeTemplate = "ike-policy-template it";
    private const string IpsecTemplate = "ipsec-policy-template et";

    public static IReadOnlyList<NodeRow> Rows { get; } =
    [
        .. Secrets(),
        .. Pool(),
        .. Radius(),
        .. IkePolicyRows.All(IkeTemplate),
        .. IpsecPolicyRows.All(IpsecTemplate),
        .. VpnRows.Vpn(),
        .. IkePolicyRows.All(IkeTemplate).Select(static row => row.Moved(IkeTemplate, "vpn v ike-policy")),
        .. IpsecPolicyRows.All(IpsecTemplate).Select(static row => row.Moved(IpsecTemplate, "vpn v ipsec-policy")),
        .. VpnRows.SecurityPolicy(),
        .. VpnRows.ManualTunnel(),
        .. GlobalRows.Options(),
        .. GlobalRows.Logging(),
    ];

    private static IEnumerable<NodeRow> Secrets() =>
    [
        new("pre-shared-key any id", "peer@example.com", static c => c.Engine.PreSharedKeys.Single().Identities, "peer@example.com"),
        new("pre-shared-key any secret", "0x0102", static c => c.Engine.PreSharedKeys.Single().Secret, "0102"),
        new("eap-secret e id", "berta", static c => c.Engine.EapSecrets.Single().Identities, "anna berta"),
        new("eap-secret e secret", "0x0304", static c => c.Engine.EapSecrets.Single().Secret, "0304"),
        new("ppk k id", "b", static c => c.Engine.PostQuantumKeys.Single().Identity, "62"),
        new("ppk k id-hex", "c0ffee", static c => c.Engine.PostQuantumKeys.Single().Identity, "c0ffee") { With = ["del ppk k id"] },
        new("ppk k secret", "0x0506", static c => c.Engine.PostQuantumKeys.Single().Secret, "0506"),
    ];

    private static IEnumerable<NodeRow> Pool() =>
    [
        new("pool o address", "10.10.0.1-10.10.0.9", static c => PoolOf(c).Ranges[^1], "10.10.0.1-10.10.0.9"),
        new("pool o dns", "192.0.2.53", static c => PoolOf(c).DnsServers, "192.0.2.53"),
        new("pool o nbns", "192.0.2.137", static c => PoolOf(c).NbnsServers, "192.0.2.137"),
        new("pool o dhcp", "192.0.2.67", static c => PoolOf(c).DhcpServers, "192.0.2.67"),
        new("pool o subnet", "10.0.0.0/8", static c => PoolOf(c).Subnets, "10.0.0.0/8"),
        new("pool o netmask", "255.255.255.0", static c => PoolOf(c).Netmask, "255.255.255.0"),
    ];

    private static IEnumerable<NodeRow> Radius() =>
    [
        new("radius server r address", "192.0.2.51", static c => Server(c).Address, "192.0.2.51"),
        new("radius server r secret", "0x0708", static c => Server(c).Secret, "0708"),
        new("radius server r auth-port", "1645", static c => Server(c).AuthenticationPort, "1645"),
        new("radius server r acct-port", "1646", static c => Server(c).AccountingPort, "1646"),
        new("radius server r preference", "7", static c => Server(c).Preference, "7"),
        new("radius nas-identifier", "gate", static c => c.Engine.Radius!.NasIdentifier, "gate"),
        new("radius retransmit-timeout", "3.5", static c => c.Engine.Radius!.RetransmitTimeout, "00:00:03.5000000"),
        new("radius retransmit-base", "1.5", static c => c.Engine.Radius!.RetransmitBase, "1.5"),
        new("radius retransmit-tries", "9", static c => c.Engine.Radius!.RetransmitTries, "9"),
        new("radius dead-time", "1m", static c => c.Engine.Radius!.DeadTime, "00:01:00"),
        new("radius accounting enabled", "true", static c => c.Engine.Radius!.Accounting, "True"),
        new("radius accounting interim-interval", "5m", static c => c.Engine.Radius!.InterimInterval, "00:05:00"),
        new("radius accounting send-class", "false", static c => c.Engine.Radius!.SendClass, "False"),
        new("radius class-group", "true", static c => c.Engine.Radius!.ClassGroup, "True"),
        new("radius filter-id-group", "true", static c => c.Engine.Radius!.FilterIdGroup, "True"),
        new("radius vendor-id", "7336", static c => c.Engine.Radius!.VendorId, "7336"),
        new("radius vendor-type", "3", static c => c.Engine.Radius!.VendorType, "3"),
        new("radius key-password", "0x090a", static c => c.Engine.Radius!.KeyPassword, "090a"),
        Dynamic("enabled", "true", static _ => "listens", "listens") with { Before = ["radius dynamic-authorization secret s"] },
        Dynamic("address", "192.0.2.1", static d => d.Address, "192.0.2.1"),
        Dynamic("port", "3800", static d => d.Port, "3800"),
        Dynamic("secret", "0x0b0c", static d => d.Secret, "0b0c"),
        Dynamic("client", "192.0.2.60", static d => d.Clients, "192.0.2.60"),
    ];

    private static NodeRow Dynamic(string leaf, string value, Func<DynamicAuthorizationPolicy, object> effect, string expected) =>
        new($"radius dynamic-authorization {leaf}", value, c => c.Engine.Radius!.DynamicAuthorization is { } policy ? effect(policy) : null, expected)
        {
            Before = ["radius dynamic-authorization secret s", "radius dynamic-authorization enabled true"],
        };

    private static AddressPoolPolicy PoolOf(LoadedConfiguration configuration) => configuration.Engine.AddressPools.Single();

    private static RadiusServerPolicy Server(LoadedConfiguration configuration) => configuration.Engine.Radius!.Servers.Single();
}
