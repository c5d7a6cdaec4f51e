using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Tun.Routes;

/// <summary>The host's side of a <see cref="RouteBook"/>.</summary>
internal interface IRouteTable
{
    /// <summary>The host's own addresses.</summary>
    IReadOnlyList<IpAddress> OwnAddresses();

    /// <summary>Adds a route, or changes its preferred source ("no address": the host chooses).</summary>
    void Add(in IPNetworkAddress destination, IpAddress preferredSource);

    void Remove(in IPNetworkAddress destination);

    /// <summary>
    /// Gives the interface an address without a network; an empty name is the tunnel device. False when nothing is to be taken back: it is the host's
    /// own already, or the host refuses.
    /// </summary>
    bool AddAddress(IpAddress address, string interfaceName);

    void RemoveAddress(IpAddress address, string interfaceName);

    /// <summary>Moves the routes that stand to another table with another rule.</summary>
    void Move(RouteSettings settings, IReadOnlyCollection<(IPNetworkAddress Destination, IpAddress PreferredSource)> routes)
    {
    }
}

/// <summary>
/// Which routes are wanted, how often and by whom: a route stands as long as one selector wants it. Its preferred source is an own address inside a
/// local selector that goes with it, so that the host's own packets match the tunnel. One thread.
/// </summary>
internal sealed class RouteBook(IRouteTable table)
{
    private readonly Dictionary<IPNetworkAddress, Destination> _destinations = [];

    /// <summary>Routes that stand.</summary>
    public int Count => _destinations.Count;

    public void Apply(in TrafficSelector local, in TrafficSelector remote, bool wanted)
    {
        foreach (var prefix in SelectorPrefixes.Of(remote))
        {
            if (wanted)
            {
                Add(prefix, local);
            }
            else
            {
                Remove(prefix, local);
            }
        }
    }

    /// <summary>All routes go to another table.</summary>
    public void Move(RouteSettings settings) => table.Move(settings, [.. _destinations.Select(static entry => (entry.Key, entry.Value.Source))]);

    /// <summary>An address has come to the host, or is about to go: routes whose preferred source it should be, or is, get the right one.</summary>
    public void AddressChanged(IpAddress address, bool isGoing)
    {
        foreach (var (prefix, destination) in _destinations)
        {
            if (isGoing ? destination.Source == address : destination.Source.IsNone && destination.Wishes.Keys.Any(wish => wish.Start == address && wish.End == address))
            {
                ChangeSource(prefix, destination, isGoing ? address : default);
            }
        }
    }

    private void Add(in IPNetworkAddress prefix, in TrafficSelector local)
    {
        if (!_destinations.TryGetValue(prefix, out var destination))
        {
            _destinations[prefix] = destination = new Destination(SourceFor(local));
            destination.Wishes[local] = 1;
            table.Add(prefix, destination.Source);
            return;
        }

        destination.Wishes[local] = destination.Wishes.GetValueOrDefault(local) + 1;
        if (destination.Source.IsNone)
        {
            ChangeSource(prefix, destination);
        }
    }

    private void Remove(in IPNetworkAddress prefix, in TrafficSelector local)
    {
        if (!_destinations.TryGetValue(prefix, out var destination) || !destination.Wishes.TryGetValue(local, out var count))
        {
            return;
        }

        if (count > 1)
        {
            destination.Wishes[local] = count - 1;
            return;
        }

        destination.Wishes.Remove(local);
        if (destination.Wishes.Count == 0)
        {
            _destinations.Remove(prefix);
            table.Remove(prefix);
        }
        else if (!destination.Source.IsNone && !destination.Wishes.Keys.Any(wish => Covers(wish, destination.Source)))
        {
            ChangeSource(prefix, destination);
        }
    }

    private void ChangeSource(in IPNetworkAddress prefix, Destination destination, IpAddress except = default)
    {
        var source = destination.Wishes.Keys.Select(SourceFor).FirstOrDefault(address => !address.IsNone && address != except);
        if (source != destination.Source)
        {
            destination.Source = source;
            table.Add(prefix, source);
        }
    }

    /// <summary>"No address" where every address will do: the host knows best which of its own reaches others.</summary>
    private IpAddress SourceFor(TrafficSelector local) => IsEverything(local) ? default : table.OwnAddresses().FirstOrDefault(address => Covers(local, address));

    private static bool IsEverything(in TrafficSelector selector) =>
        selector.Start.IsUnspecified && selector.End.Bits == (selector.IsIpv6 ? UInt128.MaxValue : uint.MaxValue);

    private static bool Covers(in TrafficSelector selector, IpAddress address) =>
        address.Length == selector.Start.Length && address >= selector.Start && address <= selector.End;

    private sealed class Destination(IpAddress source)
    {
        public IpAddress Source { get; set; } = source;

        public Dictionary<TrafficSelector, int> Wishes { get; } = [];
    }
}
