using MyIkev2.Engine.Runtime.Tun;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>What the configuration says of the routes into the tunnel device; it comes before the service's settings, and is read at the start.</summary>
/// <param name="Table"><c>routing-table</c>; null = the configuration does not say.</param>
/// <param name="RulePriority"><c>routing-table-prio</c>; null = the configuration does not say.</param>
public sealed record TunnelRouting(uint? Table, int? RulePriority)
{
    public static TunnelRouting Unsaid { get; } = new(null, null);

    /// <summary>Puts what is said in place of the settings.</summary>
    public void ApplyTo(TunnelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.RoutingTable = Table ?? options.RoutingTable;
        options.RulePriority = RulePriority ?? options.RulePriority;
    }
}
