using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.Demo;

/// <summary>One IKE SA as the demonstration shows it.</summary>
internal sealed record DemoRow(IReadOnlyList<string> Cells)
{
    public static IReadOnlyList<string> Headings { get; } = ["Tunnel", "State", "Gen.", "Age", "Rekey in", "IKE algorithms", "Children", "Packets in/out", "Ping", "Rekeys"];

    public static DemoRow Of(RegistryView view, IkeTunnelSnapshot tunnel)
    {
        var reading = view.Read(tunnel);
        var counters = reading.Counters;
        var traffic = reading.Traffic;
        return new DemoRow(
        [
            $"{tunnel.VpnName} {tunnel.Id.ToIkeName()}",
            tunnel.State.ToString().ToLowerInvariant(),
            tunnel.Generation.ToString(),
            tunnel.EstablishedAt is { } established ? Seconds(view.AsOf - established) : "-",
            tunnel.RekeyAt is { } rekey ? Seconds(rekey - view.AsOf) : "-",
            string.Join('/', new[] { tunnel.Encryption, tunnel.Integrity, tunnel.KeyExchange }.Where(static a => !a.IsNone).Select(static a => a.Name)),
            string.Join(", ", tunnel.Children.Where(static c => c.State is IpsecTunnelState.Installed or IpsecTunnelState.Rekeying).Select(static c => $"{c.PolicyName} g{c.Generation}")),
            $"{traffic.InPackets}/{traffic.OutPackets}",
            Ping(view, tunnel.VpnName),
            $"{counters.IkeRekeys} ike, {counters.ChildRekeys} child",
        ]);
    }

    /// <summary>Typical round trip and loss over the ping tasks of a vpn.</summary>
    private static string Ping(RegistryView view, string vpn)
    {
        var readings = view.EnumeratePings().Where(task => task.VpnName == vpn).Select(static task => task.Counters.Read()).Where(static r => r.Received > 0).ToList();
        return readings.Count == 0 ? "-" : $"{readings.Average(static r => r.RttP50) / 1000:0.00} ms, {readings.Max(static r => r.LossPercent):0}% lost";
    }

    private static string Seconds(TimeSpan span) => $"{Math.Max(0, (long)span.TotalSeconds)}s";
}
