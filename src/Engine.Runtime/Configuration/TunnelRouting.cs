using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Runtime.Tun.Routes;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>What the configuration says of the routes into the tunnel device; it comes before the service's settings.</summary>
/// <param name="Table"><c>routing-table</c>; null = the configuration does not say.</param>
/// <param name="RulePriority"><c>routing-table-prio</c>; null = the configuration does not say.</param>
/// <param name="InstallRoutes"><c>install-routes</c>.</param>
public sealed record TunnelRouting(uint? Table, int? RulePriority, bool InstallRoutes = false)
{
    public static TunnelRouting Unsaid { get; } = new(null, null);

    /// <summary>Puts what is said in place of the settings.</summary>
    public void ApplyTo(TunnelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.RoutingTable = Table ?? options.RoutingTable;
        options.RulePriority = RulePriority ?? options.RulePriority;
        options.InstallRoutes = InstallRoutes;
    }

    /// <summary>What is said, completed by the service's settings.</summary>
    public RouteSettings Over(TunnelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new RouteSettings(Table ?? options.RoutingTable, RulePriority ?? options.RulePriority, InstallRoutes);
    }
}
