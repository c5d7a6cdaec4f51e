using MyIkev2.Agent.Grpc.V1;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MyIkev2.Agent.Cli.Watching;

/// <summary>What <c>myikev2 watch</c> shows on a terminal: numbers of the whole, then the tunnels, as many as there is room for.</summary>
internal sealed class WatchScreen
{
    // Title, two lines of numbers, borders, headings, the line about what did not fit.
    private const int OtherLines = 9;

    private static readonly string[] Headings = ["VPN", "#", "State", "Local", "Remote", "Identity", "Child SAs", "in/s", "out/s"];

    private readonly Lock _lock = new();
    private readonly WatchedTunnels _tunnels = new();
    private WatchCountersResponse _counters = new();
    private ulong _lost;

    public void Apply(WatchResponse response)
    {
        lock (_lock)
        {
            _tunnels.Apply(response);
            _lost += response.Snapshot?.LostChanges ?? 0;
        }
    }

    public void Apply(WatchCountersResponse counters)
    {
        lock (_lock)
        {
            _counters = counters;
        }
    }

    /// <param name="lines">Of the terminal.</param>
    public IRenderable Render(int lines)
    {
        lock (_lock)
        {
            var table = new Table().Border(TableBorder.Rounded).Expand();
            foreach (string heading in Headings)
            {
                table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))).NoWrap());
            }

            Dictionary<ulong, TrafficRates> rates = _counters.Busy.ToDictionary(static busy => busy.TunnelId, static busy => busy.Rates);
            int room = Math.Max(1, lines - OtherLines);
            foreach (IkeTunnel tunnel in _tunnels.All.Take(room))
            {
                table.AddRow(Cells(tunnel, rates.GetValueOrDefault(tunnel.TunnelId)).Select(static cell => new Text(cell)).ToArray<IRenderable>());
            }

            int hidden = _tunnels.All.Count - room;
            return new Rows(new Text(Totals()), new Text(Rates()), table, new Text(hidden > 0 ? $"and {hidden} more; Ctrl-C ends" : "Ctrl-C ends"));
        }
    }

    private static string[] Cells(IkeTunnel tunnel, TrafficRates? rates) =>
    [
        tunnel.Vpn, $"{tunnel.UniqueId}", WatchText.Words(tunnel.State), tunnel.Local?.Address ?? "", tunnel.Remote?.Address ?? "", tunnel.RemoteIdentity?.Text ?? "",
        $"{tunnel.Children.Count(static child => child.State == IpsecTunnelState.Installed)}",
        rates is null ? "" : Octets(rates.InOctets), rates is null ? "" : Octets(rates.OutOctets),
    ];

    private string Totals()
    {
        int established = _tunnels.All.Count(static tunnel => tunnel.State == IkeTunnelState.Established);
        string lost = _lost == 0 ? "" : $", {_lost} changes not seen one by one";
        return $"{_counters.AsOf?.ToDateTime():HH:mm:ss} {_tunnels.All.Count} IKE SA(s), {established} established{lost}";
    }

    private string Rates() => _counters is { Rates: { } rates, TrafficRates: { } traffic }
        ? $"set-ups {rates.IkeSetups:0.#}/s, failures {rates.IkeFailures:0.#}/s, rekeys {rates.IkeRekeys + rates.ChildRekeys:0.#}/s, traffic in {Octets(traffic.InOctets)}/s out {Octets(traffic.OutOctets)}/s"
        : "";

    private static string Octets(double perSecond) => perSecond switch
    {
        >= 1e9 => $"{perSecond / 1e9:0.0} GB",
        >= 1e6 => $"{perSecond / 1e6:0.0} MB",
        >= 1e3 => $"{perSecond / 1e3:0.0} kB",
        _ => $"{perSecond:0} B",
    };
}
