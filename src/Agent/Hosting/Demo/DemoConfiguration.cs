using System.Security.Cryptography;
using System.Text;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Agent.Hosting.Demo;

/// <summary>Writes the demonstration's tunnels in the line grammar, once for either side. The preshared key is new with every run.</summary>
internal sealed class DemoConfiguration
{
    private const string Root = "/ vrf main ike";

    private readonly string _secret = "0x" + RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <summary>The side that starts: it knows the other's ports, and rekeys often enough to watch.</summary>
    public string Initiator(IReadOnlyList<IkeListener> peer)
    {
        var text = new StringBuilder();
        Templates(text, ikeRekey: "90s", childRekey: "45s", startAction: "start");
        foreach (var (tunnel, number) in Numbered())
        {
            var listeners = peer.Where(l => l.Endpoint.Address.IsIpv6 == tunnel.Ipv6).ToList();
            if (listeners.Count == 0)
            {
                // A host without IPv6 shows one tunnel less.
                continue;
            }

            var vpn = Vpn(text, tunnel, number, "west", "east");
            Line(text, $"{vpn} remote-port {listeners.First(static l => !l.HasNonEspMarker).Endpoint.Port}");
            Line(text, $"{vpn} remote-nat-port {listeners.First(static l => l.HasNonEspMarker).Endpoint.Port}");
        }

        return text.ToString();
    }

    /// <summary>The side that answers.</summary>
    public string Responder()
    {
        var text = new StringBuilder();
        Templates(text, ikeRekey: "4h", childRekey: "1h", startAction: "none");

        // All tunnels come up at once from one address.
        Line(text, $"{Root} global-options dos-protection block-threshold 0");
        foreach (var (tunnel, number) in Numbered())
        {
            Vpn(text, tunnel, number, "east", "west");
        }

        return text.ToString();
    }

    private static IEnumerable<(DemoTunnel Tunnel, int Number)> Numbered() => DemoTunnels.All.Select(static (tunnel, index) => (tunnel, index + 1));

    private void Templates(StringBuilder text, string ikeRekey, string childRekey, string startAction)
    {
        Line(text, $"{Root} pre-shared-key demo secret {_secret}");
        foreach (var tunnel in DemoTunnels.All)
        {
            var ike = $"{Root} ike-policy-template {tunnel.Name}";
            Line(text, $"{ike} rekey-time {ikeRekey}");
            Line(text, $"{ike} dpd-delay 30s");
            foreach (var leaf in tunnel.Ike)
            {
                Line(text, $"{ike} ike-proposal 1 {leaf}");
            }

            var ipsec = $"{Root} ipsec-policy-template {tunnel.Name}";
            Line(text, $"{ipsec} rekey-time {childRekey}");
            Line(text, $"{ipsec} start-action {startAction}");
            foreach (var leaf in tunnel.Esp)
            {
                Line(text, $"{ipsec} esp-proposal 1 {leaf}");
            }
        }
    }

    private static string Vpn(StringBuilder text, DemoTunnel tunnel, int number, string own, string other)
    {
        var vpn = $"{Root} vpn {tunnel.Name}";
        var address = tunnel.Ipv6 ? "::1" : "127.0.0.1";
        Line(text, $"{vpn} ike-policy template {tunnel.Name}");
        Line(text, $"{vpn} ipsec-policy template {tunnel.Name}");
        Line(text, $"{vpn} local-address {address}");
        Line(text, $"{vpn} remote-address {address}");
        Line(text, $"{vpn} local-id {tunnel.Name}.{own}.example");
        Line(text, $"{vpn} remote-id {tunnel.Name}.{other}.example");
        foreach (var (child, index) in tunnel.Children.Select(static (child, index) => (child, index)))
        {
            var policy = $"{vpn} security-policy {child}";
            if (tunnel.Mode == "tunnel")
            {
                Line(text, $"{policy} local-ts subnet {Network(own, number, index)}");
                Line(text, $"{policy} remote-ts subnet {Network(other, number, index)}");
            }

            Line(text, $"{policy} mode {tunnel.Mode}");
        }

        return vpn;
    }

    private static string Network(string side, int number, int index) => $"10.{(side == "west" ? 1 : 2)}{number}.{index}.0/24";

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
