using System.Text.Json;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli.Display;

/// <summary>Manual tunnels and IP filters as JSON.</summary>
internal static class PolicyJson
{
    public static string Format(IReadOnlyList<ManualTunnel> tunnels) => JsonText.OfRows("manual-tunnel", tunnels, Write);

    public static string Format(IReadOnlyList<IpFilter> filters) => JsonText.OfRows("filter", filters, Write);

    private static void Write(Utf8JsonWriter json, ManualTunnel tunnel)
    {
        json.WriteString("id", $"M{tunnel.TunnelId}");
        json.WriteString("name", tunnel.Name);
        json.WriteString("vrf", tunnel.Vrf);
        json.WriteString("vpn-action", tunnel.VpnAction);
        json.WriteBoolean("active", tunnel.Active);
        json.WriteString("problem", tunnel.Problem);
        json.WriteString("protocol", tunnel.Protocol.ToString().ToLowerInvariant());
        json.WriteString("mode", tunnel.Mode.ToString().ToLowerInvariant());
        json.WriteString("local-address", tunnel.LocalAddress);
        json.WriteString("remote-address", tunnel.RemoteAddress);
        json.WriteString("spi-in", $"{tunnel.SpiIn:x8}");
        json.WriteString("spi-out", $"{tunnel.SpiOut:x8}");
        json.WriteString("encryption", tunnel.Encryption?.Name ?? "");
        json.WriteString("integrity", tunnel.Integrity?.Name ?? "");
        Write(json, "local-ts", tunnel.LocalSelectors);
        Write(json, "remote-ts", tunnel.RemoteSelectors);
        json.WriteNumber("priority", tunnel.Priority);
        json.WriteMoment("activated-at", tunnel.ActivatedAt);
        var counters = tunnel.Counters;
        json.WriteNumber("in-packets", counters.InPackets);
        json.WriteNumber("in-bytes", counters.InOctets);
        json.WriteNumber("out-packets", counters.OutPackets);
        json.WriteNumber("out-bytes", counters.OutOctets);
        json.WriteNumber("integrity-failures", counters.IntegrityFailures);
        json.WriteNumber("selector-mismatches", counters.SelectorMismatches + counters.NoPolicyDrops);
        json.WriteNumber("sequence-overflows", counters.SequenceOverflows);
    }

    private static void Write(Utf8JsonWriter json, IpFilter filter)
    {
        json.WriteString("name", filter.Name);
        json.WriteNumber("number", filter.Number);
        json.WriteString("vpn", filter.Vpn);
        json.WriteString("kind", filter.Kind.ToString().ToLowerInvariant());
        json.WriteString("action", filter.Action.ToString().ToLowerInvariant());
        json.WriteString("local", filter.Local.Text);
        json.WriteString("remote", filter.Remote.Text);
        json.WriteBoolean("active", filter.Active);
        json.WriteBoolean("on-demand", filter.OnDemand);
        json.WriteString("tunnel", filter.IpsecTunnelId > 0 ? $"Y{filter.IpsecTunnelId}" : filter.ManualTunnelId > 0 ? $"M{filter.ManualTunnelId}" : "");
        json.WriteNumber("priority", filter.Priority);
        json.WriteMoment("created-at", filter.CreatedAt);
        json.WriteMoment("updated-at", filter.UpdatedAt);
        json.WriteNumber("out-matches", filter.OutMatches);
        json.WriteNumber("in-matches", filter.InMatches);
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<TrafficSelector> selectors)
    {
        json.WriteStartArray(name);
        foreach (var selector in selectors)
        {
            json.WriteStringValue(selector.Text);
        }

        json.WriteEndArray();
    }
}
