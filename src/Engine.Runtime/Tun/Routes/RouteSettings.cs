namespace MyIkev2.Engine.Runtime.Tun.Routes;

/// <summary>Where the routes into the tunnel device are.</summary>
/// <param name="Table">Their table.</param>
/// <param name="RulePriority">Priority of the rule that looks it up.</param>
/// <param name="InstallRoutes">Beside the routes that catch packets for the tunnels, one for each network that a Child SA leads to (<c>install-routes</c>).</param>
public readonly record struct RouteSettings(uint Table, int RulePriority, bool InstallRoutes);
