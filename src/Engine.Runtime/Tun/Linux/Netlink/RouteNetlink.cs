using System.Runtime.InteropServices;
using MyIkev2.Engine.Mobility;

namespace MyIkev2.Engine.Runtime.Tun.Linux.Netlink;

/// <summary>An interface as the kernel shows it.</summary>
internal readonly record struct LinkState(int Index, bool HasCarrier);

/// <summary>Interfaces, addresses, routes and rules of this host, or of the network namespace of the thread that made it. One thread.</summary>
internal sealed class RouteNetlink : IDisposable
{
    public const int NotPermitted = 1;
    public const int AccessDenied = 13;
    public const int NoSuchProcess = 3;
    public const int NoSuchEntry = 2;
    public const int Exists = 17;
    public const int NoDevice = 19;
    public const int Invalid = 22;
    public const int NoAddress = 99;

    private const uint LowerUp = 0x10000;

    // IFF_UP and IFF_RUNNING: switched on, and somebody at the other end.
    private const uint Usable = 0x1 | 0x40;
    private const int QueueLength = 1000;

    private readonly NetlinkSocket _socket = new();

    /// <summary>The interface of that name, or null.</summary>
    public LinkState? FindLink(string name)
    {
        LinkState? found = null;
        _ = _socket.Execute(RouteNetlinkMessages.FindLink(name), (type, body) =>
        {
            if (type == RouteNetlinkMessages.NewLink && body.Length >= Marshal.SizeOf<RouteNetlinkMessages.InterfaceInformation>())
            {
                var link = MemoryMarshal.Read<RouteNetlinkMessages.InterfaceInformation>(body);
                found = new LinkState(link.Index, (link.Flags & LowerUp) != 0);
            }
        });
        return found;
    }

    public int RemoveLink(int index) => _socket.Execute(RouteNetlinkMessages.RemoveLink(index));

    /// <summary>Sets the MTU and switches on.</summary>
    public int ConfigureLink(int index, int mtu) => _socket.Execute(RouteNetlinkMessages.ConfigureLink(index, mtu, QueueLength));

    public int AddAddress(int index, in IPNetworkAddress address) => _socket.Execute(RouteNetlinkMessages.AddAddress(index, address));

    /// <summary>Adds an address without a network, unless it is there already.</summary>
    public int AddHostAddress(int index, IpAddress address, byte mark) => _socket.Execute(RouteNetlinkMessages.AddHostAddress(index, address, mark));

    public int RemoveHostAddress(int index, IpAddress address) => _socket.Execute(RouteNetlinkMessages.RemoveHostAddress(index, address));

    public int AddMarkedAddress(int index, in IPNetworkAddress address, byte mark) => _socket.Execute(RouteNetlinkMessages.AddMarkedAddress(index, address, mark));

    public int RemoveAddress(int index, in IPNetworkAddress address) => _socket.Execute(RouteNetlinkMessages.RemoveAddress(index, address));

    public int AddLocalNetwork(int index, in IPNetworkAddress network, byte mark) => _socket.Execute(RouteNetlinkMessages.AddLocalNetwork(index, network, mark));

    public int RemoveLocalNetwork(int index, in IPNetworkAddress network, byte mark) => _socket.Execute(RouteNetlinkMessages.RemoveLocalNetwork(index, network, mark));

    public int AddRoute(int index, in IPNetworkAddress destination, uint table, IpAddress preferredSource) =>
        _socket.Execute(RouteNetlinkMessages.AddRoute(index, destination, table, preferredSource));

    public int RemoveRoute(int index, in IPNetworkAddress destination, uint table) =>
        _socket.Execute(RouteNetlinkMessages.RemoveRoute(index, destination, table));

    public int AddRule(bool ipv6, int priority, uint table, uint mark) => _socket.Execute(RouteNetlinkMessages.AddRule(ipv6, priority, table, mark));

    public int RemoveRule(bool ipv6, int priority, uint table, uint mark) =>
        _socket.Execute(RouteNetlinkMessages.RemoveRule(ipv6, priority, table, mark));

    /// <summary>Adds a route with a mark; refused when there is one with the same destination, table and metric.</summary>
    public int AddRoute(in MarkedRoute route) => _socket.Execute(MarkedRouteMessages.Add(route));

    /// <summary>Removes exactly that route.</summary>
    public int RemoveRoute(in MarkedRoute route) => _socket.Execute(MarkedRouteMessages.Remove(route));

