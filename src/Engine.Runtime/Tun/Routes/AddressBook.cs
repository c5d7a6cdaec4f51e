namespace MyIkev2.Engine.Runtime.Tun.Routes;

/// <summary>
/// Which virtual addresses the host is to have, and how often each is wanted. Only what was not there before is taken away again. One thread.
/// </summary>
internal sealed class AddressBook(IRouteTable table, RouteBook routes)
{
    private readonly Dictionary<(IpAddress Address, string InterfaceName), Wish> _wishes = [];

    public void Apply(IpAddress address, string interfaceName, bool wanted)
    {
        var key = (address, interfaceName);
        if (wanted)
        {
            if (_wishes.TryGetValue(key, out var known))
            {
                known.Count++;
                return;
            }

            _wishes[key] = new Wish { IsOurs = table.AddAddress(address, interfaceName), Count = 1 };
            routes.AddressChanged(address, isGoing: false);
        }
        else if (_wishes.TryGetValue(key, out var wish) && --wish.Count == 0)
        {
            _wishes.Remove(key);
            Remove(key, wish);
        }
    }

    /// <summary>Takes everything away that is still there.</summary>
    public void Clear()
    {
        foreach (var (key, wish) in _wishes)
        {
            Remove(key, wish);
        }

        _wishes.Clear();
    }

    private void Remove((IpAddress Address, string InterfaceName) key, Wish wish)
    {
        if (wish.IsOurs)
        {
            // The kernel drops routes with the address that they prefer: they let go of it first.
            routes.AddressChanged(key.Address, isGoing: true);
            table.RemoveAddress(key.Address, key.InterfaceName);
        }
    }

    private sealed class Wish
    {
        public bool IsOurs { get; init; }

        public int Count { get; set; }
    }
}
