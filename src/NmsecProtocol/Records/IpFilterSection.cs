using MyIkev2.NmsecProtocol.Fields;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsecIPFilter: an IP filter rule.</summary>
public record struct IpFilterSection
{
    /// <summary>Rule name.</summary>
    public FixedText48 Name;

    /// <summary>Number of the filter within its rule.</summary>
    public uint NameExtension;

    /// <summary>Group name, or blanks.</summary>
    public FixedText48 Group;

    /// <summary>Local start action name, or blanks.</summary>
    public FixedText48 LocalStartAction;

    /// <summary>VPN action name, or blanks.</summary>
    public FixedText48 VpnAction;

    /// <summary>Tunnel ID, or blanks.</summary>
    public FixedText48 TunnelId;

    /// <summary>Address family, on-demand activation, fragments, logging.</summary>
    public FilterFlags Flags;

    /// <summary>What kind of filter it is.</summary>
    public FilterType Type;

    /// <summary>Whether it is in force.</summary>
    public FilterState State;

    /// <summary>What becomes of a packet that matches.</summary>
    public FilterAction Action;

    /// <summary>Local or routed traffic.</summary>
    public FilterScope Scope;

    /// <summary>Inbound or outbound.</summary>
    public FilterDirection Direction;

    /// <summary>Security class of the interface; zero for any.</summary>
    public byte SecurityClass;

    /// <summary>Messages per period; zero for no limit.</summary>
    public ushort LogLimit;

    /// <summary>IP protocol; X'FFFF' for all.</summary>
    public ushort IpProtocol;

    /// <summary>First ICMP type; X'FF' for any.</summary>
    public byte IcmpType;

    /// <summary>First ICMP code; X'FF' for any.</summary>
    public byte IcmpCode;

    /// <summary>OSPF type; X'FF' for any.</summary>
    public byte OspfType;

    /// <summary>TCP connection qualifier; zero for none.</summary>
    public byte TcpQualifier;

    /// <summary>Mobile IPv6 type; zero for none.</summary>
    public byte MobileIpv6Type;

    /// <summary>What a denied packet's sender is told.</summary>
    public FilterDiscardAction DiscardAction;

    /// <summary>Source address, or the first of a range; IPv4 in the first four bytes.</summary>
    public Ipv6Field SourceAddress;

    /// <summary>Last source address of a range.</summary>
    public Ipv6Field SourceAddressHigh;

    /// <summary>Destination address, or the first of a range; IPv4 in the first four bytes.</summary>
    public Ipv6Field DestinationAddress;

    /// <summary>Last destination address of a range.</summary>
    public Ipv6Field DestinationAddressHigh;

    /// <summary>Prefix length of the source address.</summary>
    public byte SourcePrefix;

    /// <summary>Prefix length of the destination address.</summary>
    public byte DestinationPrefix;

    /// <summary>Form of the source address.</summary>
    public AddressForm SourceForm;

    /// <summary>Form of the destination address.</summary>
    public AddressForm DestinationForm;

    /// <summary>First source port.</summary>
    public ushort SourcePortLow;

    /// <summary>Last source port.</summary>
    public ushort SourcePortHigh;

    /// <summary>First destination port.</summary>
    public ushort DestinationPortLow;

    /// <summary>Last destination port.</summary>
    public ushort DestinationPortHigh;

    /// <summary>Last ICMP type.</summary>
    public byte IcmpTypeHigh;

    /// <summary>Last ICMP code.</summary>
    public byte IcmpCodeHigh;

    /// <summary>Port that the remote side had before translation; zero for none.</summary>
    public ushort OriginalRemotePort;

    /// <summary>The peer's UDP port of encapsulation; zero for none.</summary>
    public ushort RemoteUdpPort;

    /// <summary>Where a tunnel takes its protocol from.</summary>
    public FilterGranularity ProtocolGranularity;

    /// <summary>Where a tunnel takes its source address from.</summary>
    public FilterGranularity SourceAddressGranularity;

    /// <summary>Where a tunnel takes its source port from.</summary>
    public FilterGranularity SourcePortGranularity;

    /// <summary>Where a tunnel takes its destination address from.</summary>
    public FilterGranularity DestinationAddressGranularity;

    /// <summary>Where a tunnel takes its destination port from.</summary>
    public FilterGranularity DestinationPortGranularity;

    /// <summary>Where a tunnel takes its ICMP type from.</summary>
    public FilterGranularity IcmpTypeGranularity;

    /// <summary>Where a tunnel takes its ICMP code from.</summary>
    public FilterGranularity IcmpCodeGranularity;

    /// <summary>Where a tunnel takes its mobile IPv6 type from.</summary>
    public FilterGranularity MobileIpv6TypeGranularity;

    /// <summary>When the filter was made, UNIX time.</summary>
    public uint CreateTime;

    /// <summary>When the filter was last changed, UNIX time; zero for never.</summary>
    public uint UpdateTime;

    /// <summary>When the filter ends, UNIX time; zero for never.</summary>
    public uint LifetimeExpires;

    /// <summary>Packets that matched.</summary>
    public ulong Matches;

    /// <summary>Number of stacks that a global defensive filter covers.</summary>
    public uint AssociatedStacks;

    /// <summary>Type of the remote identity; zero for none.</summary>
    public IsakmpIdentityType RemoteIdentityType;

    /// <summary>True if the filter's addresses are IPv6.</summary>
    public readonly bool IsIpv6 => (Flags & FilterFlags.Ipv6) != 0;
}