    /// <summary>Removes the routes and the addresses with these marks, which a predecessor left; returns how many there were.</summary>
    public int RemoveMarked(byte routeMark, byte addressMark)
    {
        var routes = Routes().Where(route => route.Mark == routeMark).ToList();
        var addresses = new List<(int Index, IPNetworkAddress Address)>();
        _ = _socket.Execute(RouteNetlinkMessages.DumpAddresses(), (type, body) =>
        {
            if (type == RouteNetlinkMessages.NewAddress && MarkedRouteMessages.ReadAddress(body) is { } found && found.Mark == addressMark)
            {
                addresses.Add((found.Index, found.Address));
            }
        });
        return routes.Count(route => RemoveRoute(route) == 0) + addresses.Count(found => RemoveAddress(found.Index, found.Address) == 0);
    }

    /// <summary>Every unicast route of every table.</summary>
    public List<MarkedRoute> Routes()
    {
        var routes = new List<MarkedRoute>();
        foreach (var ipv6 in (ReadOnlySpan<bool>)[false, true])
        {
            _ = _socket.Execute(MarkedRouteMessages.DumpRoutes(ipv6), (type, body) =>
            {
                if (type == RouteNetlinkMessages.NewRoute && MarkedRouteMessages.ReadRoute(body) is { } route)
                {
                    routes.Add(route);
                }
            });
        }

        return routes;
    }

    /// <summary>Every address of the host.</summary>
    public List<IpAddress> Addresses()
    {
        var addresses = new List<IpAddress>();
        _ = _socket.Execute(RouteNetlinkMessages.DumpAddresses(), (type, body) =>
        {
            if (type == RouteNetlinkMessages.NewAddress && ReadAddress(body) is { IsNone: false } address)
            {
                addresses.Add(address);
            }
        });
        return addresses;
    }

    /// <summary>Addresses that other hosts can send to: of interfaces that work, but not of the one named.</summary>
    public ValueList<IpAddress> ReachableAddresses(string? exceptInterface)
    {
        var except = exceptInterface is null ? null : FindLink(exceptInterface)?.Index;
        var usable = new HashSet<int>();
        _ = _socket.Execute(RouteNetlinkMessages.DumpLinks(), (type, body) =>
        {
            if (type == RouteNetlinkMessages.NewLink && body.Length >= Marshal.SizeOf<RouteNetlinkMessages.InterfaceInformation>())
            {
                var link = MemoryMarshal.Read<RouteNetlinkMessages.InterfaceInformation>(body);
                if ((link.Flags & Usable) == Usable && link.Index != except)
                {
                    usable.Add(link.Index);
                }
            }
        });
        var addresses = new List<IpAddress>();
        _ = _socket.Execute(RouteNetlinkMessages.DumpAddresses(), (type, body) =>
        {
            if (type == RouteNetlinkMessages.NewAddress
                && ReadAddress(body) is { IsNone: false } address
                && usable.Contains((int)MemoryMarshal.Read<RouteNetlinkMessages.AddressMessage>(body).Index)
                && ReachableAddress.Is(address)
                && !addresses.Contains(address))
            {
                addresses.Add(address);
            }
        });
        return addresses.ToValueList();
    }

    public void Dispose() => _socket.Dispose();

    /// <summary>IFA_LOCAL where there is one, else IFA_ADDRESS.</summary>
    internal static IpAddress ReadAddress(ReadOnlySpan<byte> body)
    {
        const ushort Address = 1;
        const ushort Local = 2;
        const int AttributeHeader = 4;
        var result = default(IpAddress);
        var size = Marshal.SizeOf<RouteNetlinkMessages.AddressMessage>();
        if (body.Length < size)
        {
            return default;
        }

        var attributes = body[size..];
        while (attributes.Length >= AttributeHeader)
        {
            var length = MemoryMarshal.Read<ushort>(attributes);
            if (length < AttributeHeader || length > attributes.Length)
            {
                break;
            }

            switch (MemoryMarshal.Read<ushort>(attributes[2..]))
            {
                case Local:
                    return IpAddress.FromBytes(attributes[AttributeHeader..length]);
                case Address:
                    result = IpAddress.FromBytes(attributes[AttributeHeader..length]);
                    break;
            }

            attributes = attributes[Math.Min(NetlinkMessage.Align(length), attributes.Length)..];
        }

        return result;
    }
}
