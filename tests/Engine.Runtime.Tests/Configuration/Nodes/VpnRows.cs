using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Configuration;
using static MyIkev2.Engine.Runtime.Tests.Configuration.Nodes.NodeRow;

namespace MyIkev2.Engine.Runtime.Tests.Configuration.Nodes;

/// <summary>Rows of vpns, their security policies and manual tunnels.</summary>
internal static class VpnRows
{
    public static IEnumerable<NodeRow> Vpn() =>
    [
        new("vpn v enabled", "false", static c => NodeRow.Vpn(c).Enabled, "False"),
        new("vpn v ike-policy template", "other", static c => NodeRow.Vpn(c).Template, "other")
        {
            Before = ["ike-policy-template other ike-proposal 1 aead-alg aes128-gcm-128 prf-alg hmac-sha256 dh-group ecp256"],
            Bad = "nobody",
        },
        new("vpn v ipsec-policy template", "other", static c => Child(c).ReplayWindow, "77")
        {
            Before = ["ipsec-policy-template other replay-window 77", "ipsec-policy-template other esp-proposal 1 aead-alg aes128-gcm-128"],
            Bad = "nobody",
        },
        new("vpn v version", "2", static c => NodeRow.Vpn(c).Enabled, "True") { Bad = "1", IsOnlyValue = true },
        new("vpn v local-address", "192.0.2.77", static c => NodeRow.Vpn(c).LocalAddress, "192.0.2.77"),
        new("vpn v remote-address", "192.0.2.78", static c => NodeRow.Vpn(c).RemoteAddress, "192.0.2.78"),
        new("vpn v remote-port", "5000", static c => NodeRow.Vpn(c).RemotePort, "5000"),
        new("vpn v remote-nat-port", "5001", static c => NodeRow.Vpn(c).RemoteNatTraversalPort, "5001"),
        new("vpn v local-id", "me@example.com", static c => NodeRow.Vpn(c).LocalIdentity, "me@example.com"),
        new("vpn v remote-id", "*@example.com", static c => NodeRow.Vpn(c).RemoteIdentity, "*@example.com"),
        new("vpn v eap-id", "anna", static c => NodeRow.Vpn(c).EapIdentity, "anna"),
        new("vpn v eap-server-id", "gw.example.com", static c => NodeRow.Vpn(c).EapServerIdentity, "gw.example.com"),
        new("vpn v certificate", "mine", static c => NodeRow.Vpn(c).Certificate, "mine"),
        new("vpn v remote-ca-certificate", "root", static c => NodeRow.Vpn(c).RemoteAuthority, "root"),
        new("vpn v second-auth local-auth-method", "pre-shared-key", static c => NodeRow.Vpn(c).Second?.Local, "PreSharedKey"),
        new("vpn v second-auth remote-auth-method", "eap-mschapv2", static c => NodeRow.Vpn(c).Second?.Remote, "EapMschapv2"),
        Second("local", "local-id", "me@example.com", static second => second.LocalIdentity, "me@example.com"),
        Second("remote", "remote-id", "*@example.com", static second => second.RemoteIdentity, "*@example.com"),
        Second("local", "certificate", "mine", static second => second.Certificate, "mine"),
        Second("remote", "remote-ca-certificate", "root", static second => second.RemoteAuthority, "root"),
        new("vpn v vip-request", "0.0.0.0", static c => NodeRow.Vpn(c).VirtualAddressRequests, "0.0.0.0"),
        new("vpn v vip-pool", "o", static c => NodeRow.Vpn(c).AddressPools, "o") { Bad = "nobody" },
        new("vpn v radius-group", "staff", static c => NodeRow.Vpn(c).RadiusGroups, "staff")
        {
            Before = ["radius class-group true", "vpn v ike-policy remote-auth-method eap-radius"],
        },
        new("vpn v ppk", "k", static c => NodeRow.Vpn(c).Ppk, "k") { Bad = "nobody" },
        new("vpn v redirect-to", "192.0.2.80", static c => NodeRow.Vpn(c).RedirectTo, "192.0.2.80"),
        new("vpn v redirect-at", "init", static c => NodeRow.Vpn(c).RedirectsAtOnce, "True") { Before = ["vpn v redirect-to 192.0.2.80"] },
    ];

    public static IEnumerable<NodeRow> SecurityPolicy() =>
    [
        .. Selectors("vpn v security-policy p", static c => Child(c).LocalSelectors[^1], static c => Child(c).RemoteSelectors[^1]),
        new("vpn v security-policy p action", "drop", static c => Child(c).Action, "Drop"),
        new("vpn v security-policy p mode", "transport", static c => Child(c).Mode, "Transport"),
        new("vpn v security-policy p priority", "9", static c => Child(c).Priority, "9"),
        new("vpn v security-policy p svti-id-out", "100", null, string.Empty),
        new("vpn v security-policy p svti-id-in", "100", null, string.Empty),
        Routes("next-hop", "192.0.2.90", static routes => routes.NextHop, "via 192.0.2.90"),
        Routes("next-hop-backup", "eth1", static routes => routes.Backup, "dev eth1"),
        Routes("vrf", "red", static routes => routes.Vrf, "red"),
        Routes("table", "77", static routes => routes.Table, "77"),
        Routes("l3vrf", "blue", static _ => null, string.Empty) with { Refusal = "l3vrf" },
    ];

