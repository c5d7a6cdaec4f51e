using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Mobility;

/// <summary>Which ways there may be between this host and a peer: own addresses that are served, and what the peer said of its own.</summary>
internal sealed class PathFinder(ShardServices services)
{
    /// <summary>More ways than this are not tried, and more addresses are not told.</summary>
    private const int Most = 16;

    /// <summary>Addresses that come and go for years are not remembered for ever.</summary>
    private const int MostKnown = 4096;

    private readonly Dictionary<IpAddress, IpAddress> _sources = [];
    private readonly HashSet<IpAddress> _known = [];
    private ValueList<IpAddress> _host = [];

    /// <summary>The addresses of the host's interfaces that are up; empty while nobody has said.</summary>
    public ValueList<IpAddress> HostAddresses
    {
        get => _host;
        set
        {
            if (_known.Count > MostKnown)
            {
                _known.Clear();
            }

            _known.UnionWith(_host);
            _known.UnionWith(value);
            _host = value;
            _sources.Clear();
        }
    }

    /// <summary>Packets may leave as on this path: the address is still ours, and the host knows a way.</summary>
    public bool IsUsable(in NetworkPath path) =>
        Exists(path.Local.Address) && (services.Context.SourceAddressFor is null || !SourceFor(path.Remote.Address).IsNone);

    /// <summary>
    /// Own addresses at which the peer of this SA may reach us, other than the one in use. Those of the networks that the SA protects are for packets inside it.
    /// </summary>
    public ValueList<IpAddress> OtherOwnAddresses(IkeSa sa)
    {
        if (sa.Policy!.Roaming is { } roaming)
        {
            return roaming.OwnAddresses.Where(own => own != sa.Path.Local.Address).Take(Most).ToValueList();
        }

        var others = new List<IpAddress>();
        foreach (var address in _host)
        {
            if (address != sa.Path.Local.Address && others.Count < Most && !IsVirtual(address) && !IsProtected(sa, address) && PortFor(sa, address) is not null)
            {
                others.Add(address);
            }
        }

        return others.ToValueList();
    }

