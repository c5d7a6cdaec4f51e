using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.Nmsecq.Reports.ReportText;

namespace MyIkev2.Nmsecq.Reports;

/// <summary>Dynamic tunnels, as <c>ipsec -y display</c> shows them: the stack's view, and with <c>-b</c> IKE's.</summary>
internal static class DynamicTunnelReport
{
    public static ReportEntry Entry(DynamicTunnelStackRecord record, ReportText text)
    {
        var fields = new List<ReportField>(Common(record.Tunnel, record.Dynamic, text));
        fields.AddRange(
        [
            new("OutboundPackets", $"{record.Stack.OutboundPackets}"),
            new("OutboundBytes", $"{record.Stack.OutboundBytes}"),
            new("InboundPackets", $"{record.Stack.InboundPackets}"),
            new("InboundBytes", $"{record.Stack.InboundBytes}"),
            new("CurrentLifesize", Kilobytes(record.Stack.CurrentLifesize)),
            new("Shadow", YesNo((record.Stack.Flags & StackTunnelFlags.Shadow) != 0)),
        ]);
        return new ReportEntry(Key(record.Tunnel, record.Dynamic), fields);
    }

    public static ReportEntry Entry(DynamicTunnelIkeRecord record, ReportText text)
        => new(Key(record.Tunnel, record.Dynamic), Fields(record, text));

    public static IReadOnlyList<ReportField> Fields(DynamicTunnelIkeRecord record, ReportText text)
    {
        var fields = new List<ReportField>(Common(record.Tunnel, record.Dynamic, text));
        fields.AddRange(
        [
            new("ExtendedState", Code(record.Ike.ExtendedState, "NMsec_P2STATE_")),
            new("NegotiationStartTime", text.Moment(record.Ike.StartTime)),
            new("LocalClientIDType", IdentityType(record.Ike.LocalIdentityType)),
            new("LocalClientID", Named(record.LocalClientIdentity)),
            new("RemoteClientIDType", IdentityType(record.Ike.RemoteIdentityType)),
            new("RemoteClientID", Named(record.RemoteClientIdentity)),
        ]);
        return fields;
    }

    private static string Key(in IpTunnelSection tunnel, in DynamicTunnelSection dynamic) => $"{tunnel.TunnelId} generation {dynamic.Generation}";

    private static List<ReportField> Common(in IpTunnelSection tunnel, in DynamicTunnelSection dynamic, ReportText text)
    {
        var ipv6 = tunnel.IsIpv6;
        var local = Selector(dynamic.LocalData, dynamic.LocalDataHigh, dynamic.LocalForm, dynamic.LocalPrefix, ipv6);
        var remote = Selector(dynamic.RemoteData, dynamic.RemoteDataHigh, dynamic.RemoteForm, dynamic.RemotePrefix, ipv6);
        var localPorts = Ports(dynamic.LocalPortLow, dynamic.LocalPortHigh);
        var remotePorts = Ports(dynamic.RemotePortLow, dynamic.RemotePortHigh);
        var flags = dynamic.Flags;
        return
        [
            new("TunnelID", tunnel.TunnelId.ToString()),
            new("Generation", $"{dynamic.Generation}"),
            new("ParentIKETunnelID", Named(dynamic.IkeTunnelId.ToString())),
            new("ParentIKEGeneration", Number(dynamic.IkeGeneration)),
            new("VpnActionName", Named(tunnel.VpnAction.ToString())),
            new("LocalDynVpnRule", Named(dynamic.VpnRule.ToString())),
            .. TunnelFields.Protection(tunnel),
            new("PFSGroup", Number(dynamic.DiffieHellmanGroup)),
            new("Protocol", Protocol(dynamic.IpProtocol)),
            new("LocalAddressBase", local.Base),
            new("LocalAddressPrefix", local.Prefix),
            new("LocalAddressRange", local.Range),
            new("LocalPort", localPorts.Port),
            new("LocalPortRange", localPorts.Range),
            new("RemoteAddressBase", remote.Base),
            new("RemoteAddressPrefix", remote.Prefix),
            new("RemoteAddressRange", remote.Range),
            new("RemotePort", remotePorts.Port),
            new("RemotePortRange", remotePorts.Range),
            new("ActivationMethod", OptionalCode(dynamic.ActivationMethod, "NMsec_ACTMETHOD_")),
            new("StartTime", text.Moment(tunnel.StartTime)),
            new("Lifesize", Kilobytes(dynamic.Lifesize)),
            new("LifesizeRefresh", Kilobytes(dynamic.LifesizeRefresh)),
            new("Lifetime", Duration(dynamic.Lifetime)),
            new("LifetimeRefresh", text.Moment(dynamic.LifetimeRefresh)),
            new("LifetimeExpires", text.Moment(dynamic.LifetimeExpire)),
            new("VPNLifeExpires", text.Moment(dynamic.VpnLifeExpire)),
            new("UdpEncapMode", YesNo((flags & DynamicTunnelFlags.UdpEncapsulation) != 0)),
            new("LclNATDetected", YesNo((flags & DynamicTunnelFlags.LocalNat) != 0)),
            new("RmtNATDetected", YesNo((flags & DynamicTunnelFlags.RemoteNat) != 0)),
            new("RmtNAPTDetected", YesNo((flags & DynamicTunnelFlags.RemoteNapt) != 0)),
            new("RmtUdpEncapPort", Number(dynamic.RemoteUdpPort)),
            new("SrcNATOARcvd", OptionalAddress(dynamic.SourceNatOriginalAddress.Address)),
            new("DstNATOARcvd", OptionalAddress(dynamic.DestinationNatOriginalAddress.Address)),
            new("CanInitiateP2SA", YesNo((flags & DynamicTunnelFlags.CanInitiate) != 0)),
            new("ClearDF", YesNo((flags & DynamicTunnelFlags.ClearDontFragment) != 0)),
            new("ClearDSCP", YesNo((flags & DynamicTunnelFlags.ClearDscp) != 0)),
        ];
    }
}
