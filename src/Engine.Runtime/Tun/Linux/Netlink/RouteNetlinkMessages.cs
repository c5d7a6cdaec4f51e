using System.Runtime.InteropServices;

namespace MyIkev2.Engine.Runtime.Tun.Linux.Netlink;

/// <summary>The requests of rtnetlink(7) that a tunnel device needs.</summary>
internal static class RouteNetlinkMessages
{
    public const ushort NewLink = 16;
    public const ushort DeleteLink = 17;
    public const ushort GetLink = 18;
    public const ushort NewAddress = 20;
    public const ushort DeleteAddress = 21;
    public const ushort GetAddress = 22;
    public const ushort NewRoute = 24;
    public const ushort DeleteRoute = 25;
    public const ushort GetRoute = 26;
    public const ushort NewRule = 32;
    public const ushort DeleteRule = 33;

    internal const ushort Request = 0x001;
    internal const ushort Acknowledge = 0x004;
    internal const ushort Dump = 0x300;
    private const ushort Replace = 0x100;
    internal const ushort Exclusive = 0x200;
    internal const ushort Create = 0x400;

    private const byte FamilyIpv4 = 2;
    private const byte FamilyIpv6 = 10;

    private const uint InterfaceUp = 1;

    // rtm_table for tables whose number stands in an attribute.
    internal const byte TableUnspecified = 0;
    internal const byte TableCompatible = 252;

    private const byte ProtocolStatic = 4;
    internal const byte ScopeUniverse = 0;
    internal const byte ScopeLink = 253;
    private const byte ScopeHost = 254;
    internal const byte TypeUnicast = 1;
    private const byte TypeLocal = 2;
    private const byte TableLocal = 255;
    private const byte RuleToTable = 1;
    private const uint RuleInvert = 2;
    private const byte NoDuplicateDetection = 0x02;

    /// <summary>What there is of that name.</summary>
    public static NetlinkMessage FindLink(string name) =>
        new NetlinkMessage(GetLink, Request | Acknowledge).Fixed(default(InterfaceInformation)).Attribute(type: 3, name);

    /// <summary>All interfaces of the host.</summary>
    public static NetlinkMessage DumpLinks() => new NetlinkMessage(GetLink, Request | Dump).Fixed(default(InterfaceInformation));

    public static NetlinkMessage RemoveLink(int index) =>
        new NetlinkMessage(DeleteLink, Request | Acknowledge).Fixed(new InterfaceInformation { Index = index });

    /// <summary>Sets MTU and queue length, and switches the interface on.</summary>
    public static NetlinkMessage ConfigureLink(int index, int mtu, int queueLength) =>
        new NetlinkMessage(NewLink, Request | Acknowledge)
            .Fixed(new InterfaceInformation { Index = index, Flags = InterfaceUp, Change = InterfaceUp })
            .Attribute(type: 4, (uint)mtu)
            .Attribute(type: 13, (uint)queueLength);

    public static NetlinkMessage AddAddress(int index, in IPNetworkAddress address) => Address(NewAddress, Request | Acknowledge | Create | Replace, index, address);

    /// <summary>Refused when the interface has the address already.</summary>
    public static NetlinkMessage AddHostAddress(int index, IpAddress address, byte mark) =>
        AddMarkedAddress(index, new IPNetworkAddress(address, address.Length * 8), mark);

    public static NetlinkMessage RemoveHostAddress(int index, IpAddress address) =>
        Address(DeleteAddress, Request | Acknowledge, index, new IPNetworkAddress(address, address.Length * 8));

    private static NetlinkMessage Address(ushort type, ushort flags, int index, in IPNetworkAddress address) =>
        new NetlinkMessage(type, flags)
            .Fixed(new AddressMessage
            {
                Family = FamilyOf(address.Address.IsIpv6),
                PrefixLength = (byte)address.PrefixLength,

                // There is nobody on the device who could have the same address; without the check it can be used at once.
                Flags = address.Address.IsIpv6 ? NoDuplicateDetection : (byte)0,
                Index = (uint)index,
            })
            .Attribute(type: 2, address.Address)
            .Attribute(type: 1, address.Address);

    /// <summary>Adds an address that is not there, and says by a number who did it.</summary>
    public static NetlinkMessage AddMarkedAddress(int index, in IPNetworkAddress address, byte mark) =>
        Address(NewAddress, Request | Acknowledge | Create | Exclusive, index, address).Attribute(type: 11, mark);

    public static NetlinkMessage RemoveAddress(int index, in IPNetworkAddress address) =>
        Address(DeleteAddress, Request | Acknowledge, index, address);

