using System.Globalization;
using System.Text;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli.Display;

/// <summary><c>show filter</c>: a line per filter in search order.</summary>
internal static class FilterText
{
    public static string Lines(IReadOnlyList<IpFilter> filters)
    {
        var text = new StringBuilder();
        foreach (var filter in filters)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Rule(filter)}: {filter.Action.ToString().ToLowerInvariant()} {filter.Local.Text} === {filter.Remote.Text}, {Kind(filter)}");
            if (filter.Priority > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $", priority {filter.Priority}");
            }

            text.Append(CultureInfo.InvariantCulture, $", matches out {filter.OutMatches} in {filter.InMatches}{(filter.Active ? "" : ", not in force")}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{filters.Count} filter{(filters.Count == 1 ? "" : "s")}\n").ToString();
    }

    private static string Rule(IpFilter filter) => filter.Vpn.Length > 0 ? $"{filter.Vpn}/{filter.Name}.{filter.Number}" : $"{filter.Name}.{filter.Number}";

    private static string Kind(IpFilter filter) => filter.Kind switch
    {
        IpFilterKind.Dynamic => $"tunnel Y{filter.IpsecTunnelId}",
        IpFilterKind.Manual => $"tunnel M{filter.ManualTunnelId}",
        IpFilterKind.Anchor when filter.OnDemand => "anchor, on demand",
        IpFilterKind.Anchor => "anchor",
        _ => "generic",
    };
}