    public static IEnumerable<NodeRow> ManualTunnel() =>
    [
        Manual("local-address", "192.0.2.5", static m => m.LocalAddress, "192.0.2.5"),
        Manual("remote-address", "192.0.2.6", static m => m.RemoteAddress, "192.0.2.6"),
        Manual("protocol", "ah", static m => m.Protocol, "Ah") with
        {
            With = ["del manual-tunnel m encryption", "del manual-tunnel m encryption-key-in", "del manual-tunnel m encryption-key-out"],
        },
        Manual("mode", "transport", static m => m.Mode, "Transport") with { With = ["del manual-tunnel m local-ts", "del manual-tunnel m remote-ts"] },
        Manual("spi-in", "0x00002001", static m => m.SpiIn, "8193"),
        Manual("spi-out", "0x00002002", static m => m.SpiOut, "8194"),
        Manual("encryption", "null", static m => m.Encryption.Id, "Null") with { With = ["del manual-tunnel m encryption-key-in", "del manual-tunnel m encryption-key-out"] },
        Manual("encryption-key-in", "0xaa112233445566778899aabbccddeeff", static m => m.EncryptionKeyIn, "aa112233445566778899aabbccddeeff"),
        Manual("encryption-key-out", "0xbb112233445566778899aabbccddeeff", static m => m.EncryptionKeyOut, "bb112233445566778899aabbccddeeff"),
        Manual("integrity", "hmac-md5", static m => m.Integrity, "HmacMd5_96") with
        {
            With = ["manual-tunnel m integrity-key-in 000102030405060708090a0b0c0d0e0f", "manual-tunnel m integrity-key-out 0f0e0d0c0b0a09080706050403020100"],
        },
        Manual("integrity-key-in", "0xaa0102030405060708090a0b0c0d0e0f10111213", static m => m.IntegrityKeyIn, "aa0102030405060708090a0b0c0d0e0f10111213"),
        Manual("integrity-key-out", "0xbb0102030405060708090a0b0c0d0e0f10111213", static m => m.IntegrityKeyOut, "bb0102030405060708090a0b0c0d0e0f10111213"),
        .. Selectors("manual-tunnel m", static c => c.Engine.ManualTunnels.Single().LocalSelectors[^1], static c => c.Engine.ManualTunnels.Single().RemoteSelectors[^1]),
        Manual("priority", "4", static m => m.Priority, "4"),
        Manual("activate", "none", static m => m.StartsActive, "False"),
        Manual("vpn-action", "act", static m => m.VpnAction, "act"),
    ];

    private static NodeRow Manual(string leaf, string value, Func<ManualTunnelPolicy, object> effect, string expected) =>
        new($"manual-tunnel m {leaf}", value, c => effect(c.Engine.ManualTunnels.Single()), expected);

    private static NodeRow Second(string side, string leaf, string value, Func<SecondAuthentication, object?> effect, string expected) =>
        new($"vpn v second-auth {leaf}", value, c => NodeRow.Vpn(c).Second is { } second ? effect(second) : null, expected)
        {
            Before = [$"vpn v second-auth {side}-auth-method pre-shared-key"],
        };

    private static NodeRow Routes(string leaf, string value, Func<RouteInjection, object?> effect, string expected) =>
        new($"vpn v security-policy p inject-routes {leaf}", value, c => Child(c).Routes is { } routes ? effect(routes) : null, expected)
        {
            Before = leaf == "next-hop" ? [] : ["vpn v security-policy p inject-routes next-hop 192.0.2.89"],
        };

    private static IEnumerable<NodeRow> Selectors(string place, Func<LoadedConfiguration, ConfiguredSelector> local, Func<LoadedConfiguration, ConfiguredSelector> remote) =>
    [
        new($"{place} local-ts subnet", "10.33.0.0/16", c => local(c).Network, "10.33.0.0"),
        new($"{place} local-ts protocol", "17", c => local(c).Protocol, "17"),
        new($"{place} local-ts port", "80-443", c => $"{local(c).StartPort}-{local(c).EndPort}", "80-443") { Before = [$"{place} local-ts protocol 6"] },
        new($"{place} remote-ts subnet", "10.34.0.0/16", c => remote(c).Network, "10.34.0.0"),
        new($"{place} remote-ts protocol", "17", c => remote(c).Protocol, "17"),
        new($"{place} remote-ts port", "53", c => $"{remote(c).StartPort}-{remote(c).EndPort}", "53-53") { Before = [$"{place} remote-ts protocol 6"] },
    ];
}