    /// <summary>Makes all addresses of a network the host's own. The number says who did it.</summary>
    public static NetlinkMessage AddLocalNetwork(int index, in IPNetworkAddress network, byte mark) =>
        LocalNetwork(NewRoute, Request | Acknowledge | Create | Exclusive, index, network, mark);

    public static NetlinkMessage RemoveLocalNetwork(int index, in IPNetworkAddress network, byte mark) =>
        LocalNetwork(DeleteRoute, Request | Acknowledge, index, network, mark);

    /// <summary>All addresses of the host.</summary>
    public static NetlinkMessage DumpAddresses() => new NetlinkMessage(GetAddress, Request | Dump).Fixed(default(AddressMessage));

    /// <summary>Adds a route into the interface, or gives the one there is another preferred source.</summary>
    public static NetlinkMessage AddRoute(int index, in IPNetworkAddress destination, uint table, IpAddress preferredSource)
    {
        var message = Route(NewRoute, Request | Acknowledge | Create | Replace, index, destination, table);
        return preferredSource.IsNone ? message : message.Attribute(type: 7, preferredSource);
    }

    public static NetlinkMessage RemoveRoute(int index, in IPNetworkAddress destination, uint table) =>
        Route(DeleteRoute, Request | Acknowledge, index, destination, table);

    /// <summary>The rule "not fwmark MARK lookup TABLE".</summary>
    public static NetlinkMessage AddRule(bool ipv6, int priority, uint table, uint mark) =>
        Rule(NewRule, Request | Acknowledge | Create | Exclusive, ipv6, priority, table, mark);

    public static NetlinkMessage RemoveRule(bool ipv6, int priority, uint table, uint mark) =>
        Rule(DeleteRule, Request | Acknowledge, ipv6, priority, table, mark);

    private static NetlinkMessage LocalNetwork(ushort type, ushort flags, int index, in IPNetworkAddress network, byte mark) =>
        new NetlinkMessage(type, flags)
            .Fixed(new RouteMessage
            {
                Family = FamilyOf(network.Address.IsIpv6),
                DestinationLength = (byte)network.PrefixLength,
                Table = TableLocal,
                Protocol = mark,
                Scope = network.Address.IsIpv6 ? ScopeUniverse : ScopeHost,
                Type = TypeLocal,
            })
            .Attribute(type: 1, network.Address)
            .Attribute(type: 4, (uint)index);

    private static NetlinkMessage Route(ushort type, ushort flags, int index, in IPNetworkAddress destination, uint table) =>
        new NetlinkMessage(type, flags)
            .Fixed(new RouteMessage
            {
                Family = FamilyOf(destination.Address.IsIpv6),
                DestinationLength = (byte)destination.PrefixLength,
                Table = table < 256 ? (byte)table : TableCompatible,
                Protocol = ProtocolStatic,
                Scope = destination.Address.IsIpv6 ? ScopeUniverse : ScopeLink,
                Type = TypeUnicast,
            })
            .Attribute(type: 1, destination.Address)
            .Attribute(type: 4, (uint)index)
            .Attribute(type: 15, table);

    // struct fib_rule_hdr has the layout of struct rtmsg; its last four octets are flags too.
    private static NetlinkMessage Rule(ushort type, ushort flags, bool ipv6, int priority, uint table, uint mark) =>
        new NetlinkMessage(type, flags)
            .Fixed(new RouteMessage
            {
                Family = FamilyOf(ipv6),
                Table = table < 256 ? (byte)table : TableUnspecified,
                Type = RuleToTable,
                Flags = RuleInvert,
            })
            .Attribute(type: 6, (uint)priority)
            .Attribute(type: 10, mark)
            .Attribute(type: 16, uint.MaxValue)
            .Attribute(type: 15, table);

    internal static byte FamilyOf(bool ipv6) => ipv6 ? FamilyIpv6 : FamilyIpv4;

    /// <summary>struct ifinfomsg</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct InterfaceInformation
    {
        public byte Family;
        public byte Padding;
        public ushort Type;
        public int Index;
        public uint Flags;
        public uint Change;
    }

    /// <summary>struct ifaddrmsg</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct AddressMessage
    {
        public byte Family;
        public byte PrefixLength;
        public byte Flags;
        public byte Scope;
        public uint Index;
    }

    /// <summary>struct rtmsg</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct RouteMessage
    {
        public byte Family;
        public byte DestinationLength;
        public byte SourceLength;
        public byte TypeOfService;
        public byte Table;
        public byte Protocol;
        public byte Scope;
        public byte Type;
        public uint Flags;
    }
}
