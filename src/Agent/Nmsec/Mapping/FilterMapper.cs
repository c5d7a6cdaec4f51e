using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Mapping;

/// <summary>One direction of an IP filter: the interface knows filters of one direction only.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="RemoteIdentity">The identity that its vpn expects of the peer.</param>
/// <param name="Direction">The direction.</param>
internal readonly record struct DirectedFilter(IpFilterSnapshot Filter, IdentityInfo RemoteIdentity, FilterDirection Direction);

/// <summary>Fills the section of an IP filter.</summary>
internal static class FilterMapper
{
    private const ushort AllProtocols = 0xFFFF;
    private const byte AnyOfIcmp = 0xFF;
    private const byte Icmp = 1;
    private const byte Icmpv6 = 58;

    /// <summary>The filter in one direction.</summary>
    public static IpFilterSection Filter(in DirectedFilter directed)
    {
        var filter = directed.Filter;
        var isInbound = directed.Direction == FilterDirection.Inbound;
        var (source, destination) = isInbound ? (filter.Remote, filter.Local) : (filter.Local, filter.Remote);
        var ipv6 = source.IsIpv6;
        var (sourceFields, destinationFields) = (SelectorMapper.Fields(source, ipv6), SelectorMapper.Fields(destination, ipv6));
        var protocol = filter.Local.Protocol;
        var icmp = IcmpFields.Of(filter.Local, protocol is Icmp or Icmpv6);
        var granularity = filter.Kind == IpFilterKind.Anchor ? FilterGranularity.Rule : FilterGranularity.NotApplicable;
        return new IpFilterSection
        {
            Name = new FixedText48(filter.Name),
            NameExtension = (uint)filter.Number,
            Group = new FixedText48(default),
            LocalStartAction = new FixedText48(default),
            VpnAction = Action(filter),
            TunnelId = Tunnel(filter),
            Flags = (ipv6 ? FilterFlags.Ipv6 : 0) | (filter.OnDemand ? FilterFlags.OnDemand : 0),
            Type = Type(filter.Kind),
            State = filter.IsActive ? FilterState.Active : FilterState.Inactive,
            Action = Action(filter.Action),
            Scope = FilterScope.Both,
            Direction = directed.Direction,
            IpProtocol = protocol == 0 ? AllProtocols : protocol,
            IcmpType = icmp.TypeLow,
            IcmpCode = icmp.CodeLow,
            IcmpTypeHigh = icmp.TypeHigh,
            IcmpCodeHigh = icmp.CodeHigh,
            OspfType = AnyOfIcmp,
            DiscardAction = filter.Action == IpFilterAction.Deny ? FilterDiscardAction.Silent : FilterDiscardAction.None,
            SourceAddress = sourceFields.Low,
            SourceAddressHigh = sourceFields.High,
            SourcePrefix = sourceFields.Prefix,
            SourceForm = sourceFields.Form,
            DestinationAddress = destinationFields.Low,
            DestinationAddressHigh = destinationFields.High,
            DestinationPrefix = destinationFields.Prefix,
            DestinationForm = destinationFields.Form,
            SourcePortLow = icmp.IsIcmp ? (ushort)0 : source.StartPort,
            SourcePortHigh = icmp.IsIcmp ? ushort.MaxValue : source.EndPort,
            DestinationPortLow = icmp.IsIcmp ? (ushort)0 : destination.StartPort,
            DestinationPortHigh = icmp.IsIcmp ? ushort.MaxValue : destination.EndPort,
            ProtocolGranularity = granularity,
            SourceAddressGranularity = granularity,
            SourcePortGranularity = granularity,
            DestinationAddressGranularity = granularity,
            DestinationPortGranularity = granularity,
            IcmpTypeGranularity = icmp.IsIcmp ? granularity : FilterGranularity.NotApplicable,
            IcmpCodeGranularity = icmp.IsIcmp ? granularity : FilterGranularity.NotApplicable,
            CreateTime = WireValues.UnixTime(filter.CreatedAt),
            UpdateTime = WireValues.UnixTime(filter.UpdatedAt),
            Matches = isInbound ? filter.InMatches : filter.OutMatches,
            AssociatedStacks = 1,
            RemoteIdentityType = IdentityMapper.Type(directed.RemoteIdentity),
        };
    }

    /// <summary>The tunnel that the filter leads to, or blanks.</summary>
    public static FixedText48 Tunnel(IpFilterSnapshot filter)
        => filter.IpsecTunnel is { } dynamic ? TunnelNames.Dynamic(dynamic)
            : filter.ManualTunnel is { } manual ? TunnelNames.Manual(manual)
            : new FixedText48(default);

    /// <summary>TABLE: what a filter is there for. That of a manual tunnel is generic, and names the tunnel.</summary>
    public static FilterType Type(IpFilterKind kind) => kind switch
    {
        IpFilterKind.Generic or IpFilterKind.Manual => FilterType.Generic,
        IpFilterKind.Anchor => FilterType.DynamicAnchor,
        IpFilterKind.Dynamic => FilterType.Dynamic,
        _ => FilterType.Unknown,
    };

    /// <summary>TABLE: what a filter does. To protect is to permit through the tunnel that is named.</summary>
    public static FilterAction Action(IpFilterAction action) => action switch
    {
        IpFilterAction.Permit or IpFilterAction.Protect => FilterAction.Permit,
        IpFilterAction.Deny => FilterAction.Deny,
        _ => FilterAction.Unknown,
    };

    // A security policy is rule and action in one.
    private static FixedText48 Action(IpFilterSnapshot filter)
        => new(filter.VpnAction.Length > 0 ? filter.VpnAction : filter.Action == IpFilterAction.Protect ? filter.Name : string.Empty);

    // A traffic selector puts type and code into the two halves of a port (RFC 7296 section 3.13.1).
    private readonly record struct IcmpFields(bool IsIcmp, byte TypeLow, byte CodeLow, byte TypeHigh, byte CodeHigh)
    {
        public static IcmpFields Of(SelectorInfo selector, bool isIcmp)
            => !isIcmp || (selector.StartPort == 0 && selector.EndPort == ushort.MaxValue)
                ? new(isIcmp, AnyOfIcmp, AnyOfIcmp, AnyOfIcmp, AnyOfIcmp)
                : new(true, (byte)(selector.StartPort >> 8), (byte)selector.StartPort, (byte)(selector.EndPort >> 8), (byte)selector.EndPort);
    }
}