    /// <summary>The path that the host's routing prefers, to the peer's present address if there is a way to it; null when there is none at all.</summary>
    public NetworkPath? Best(IkeSa sa)
    {
        foreach (var remote in RemotesOf(sa))
        {
            var local = services.Context.SourceAddressFor is null ? AnyLocalFor(sa, remote) : SourceFor(remote);
            if (Exists(local) && Make(sa, local, remote) is { } path && !IsRefused(sa, path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>Where a vpn that moves by plan goes next; null where that is where it is.</summary>
    public NetworkPath? Next(IkeSa sa, RoamingPlan plan)
    {
        var local = plan.ChangesOwn ? After(plan.OwnAddresses, sa.Path.Local.Address) : sa.Path.Local.Address;
        var peers = sa.Mobility!.PeerAddresses.Where(address => address.IsIpv6 == local.IsIpv6);
        var configured = sa.Policy!.RemoteAddress;
        var remote = plan.ChangesPeer ? After([.. configured is { } first ? [first] : Array.Empty<IpAddress>(), .. peers.Where(address => address != configured)], sa.Path.Remote.Address) : sa.Path.Remote.Address;
        return Make(sa, local, remote) is { } path && path != sa.Path ? path : null;
    }

    /// <summary>Everything that may be tried when nobody answers on the path in use; that one is not among them.</summary>
    public IReadOnlyList<NetworkPath> Alternatives(IkeSa sa)
    {
        var paths = new List<NetworkPath>();
        var roaming = sa.Policy?.Roaming?.OwnAddresses;
        _sources.Clear();
        foreach (var remote in RemotesOf(sa))
        {
            if (services.Context.SourceAddressFor is not null && roaming is null)
            {
                var source = SourceFor(remote);
                if (source.IsNone)
                {
                    continue;
                }

                Consider(sa, source, remote, paths);
            }

            Consider(sa, sa.Path.Local.Address, remote, paths);
            foreach (var local in roaming ?? _host)
            {
                Consider(sa, local, remote, paths);
            }
        }

        return paths;
    }

    private void Consider(IkeSa sa, IpAddress local, IpAddress remote, List<NetworkPath> paths)
    {
        if (paths.Count < Most && Exists(local) && Make(sa, local, remote) is { } path && path != sa.Path && !paths.Contains(path) && !IsRefused(sa, path))
        {
            paths.Add(path);
        }
    }

    /// <summary>The address has not gone. Hosts have addresses that no interface shows, such as whole networks of their own: only what was there can go.</summary>
    private bool Exists(IpAddress local) => _host.Contains(local) || !_known.Contains(local);

    private static bool IsRefused(IkeSa sa, in NetworkPath path) => sa.Mobility?.Refused.Contains(path) == true;

    /// <summary>The present address first, then the configured one, then what the peer said.</summary>
    private static IEnumerable<IpAddress> RemotesOf(IkeSa sa)
    {
        IEnumerable<IpAddress> all = [sa.Path.Remote.Address, .. sa.Mobility!.IsOriginalInitiator && sa.Policy?.RemoteAddress is { } configured ? [configured] : Array.Empty<IpAddress>(), .. sa.Mobility.PeerAddresses];
        return all.Distinct();
    }

    /// <summary>Where nobody knows the routes: the address in use, or the first of the family.</summary>
    private IpAddress AnyLocalFor(IkeSa sa, IpAddress remote)
    {
        var present = sa.Path.Local.Address;
        if (present.IsIpv6 == remote.IsIpv6 && (_host.Count == 0 || _host.Contains(present)))
        {
            return present;
        }

        return _host.FirstOrDefault(address => address.IsIpv6 == remote.IsIpv6 && !IsVirtual(address));
    }

    private NetworkPath? Make(IkeSa sa, IpAddress local, IpAddress remote)
    {
        if (local.IsUnspecified || local.IsIpv6 != remote.IsIpv6 || IsVirtual(local) || PortFor(sa, local) is not { } port)
        {
            return null;
        }

        var present = sa.Path.Remote;
        var remotePort = remote == present.Address ? present.Port
            : sa.Path.HasNonEspMarker ? sa.Policy?.RemoteNatTraversalPort ?? present.Port
            : sa.Policy?.RemotePort ?? present.Port;
        return new NetworkPath(new IpEndpoint(local, port), new IpEndpoint(remote, remotePort), sa.Path.HasNonEspMarker);
    }

    /// <summary>The port that an own address is served on, of the kind that the SA uses.</summary>
    private ushort? PortFor(IkeSa sa, IpAddress local)
    {
        foreach (var listener in services.Context.Listeners)
        {
            var own = listener.Endpoint.Address;
            if (listener.HasNonEspMarker == sa.Path.HasNonEspMarker && own.IsIpv6 == local.IsIpv6 && (own == local || own.IsUnspecified))
            {
                return listener.Endpoint.Port;
            }
        }

        return null;
    }

    /// <summary>An address that a peer gave us lives inside a tunnel.</summary>
    private bool IsVirtual(IpAddress address)
    {
        foreach (var given in services.Addresses.Given)
        {
            if (given.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The next of a row, the first after the last; the present one where there is no other.</summary>
    private static IpAddress After(IReadOnlyList<IpAddress> row, IpAddress present)
    {
        for (var i = 0; i < row.Count; i++)
        {
            if (row[i] == present)
            {
                return row[(i + 1) % row.Count];
            }
        }

        return row.Count > 0 ? row[0] : present;
    }

    private static bool IsProtected(IkeSa sa, IpAddress address)
    {
        foreach (var child in sa.Policy!.Children)
        {
            foreach (var selector in child.LocalSelectors)
            {
                // "Everything" says nothing about where the host's own addresses are.
                if (selector is { Network: not null, PrefixLength: > 0 } && SelectorNarrowing.IsWithin([TrafficSelector.Host(address, selector.Protocol, selector.StartPort, selector.EndPort)], [selector.Resolve(default)]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Asked of the host once between two changes: thousands of SAs may have to know.</summary>
    private IpAddress SourceFor(IpAddress remote)
    {
        if (!_sources.TryGetValue(remote, out var source))
        {
            _sources[remote] = source = services.Context.SourceAddressFor!(remote);
        }

        return source;
    }
}
