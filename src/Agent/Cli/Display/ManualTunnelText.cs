using System.Globalization;
using System.Text;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli.Display;

/// <summary><c>show manual-tunnel</c>: a line per tunnel, or all that is known of each.</summary>
internal static class ManualTunnelText
{
    public static string Lines(IReadOnlyList<ManualTunnel> tunnels) => Write(tunnels, withDetails: false);

    public static string Details(IReadOnlyList<ManualTunnel> tunnels) => Write(tunnels, withDetails: true);

    private static string Write(IReadOnlyList<ManualTunnel> tunnels, bool withDetails)
    {
        if (tunnels.Count == 0)
        {
            return "no manual tunnel is configured\n";
        }

        var text = new StringBuilder();
        foreach (var tunnel in tunnels)
        {
            text.Append(CultureInfo.InvariantCulture, $"M{tunnel.TunnelId} {tunnel.Name}: {State(tunnel)}, {tunnel.LocalAddress} <-> {tunnel.RemoteAddress}, {Protocol(tunnel)} {tunnel.Mode.ToString().ToLowerInvariant()}");
            text.Append(CultureInfo.InvariantCulture, $", in {tunnel.Counters.InPackets} packets {tunnel.Counters.InOctets} bytes, out {tunnel.Counters.OutPackets} packets {tunnel.Counters.OutOctets} bytes\n");
            if (withDetails)
            {
                WriteDetails(text, tunnel);
            }
        }

        return text.ToString();
    }

    private static void WriteDetails(StringBuilder text, ManualTunnel tunnel)
    {
        text.Append(CultureInfo.InvariantCulture, $"  SPIs {tunnel.SpiIn:x8}_i {tunnel.SpiOut:x8}_o, {(tunnel.Encryption is { } cipher ? $"{cipher.Name}/" : "")}{tunnel.Integrity?.Name}\n");
        text.Append(CultureInfo.InvariantCulture, $"  {Selectors(tunnel.LocalSelectors)} === {Selectors(tunnel.RemoteSelectors)}, priority {tunnel.Priority}\n");
        if (tunnel.VpnAction.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  vpn-action {tunnel.VpnAction}\n");
        }

        if (tunnel.ActivatedAt is { } since)
        {
            text.Append(CultureInfo.InvariantCulture, $"  active since {since.ToDateTimeOffset().ToLocalTime():yyyy-MM-dd HH:mm:ss}\n");
        }

        var counters = tunnel.Counters;
        var inDrops = counters.ReplayDrops + counters.IntegrityFailures + counters.DecryptionFailures + counters.SelectorMismatches + counters.NoPolicyDrops + counters.InErrors;
        var outDrops = counters.SequenceOverflows + counters.EncryptionFailures + counters.OutTooBig + counters.OutSelectorMismatches + counters.OutErrors;
        text.Append(CultureInfo.InvariantCulture, $"  dropped in {inDrops} (integrity {counters.IntegrityFailures}, selectors {counters.SelectorMismatches + counters.NoPolicyDrops}), out {outDrops}\n");
    }

    private static string State(ManualTunnel tunnel) => tunnel.Active ? "active" : tunnel.Problem.Length > 0 ? $"not active ({tunnel.Problem})" : "not active";

    private static string Protocol(ManualTunnel tunnel) => tunnel.Protocol == IpsecProtocol.Ah ? "AH" : "ESP";

    private static string Selectors(IEnumerable<TrafficSelector> selectors) => string.Join(' ', selectors.Select(selector => selector.Text));
}
