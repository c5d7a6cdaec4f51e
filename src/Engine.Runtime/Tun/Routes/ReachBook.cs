using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Tun.Routes;

/// <summary>A route that a Child SA brings with it.</summary>
/// <param name="Destination">To where.</param>
/// <param name="NextHop">Which way; null = into the tunnel device.</param>
/// <param name="Vrf">The VRF whose routing it is in; null = the own.</param>
/// <param name="Table">Its table; null = the one of the routes into the tunnel device.</param>
/// <param name="Metric">Lower ones are preferred.</param>
internal readonly record struct ReachedRoute(IPNetworkAddress Destination, NextHop? NextHop, string? Vrf, uint? Table, uint Metric);

/// <summary>The host's side of a <see cref="ReachBook"/>.</summary>
internal interface IReachedRoutes
{
    void Add(in ReachedRoute route);

    void Remove(in ReachedRoute route);

    /// <summary>Interfaces have come or gone: adds those of these routes that are missing and can be now.</summary>
    void Restore(IReadOnlyCollection<ReachedRoute> routes)
    {
    }
}

/// <summary>
/// Which networks Child SAs lead to, and the routes that stand for that reason: a route stands as long as one Child SA wants it. One thread.
/// </summary>
internal sealed class ReachBook(IReachedRoutes host)
{
    /// <summary>Not 0, which routes of others mostly have: those win, and are never taken for ours.</summary>
    public const uint Metric = 100;

    public const uint BackupMetric = 200;

    private readonly Dictionary<IPNetworkAddress, int> _networks = [];
    private readonly Dictionary<ReachedRoute, int> _routes = [];
    private bool _installs;

    /// <summary>Routes that stand.</summary>
    public int Count => _routes.Count;

    public void Apply(in TrafficSelector remote, ChildPolicy policy, bool reached)
    {
        foreach (var prefix in SelectorPrefixes.Of(remote))
        {
            if (policy.Routes is { } routes)
            {
                Change(new ReachedRoute(prefix, routes.NextHop, routes.Vrf, routes.Table, Metric), reached);
                if (routes.Backup is { } backup)
                {
                    Change(new ReachedRoute(prefix, backup, routes.Vrf, routes.Table, BackupMetric), reached);
                }
            }

            if (!policy.HasTunnelInterface && Step(_networks, prefix, reached) && _installs)
            {
                Change(IntoDevice(prefix), reached);
            }
        }
    }

    /// <summary>Routes for all networks (<c>install-routes</c>), or for none.</summary>
    public void InstallAll(bool installs)
    {
        if (installs == _installs)
        {
            return;
        }

        _installs = installs;
        foreach (var network in _networks.Keys)
        {
            Change(IntoDevice(network), installs);
        }
    }

    /// <summary>Interfaces have come or gone, and routes with them.</summary>
    public void Restore()
    {
        if (_routes.Count > 0)
        {
            host.Restore(_routes.Keys);
        }
    }

    /// <summary>Takes everything away that is still there.</summary>
    public void Clear()
    {
        foreach (var route in _routes.Keys)
        {
            host.Remove(route);
        }

        _routes.Clear();
        _networks.Clear();
    }

    private static ReachedRoute IntoDevice(in IPNetworkAddress prefix) => new(prefix, null, null, null, Metric);

    private void Change(in ReachedRoute route, bool wanted)
    {
        if (!Step(_routes, route, wanted))
        {
            return;
        }

        if (wanted)
        {
            host.Add(route);
        }
        else
        {
            host.Remove(route);
        }
    }

    /// <summary>Counts up or down; true when the first came or the last went.</summary>
    private static bool Step<T>(Dictionary<T, int> counts, in T key, bool up)
        where T : notnull
    {
        var count = counts.GetValueOrDefault(key);
        if (up)
        {
            counts[key] = count + 1;
            return count == 0;
        }

        switch (count)
        {
            case 0:
                return false;
            case 1:
                counts.Remove(key);
                return true;
            default:
                counts[key] = count - 1;
                return false;
        }
    }
}
