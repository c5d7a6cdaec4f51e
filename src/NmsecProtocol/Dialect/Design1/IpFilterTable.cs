using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.NmsecProtocol.Dialect.SectionField<MyIkev2.NmsecProtocol.Records.IpFilterSection>;

namespace MyIkev2.NmsecProtocol.Dialect.Design1;

/// <summary>TABLE: NMsecIPFilter. Not published.</summary>
internal static class IpFilterTable
{
    public static SectionLayout<IpFilterSection> Create() => new(
    [
        Design("NMsFilName", 0, 48, (ref s) => ref s.Name),
        Design("NMsFilNameExt", 48, 4, (ref s) => ref s.NameExtension),
        Design("NMsFilGroup", 52, 48, (ref s) => ref s.Group),
        Design("NMsFilLclStart", 100, 48, (ref s) => ref s.LocalStartAction),
        Design("NMsFilVPNAction", 148, 48, (ref s) => ref s.VpnAction),
        Design("NMsFilTunnelID", 196, 48, (ref s) => ref s.TunnelId),
        DesignBit("NMsFilIPv6", 244, 0, FilterFlags.Ipv6, (ref s) => ref s.Flags),
        DesignBit("NMsFilOnDemand", 244, 1, FilterFlags.OnDemand, (ref s) => ref s.Flags),
        DesignBit("NMsFilFragmentsOnly", 244, 2, FilterFlags.FragmentsOnly, (ref s) => ref s.Flags),
        DesignBit("NMsFilLogPermit", 244, 3, FilterFlags.LogPermits, (ref s) => ref s.Flags),
        DesignBit("NMsFilLogDeny", 244, 4, FilterFlags.LogDenies, (ref s) => ref s.Flags),
        ReservedBits("NMsFilRsvd1", 244, 5, 27),
        Design("NMsFilType", 248, 1, (ref s) => ref s.Type),
        Design("NMsFilState", 249, 1, (ref s) => ref s.State),
        Design("NMsFilAction", 250, 1, (ref s) => ref s.Action),
        Design("NMsFilScope", 251, 1, (ref s) => ref s.Scope),
        Design("NMsFilDirection", 252, 1, (ref s) => ref s.Direction),
        Design("NMsFilSecClass", 253, 1, (ref s) => ref s.SecurityClass),
        Design("NMsFilLogLimit", 254, 2, (ref s) => ref s.LogLimit),
        Design("NMsFilProtocol", 256, 2, (ref s) => ref s.IpProtocol),
        Design("NMsFilICMPType", 258, 1, (ref s) => ref s.IcmpType),
        Design("NMsFilICMPCode", 259, 1, (ref s) => ref s.IcmpCode),
        Design("NMsFilOSPFType", 260, 1, (ref s) => ref s.OspfType),
        Design("NMsFilTCPQualifier", 261, 1, (ref s) => ref s.TcpQualifier),
        Design("NMsFilMIPv6Type", 262, 1, (ref s) => ref s.MobileIpv6Type),
        Design("NMsFilDiscardAction", 263, 1, (ref s) => ref s.DiscardAction),
        Design("NMsFilSrcAddr", 264, 16, (ref s) => ref s.SourceAddress),
        Design("NMsFilSrcAddrHigh", 280, 16, (ref s) => ref s.SourceAddressHigh),
        Design("NMsFilDstAddr", 296, 16, (ref s) => ref s.DestinationAddress),
        Design("NMsFilDstAddrHigh", 312, 16, (ref s) => ref s.DestinationAddressHigh),
        Design("NMsFilSrcPrefix", 328, 1, (ref s) => ref s.SourcePrefix),
        Design("NMsFilDstPrefix", 329, 1, (ref s) => ref s.DestinationPrefix),
        Design("NMsFilSrcForm", 330, 1, (ref s) => ref s.SourceForm),
        Design("NMsFilDstForm", 331, 1, (ref s) => ref s.DestinationForm),
        Design("NMsFilSrcPortLow", 332, 2, (ref s) => ref s.SourcePortLow),
        Design("NMsFilSrcPortHigh", 334, 2, (ref s) => ref s.SourcePortHigh),
        Design("NMsFilDstPortLow", 336, 2, (ref s) => ref s.DestinationPortLow),
        Design("NMsFilDstPortHigh", 338, 2, (ref s) => ref s.DestinationPortHigh),
        Design("NMsFilICMPTypeHigh", 340, 1, (ref s) => ref s.IcmpTypeHigh),
        Design("NMsFilICMPCodeHigh", 341, 1, (ref s) => ref s.IcmpCodeHigh),
        Design("NMsFilOrigRmtConnPort", 342, 2, (ref s) => ref s.OriginalRemotePort),
        Design("NMsFilRmtUDPEncapPort", 344, 2, (ref s) => ref s.RemoteUdpPort),
        Reserved("NMsFilRsvd2", 346, 2),
        Design("NMsFilGranProtocol", 348, 1, (ref s) => ref s.ProtocolGranularity),
        Design("NMsFilGranSrcAddr", 349, 1, (ref s) => ref s.SourceAddressGranularity),
        Design("NMsFilGranSrcPort", 350, 1, (ref s) => ref s.SourcePortGranularity),
        Design("NMsFilGranDstAddr", 351, 1, (ref s) => ref s.DestinationAddressGranularity),
        Design("NMsFilGranDstPort", 352, 1, (ref s) => ref s.DestinationPortGranularity),
        Design("NMsFilGranICMPType", 353, 1, (ref s) => ref s.IcmpTypeGranularity),
        Design("NMsFilGranICMPCode", 354, 1, (ref s) => ref s.IcmpCodeGranularity),
        Design("NMsFilGranMIPv6Type", 355, 1, (ref s) => ref s.MobileIpv6TypeGranularity),
        Design("NMsFilCreateTime", 356, 4, (ref s) => ref s.CreateTime),
        Design("NMsFilUpdateTime", 360, 4, (ref s) => ref s.UpdateTime),
        Design("NMsFilLifetimeExpires", 364, 4, (ref s) => ref s.LifetimeExpires),
        Design("NMsFilMatches", 368, 8, (ref s) => ref s.Matches),
        Design("NMsFilStackCount", 376, 4, (ref s) => ref s.AssociatedStacks),
        Design("NMsFilRIDType", 380, 1, (ref s) => ref s.RemoteIdentityType),
        Reserved("NMsFilRsvd3", 381, 3),
    ])
    {
        Name = "NMsecIPFilter",
        Length = 384,
    };
}
