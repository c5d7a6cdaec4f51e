using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.Demo;

/// <summary>One IKE SA as the demonstration shows it.</summary>
internal sealed record DemoRow(IReadOnlyList<string> Cells)
{
    public static IReadOnlyList<string> Headings { get; } = ["Tunnel", "State", "Gen.", "Age", "Rekey in", "IKE algorithms", "Children", "Messages in/out", "Rekeys"];

    public static DemoRow Of(RegistryView view, IkeTunnelSnapshot tunnel)
    {
        var counters = view.Read(tunnel).Counters;
        return new DemoRow(
        [
            $"{tunnel.VpnName} {tunnel.Id.ToIkeName()}",
            tunnel.State.ToString().ToLowerInvariant(),
            tunnel.Generation.ToString(),
            tunnel.EstablishedAt is { } established ? Seconds(view.AsOf - established) : "-",
            tunnel.RekeyAt is { } rekey ? Seconds(rekey - view.AsOf) : "-",
            string.Join('/', new[] { tunnel.Encryption, tunnel.Integrity, tunnel.KeyExchange }.Where(static a => !a.IsNone).Select(static a => a.Name)),
            string.Join(", ", tunnel.Children.Where(static c => c.State is IpsecTunnelState.Installed or IpsecTunnelState.Rekeying).Select(static c => $"{c.PolicyName} g{c.Generation}")),
            $"{counters.InMessages}/{counters.OutMessages}",
            $"{counters.IkeRekeys} ike, {counters.ChildRekeys} child",
        ]);
    }

    private static string Seconds(TimeSpan span) => $"{Math.Max(0, (long)span.TotalSeconds)}s";
}
