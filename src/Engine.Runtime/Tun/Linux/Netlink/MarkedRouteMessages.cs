using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Runtime.Tun.Linux.Netlink;

/// <summary>A route in any table that says by a number (rtm_protocol) who made it.</summary>
/// <param name="Destination">To where.</param>
/// <param name="Table">Its table.</param>
/// <param name="Metric">Lower ones are preferred; 0 = the family's default.</param>
/// <param name="Mark">The number.</param>
internal readonly record struct MarkedRoute(IPNetworkAddress Destination, uint Table, uint Metric, byte Mark)
{
    /// <summary>Index of its interface; 0 = that of the gateway.</summary>
    public int Index { get; init; }

    /// <summary>The neighbour that it goes through; "no address" = none.</summary>
    public IpAddress Gateway { get; init; }
}

/// <summary>The requests of rtnetlink(7) for routes with a mark, and what the kernel shows of them.</summary>
internal static class MarkedRouteMessages
{
    private const ushort DestinationAttribute = 1; // RTA_DST
    private const ushort InterfaceAttribute = 4; // RTA_OIF
    private const ushort GatewayAttribute = 5; // RTA_GATEWAY
    private const ushort MetricAttribute = 6; // RTA_PRIORITY
    private const ushort TableAttribute = 15; // RTA_TABLE
    private const ushort ViaAttribute = 18; // RTA_VIA

    private const ushort AddressMark = 11; // IFA_PROTO

    public static NetlinkMessage Add(in MarkedRoute route)
    {
        const ushort Flags = RouteNetlinkMessages.Request | RouteNetlinkMessages.Acknowledge | RouteNetlinkMessages.Create | RouteNetlinkMessages.Exclusive;
        var scope = route.Gateway.IsNone && !route.Destination.Address.IsIpv6 ? RouteNetlinkMessages.ScopeLink : RouteNetlinkMessages.ScopeUniverse;
        var message = Route(RouteNetlinkMessages.NewRoute, Flags, scope, route);
        if (!route.Gateway.IsNone)
        {
            message = route.Gateway.IsIpv6 == route.Destination.Address.IsIpv6
                ? message.Attribute(GatewayAttribute, route.Gateway)
                : message.Via(ViaAttribute, RouteNetlinkMessages.FamilyOf(route.Gateway.IsIpv6), route.Gateway);
        }

        return route.Index == 0 ? message : message.Attribute(InterfaceAttribute, (uint)route.Index);
    }

    /// <summary>By destination, table, metric and mark: whatever its next hop has become.</summary>
    public static NetlinkMessage Remove(in MarkedRoute route) =>
        Route(RouteNetlinkMessages.DeleteRoute, RouteNetlinkMessages.Request | RouteNetlinkMessages.Acknowledge, ScopeNowhere, route);

    /// <summary>All routes of a family, in all tables.</summary>
    public static NetlinkMessage DumpRoutes(bool ipv6) =>
        new NetlinkMessage(RouteNetlinkMessages.GetRoute, RouteNetlinkMessages.Request | RouteNetlinkMessages.Dump)
            .Fixed(new RouteNetlinkMessages.RouteMessage { Family = RouteNetlinkMessages.FamilyOf(ipv6) });

    /// <summary>A unicast route as the kernel shows it; null for others.</summary>
    public static MarkedRoute? ReadRoute(ReadOnlySpan<byte> body)
    {
        var size = Marshal.SizeOf<RouteNetlinkMessages.RouteMessage>();
        if (body.Length < size || MemoryMarshal.Read<RouteNetlinkMessages.RouteMessage>(body) is not { Type: RouteNetlinkMessages.TypeUnicast } header)
        {
            return null;
        }

        var isIpv6 = header.Family == RouteNetlinkMessages.FamilyOf(ipv6: true);
        var destination = IpAddress.FromBits(UInt128.Zero, isIpv6);
        uint table = header.Table;
        var metric = 0u;
        foreach (var attribute in new NetlinkAttributes(body[size..]))
        {
            switch (attribute.Type)
            {
                case DestinationAttribute:
                    destination = IpAddress.FromBytes(attribute.Value);
                    break;
                case TableAttribute when attribute.Value.Length >= sizeof(uint):
                    table = MemoryMarshal.Read<uint>(attribute.Value);
                    break;
                case MetricAttribute when attribute.Value.Length >= sizeof(uint):
                    metric = MemoryMarshal.Read<uint>(attribute.Value);
                    break;
            }
        }

        return new MarkedRoute(new IPNetworkAddress(destination, header.DestinationLength), table, metric, header.Protocol);
    }

    /// <summary>An address with its mark; null when it has none.</summary>
    public static (int Index, IPNetworkAddress Address, byte Mark)? ReadAddress(ReadOnlySpan<byte> body)
    {
        var size = Marshal.SizeOf<RouteNetlinkMessages.AddressMessage>();
        if (body.Length < size)
        {
            return null;
        }

        var header = MemoryMarshal.Read<RouteNetlinkMessages.AddressMessage>(body);
        var address = RouteNetlink.ReadAddress(body);
        foreach (var attribute in new NetlinkAttributes(body[size..]))
        {
            if (attribute.Type == AddressMark && attribute.Value.Length > 0 && !address.IsNone)
            {
                return ((int)header.Index, new IPNetworkAddress(address, header.PrefixLength), attribute.Value[0]);
            }
        }

        return null;
    }

    // RT_SCOPE_NOWHERE: a removal does not ask for it.
    private const byte ScopeNowhere = 255;

    private static NetlinkMessage Route(ushort type, ushort flags, byte scope, in MarkedRoute route)
    {
        var message = new NetlinkMessage(type, flags)
            .Fixed(new RouteNetlinkMessages.RouteMessage
            {
                Family = RouteNetlinkMessages.FamilyOf(route.Destination.Address.IsIpv6),
                DestinationLength = (byte)route.Destination.PrefixLength,
                Table = route.Table < 256 ? (byte)route.Table : RouteNetlinkMessages.TableCompatible,
                Protocol = route.Mark,
                Scope = scope,
                Type = RouteNetlinkMessages.TypeUnicast,
            })
            .Attribute(DestinationAttribute, route.Destination.Address)
            .Attribute(TableAttribute, route.Table);
        return route.Metric == 0 ? message : message.Attribute(MetricAttribute, route.Metric);
    }
}
