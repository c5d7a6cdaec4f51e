using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Runtime.Tun.Linux.Netlink;
using MyIkev2.Engine.Runtime.Tun.Routes;
using MyIkev2.Engine.Runtime.Vrf;

namespace MyIkev2.Engine.Runtime.Tun.Linux;

/// <summary>
/// Routes that Child SAs bring, in any table of this VRF or of another. A route of somebody else is neither replaced nor removed. Used by one thread at a time.
/// </summary>
/// <param name="netlink">The routing of this VRF.</param>
/// <param name="table">The routes into the tunnel device.</param>
/// <param name="options">Names and marks.</param>
/// <param name="leftovers">What predecessors left in the VRFs.</param>
/// <param name="logger">Refusals are logged: nobody waits for a route.</param>
internal sealed class LinuxReachedRoutes(RouteNetlink netlink, LinuxRouteTable table, TunnelOptions options, Leftovers leftovers, ILogger logger) : IReachedRoutes, IDisposable
{
    private const string OwnVrf = "main";

    private readonly Dictionary<string, RouteNetlink> _others = [];

    public void Add(in ReachedRoute route)
    {
        if (TryAdd(route) is { } reason)
        {
            RuntimeLog.ReachedRouteRefused(logger, Text(route.Destination), HopOf(route), TableOf(route), VrfOf(route), reason);
        }
    }

    /// <summary>Those of this VRF; an interface of another one is not watched.</summary>
    public void Restore(IReadOnlyCollection<ReachedRoute> routes)
    {
        var standing = netlink.Routes().Where(route => route.Mark == options.RouteProtocol).ToHashSet();
        foreach (var route in routes.Where(route => (route.Vrf is null || route.Vrf == options.Vrf) && !standing.Contains(Marked(route))))
        {
            // What cannot be was said when it was to come first.
            _ = TryAdd(route);
        }
    }

    public void Remove(in ReachedRoute route)
    {
        try
        {
            if (NetlinkOf(route.Vrf).RemoveRoute(Marked(route)) is var error and not (0 or RouteNetlink.NoSuchProcess or RouteNetlink.NoDevice))
            {
                RuntimeLog.ReachedRouteNotRemoved(logger, Text(route.Destination), HopOf(route), TableOf(route), VrfOf(route), Marshal.GetPInvokeErrorMessage(error));
            }
        }
        catch (Exception e) when (e is VrfException or TunnelDeviceException)
        {
            // The VRF is gone, and its routes with it.
        }
    }

    public void Dispose()
    {
        foreach (var other in _others.Values)
        {
            other.Dispose();
        }
    }

    private MarkedRoute Marked(in ReachedRoute route) => new(route.Destination, TableOf(route), route.Metric, options.RouteProtocol);

    private RouteNetlink NetlinkOf(string? vrf)
    {
        if (vrf is null || vrf == options.Vrf)
        {
            return netlink;
        }

        if (!_others.TryGetValue(vrf, out var other))
        {
            using var space = vrf == OwnVrf ? NetworkNamespace.OpenOwn() : NetworkNamespace.Open(vrf);
            _others[vrf] = other = space.Run(static () => new RouteNetlink());
            leftovers.RemoveOnce(vrf, other, options, logger);
        }

        return other;
    }

    /// <summary>Null, or why it cannot be.</summary>
    private string? TryAdd(in ReachedRoute route)
    {
        try
        {
            var routing = NetlinkOf(route.Vrf);
            var marked = Marked(route);
            if (route.NextHop is { Address.IsNone: false } neighbour)
            {
                if (route.Destination.Address.IsIpv6 && !neighbour.Address.IsIpv6)
                {
                    return "an IPv6 network has no IPv4 next hop";
                }

                marked = marked with { Gateway = neighbour.Address };
            }
            else
            {
                var name = route.NextHop is { } device ? device.InterfaceName : options.Name;
                if (routing.FindLink(name) is not { } link)
                {
                    return $"there is no interface {name}";
                }

                marked = marked with { Index = link.Index };
            }

            return routing.AddRoute(marked) switch
            {
                0 => null,
                RouteNetlink.Exists => $"there is one with metric {route.Metric} already, which is not ours",
                var error => Marshal.GetPInvokeErrorMessage(error),
            };
        }
        catch (Exception e) when (e is VrfException or TunnelDeviceException)
        {
            return e.Message;
        }
    }

    private uint TableOf(in ReachedRoute route) => route.Table ?? table.Table;

    private string HopOf(in ReachedRoute route) => route.NextHop?.ToString() ?? $"dev {options.Name}";

    private static string VrfOf(in ReachedRoute route) => route.Vrf is { } vrf ? $", vrf {vrf}" : string.Empty;

    private static string Text(in IPNetworkAddress network) => $"{network.Address}/{network.PrefixLength}";
}
