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

    private void ChangeSource(in IPNetworkAddress prefix, Destination destination)
    {
        var source = destination.Wishes.Keys.Select(SourceFor).FirstOrDefault(static address => !address.IsNone);
        if (source != destination.Source)
        {
            destination.Source = source;
            table.Add(prefix, source);
        }
    }

    private IpAddress SourceFor(TrafficSelector local) => table.OwnAddresses().FirstOrDefault(address => Covers(local, address));

    private static bool Covers(in TrafficSelector selector, IpAddress address) =>
        address.Length == selector.Start.Length && address >= selector.Start && address <= selector.End;

    private sealed class Destination(IpAddress source)
    {
        public IpAddress Source { get; set; } = source;

        public Dictionary<TrafficSelector, int> Wishes { get; } = [];
    }
}
