using MyIkev2.Engine.Runtime.Tun;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>The routing table of the tunnel device must be one that is free, and looked up in time.</summary>
internal static class RoutingRules
{
    public static void Check(ConfigNode ike, ConfigDiagnostics diagnostics)
    {
        if (ike.Container("global-options") is not { } options)
        {
            return;
        }

        if (options.Value("routing-table") is { Data: long table } written && !TunnelOptions.IsFreeTable((uint)table))
        {
            diagnostics.Error(written.Position, options.Path, $"routing-table {table} is one of the system's own (253 to 255)");
        }

        if (options.Value("routing-table-prio") is { Data: long priority } wanted && priority is < TunnelOptions.FirstPriority or > TunnelOptions.LastPriority)
        {
            diagnostics.Error(
                wanted.Position, options.Path, $"routing-table-prio {priority} comes before the local addresses or after the main table; allowed: {TunnelOptions.FirstPriority} to {TunnelOptions.LastPriority}");
        }
    }

    /// <summary><c>inject-routes</c> of a security policy.</summary>
    public static void CheckInjection(ConfigNode routes, bool isNegotiated, ConfigDiagnostics diagnostics)
    {
        const long LocalTable = 255;
        var table = routes.Value("table");
        if (routes.Value("l3vrf") is { } l3vrf)
        {
            diagnostics.Error(
                l3vrf.Position,
                routes.Path,
                table is null ? "l3vrf is not supported: name the table of that layer 3 VRF (ip -d link show), as table" : "table and l3vrf exclude each other");
        }

        if (table is { Data: LocalTable })
        {
            diagnostics.Error(table.Position, routes.Path, $"table {LocalTable} is that of the host's own addresses");
        }

        if (!isNegotiated)
        {
            diagnostics.Warning(routes.Position, routes.Path, "has no effect: routes come with Child SAs, and nothing is negotiated for this action");
        }
    }
}
