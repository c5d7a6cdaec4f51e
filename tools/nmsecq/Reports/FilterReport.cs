using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.Nmsecq.Reports.ReportText;

namespace MyIkev2.Nmsecq.Reports;

/// <summary>IP filters, as <c>ipsec -f display</c> shows them.</summary>
internal static class FilterReport
{
    private const byte AnyType = 0xFF;

    public static ReportEntry Entry(IpFilterRecord record, ReportText text)
    {
        var filter = record.Filter;
        var source = Selector(filter.SourceAddress, filter.SourceAddressHigh, filter.SourceForm, filter.SourcePrefix, filter.IsIpv6);
        var destination = Selector(
            filter.DestinationAddress, filter.DestinationAddressHigh, filter.DestinationForm, filter.DestinationPrefix, filter.IsIpv6);
        var sourcePorts = Ports(filter.SourcePortLow, filter.SourcePortHigh);
        var destinationPorts = Ports(filter.DestinationPortLow, filter.DestinationPortHigh);
        var key = $"{filter.Name}.{filter.NameExtension} {filter.Direction} {filter.TunnelId}".TrimEnd();
        return new ReportEntry(key,
        [
            new("FilterName", filter.Name.ToString()),
            new("FilterNameExtension", $"{filter.NameExtension}"),
            new("GroupName", Named(filter.Group.ToString())),
            new("LocalStartActionName", Named(filter.LocalStartAction.ToString())),
            new("VpnActionName", Named(filter.VpnAction.ToString())),
            new("TunnelID", Named(filter.TunnelId.ToString())),
            new("Type", Words(filter.Type)),
            new("State", Code(filter.State, "NMsec_FILSTATE_")),
            new("Action", Words(filter.Action)),
            new("Scope", Code(filter.Scope, "NMsec_FILSCOPE_")),
            new("Direction", OptionalCode(filter.Direction, "NMsec_FILDIR_")),
            new("OnDemand", Flag(filter, FilterFlags.OnDemand)),
            new("SecurityClass", $"{filter.SecurityClass}"),
            new("Logging", Logging(filter.Flags)),
            new("LogLimit", Number(filter.LogLimit)),
            new("Protocol", Protocol(filter.IpProtocol)),
            new("ProtocolGranularity", Granularity(filter.ProtocolGranularity)),
            new("ICMPType", Any(filter.IcmpType, filter.IcmpTypeHigh)),
            new("ICMPTypeGranularity", Granularity(filter.IcmpTypeGranularity)),
            new("ICMPCode", Any(filter.IcmpCode, filter.IcmpCodeHigh)),
            new("ICMPCodeGranularity", Granularity(filter.IcmpCodeGranularity)),
            new("OSPFType", Any(filter.OspfType, 0)),
            new("TCPQualifier", filter.TcpQualifier == 0 ? "None" : $"{filter.TcpQualifier}"),
            new("SourceAddress", source.Base),
            new("SourceAddressPrefix", source.Prefix),
            new("SourceAddressRange", source.Range),
            new("SourceAddressGranularity", Granularity(filter.SourceAddressGranularity)),
            new("SourcePort", sourcePorts.Port),
            new("SourcePortRange", sourcePorts.Range),
            new("SourcePortGranularity", Granularity(filter.SourcePortGranularity)),
            new("DestAddress", destination.Base),
            new("DestAddressPrefix", destination.Prefix),
            new("DestAddressRange", destination.Range),
            new("DestAddressGranularity", Granularity(filter.DestinationAddressGranularity)),
            new("DestPort", destinationPorts.Port),
            new("DestPortRange", destinationPorts.Range),
            new("DestPortGranularity", Granularity(filter.DestinationPortGranularity)),
            new("OrigRmtConnPort", Number(filter.OriginalRemotePort)),
            new("RmtIDType", IdentityType(filter.RemoteIdentityType)),
            new("RmtID", Named(record.RemoteIdentity)),
            new("RmtUdpEncapPort", Number(filter.RemoteUdpPort)),
            new("CreateTime", text.Moment(filter.CreateTime)),
            new("UpdateTime", text.Moment(filter.UpdateTime)),
            new("LifetimeExpires", text.Moment(filter.LifetimeExpires)),
            new("DiscardAction", OptionalCode(filter.DiscardAction, "NMsec_FILDISCARD_")),
            new("MIPv6Type", Number(filter.MobileIpv6Type)),
            new("MIPv6TypeGranularity", Granularity(filter.MobileIpv6TypeGranularity)),
            new("FragmentsOnly", Flag(filter, FilterFlags.FragmentsOnly)),
            new("FilterMatches", $"{filter.Matches}"),
            new("AssociatedStackCount", Number(filter.AssociatedStacks)),
        ]);
    }

    private static string Words(FilterType type) => type switch
    {
        FilterType.Generic => "Generic",
        FilterType.DynamicAnchor => "Dynamic Anchor",
        FilterType.Dynamic => "Dynamic",
        FilterType.NatTraversalAnchor => "NATT Anchor",
        FilterType.NatTraversalDynamic => "NATT Dynamic",
        FilterType.NatResolution => "NRF",
        FilterType.DefensiveStack => "Defensive (stack)",
        FilterType.DefensiveGlobal => "Defensive (global)",
        _ => $"{(int)type}",
    };

    private static string Words(FilterAction action) => action switch
    {
        FilterAction.Permit => "Permit",
        FilterAction.Deny => "Deny",
        FilterAction.DefensiveBlock => "Defensive Block",
        FilterAction.DefensiveSimulate => "Defensive Simulate",
        _ => $"{(int)action}",
    };

    private static string Logging(FilterFlags flags) => ((flags & FilterFlags.LogPermits) != 0, (flags & FilterFlags.LogDenies) != 0) switch
    {
        (true, true) => "All",
        (true, false) => "Permit",
        (false, true) => "Deny",
        _ => "None",
    };

    private static string Granularity(FilterGranularity granularity) => granularity switch
    {
        FilterGranularity.NotApplicable => NotApplicable,
        FilterGranularity.Packet => "Packet",
        FilterGranularity.Rule => "Rule",
        _ => $"{(int)granularity}",
    };

    private static string Any(byte value, byte high) => value == AnyType ? "Any" : high > value ? $"{value}-{high}" : $"{value}";

    private static string Flag(in IpFilterSection filter, FilterFlags flag) => YesNo((filter.Flags & flag) != 0);
}
