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
}
