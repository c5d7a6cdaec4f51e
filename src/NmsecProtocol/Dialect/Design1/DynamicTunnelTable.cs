using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.NmsecProtocol.Dialect.SectionField<MyIkev2.NmsecProtocol.Records.DynamicTunnelSection>;

namespace MyIkev2.NmsecProtocol.Dialect.Design1;

/// <summary>TABLE: NMsecIPDynTunnel. Not published.</summary>
internal static class DynamicTunnelTable
{
    public static SectionLayout<DynamicTunnelSection> Create() => new(
    [
        DesignBit("NMsIPDynUDPEncap", 0, 0, DynamicTunnelFlags.UdpEncapsulation, (ref s) => ref s.Flags),
        DesignBit("NMsIPDynLclNAT", 0, 1, DynamicTunnelFlags.LocalNat, (ref s) => ref s.Flags),
        DesignBit("NMsIPDynRmtNAT", 0, 2, DynamicTunnelFlags.RemoteNat, (ref s) => ref s.Flags),
        DesignBit("NMsIPDynRmtNAPT", 0, 3, DynamicTunnelFlags.RemoteNapt, (ref s) => ref s.Flags),
        DesignBit("NMsIPDynCanInitP2", 0, 4, DynamicTunnelFlags.CanInitiate, (ref s) => ref s.Flags),
        DesignBit("NMsIPDynClearDF", 0, 5, DynamicTunnelFlags.ClearDontFragment, (ref s) => ref s.Flags),
        DesignBit("NMsIPDynClearDSCP", 0, 6, DynamicTunnelFlags.ClearDscp, (ref s) => ref s.Flags),
        ReservedBits("NMsIPDynRsvd0", 0, 7, 25),
        Design("NMsIPDynIKETunID", 4, 48, (ref s) => ref s.IkeTunnelId),
        Design("NMsIPDynVPNRule", 52, 48, (ref s) => ref s.VpnRule),
        Design("NMsIPDynGeneration", 100, 4, (ref s) => ref s.Generation),
        Design("NMsIPDynIKEGeneration", 104, 4, (ref s) => ref s.IkeGeneration),
        Design("NMsIPDynLclData", 108, 16, (ref s) => ref s.LocalData),
        Design("NMsIPDynLclDataHigh", 124, 16, (ref s) => ref s.LocalDataHigh),
        Design("NMsIPDynRmtData", 140, 16, (ref s) => ref s.RemoteData),
        Design("NMsIPDynRmtDataHigh", 156, 16, (ref s) => ref s.RemoteDataHigh),
        Design("NMsIPDynLclForm", 172, 1, (ref s) => ref s.LocalForm),
        Design("NMsIPDynLclPrefix", 173, 1, (ref s) => ref s.LocalPrefix),
        Design("NMsIPDynRmtForm", 174, 1, (ref s) => ref s.RemoteForm),
        Design("NMsIPDynRmtPrefix", 175, 1, (ref s) => ref s.RemotePrefix),
        Design("NMsIPDynProtocol", 176, 1, (ref s) => ref s.IpProtocol),
        Design("NMsIPDynActMethod", 177, 1, (ref s) => ref s.ActivationMethod),
        Design("NMsIPDynLclPortLow", 178, 2, (ref s) => ref s.LocalPortLow),
        Design("NMsIPDynLclPortHigh", 180, 2, (ref s) => ref s.LocalPortHigh),
        Design("NMsIPDynRmtPortLow", 182, 2, (ref s) => ref s.RemotePortLow),
        Design("NMsIPDynRmtPortHigh", 184, 2, (ref s) => ref s.RemotePortHigh),
        Reserved("NMsIPDynRsvd1", 186, 2),
        Design("NMsIPDynDHGroup", 188, 4, (ref s) => ref s.DiffieHellmanGroup),
        Design("NMsIPDynLifesize", 192, 8, (ref s) => ref s.Lifesize),
        Design("NMsIPDynLifesizeRefresh", 200, 8, (ref s) => ref s.LifesizeRefresh),
        Design("NMsIPDynLifetime", 208, 4, (ref s) => ref s.Lifetime),
        Design("NMsIPDynLifetimeRefresh", 212, 4, (ref s) => ref s.LifetimeRefresh),
        Design("NMsIPDynLifetimeExpire", 216, 4, (ref s) => ref s.LifetimeExpire),
        Design("NMsIPDynVPNLifeExpire", 220, 4, (ref s) => ref s.VpnLifeExpire),
        Design("NMsIPDynRmtUDPPort", 224, 2, (ref s) => ref s.RemoteUdpPort),
        Reserved("NMsIPDynRsvd2", 226, 2),
        Design("NMsIPDynSrcNATOA", 228, 4, (ref s) => ref s.SourceNatOriginalAddress),
        Design("NMsIPDynDstNATOA", 232, 4, (ref s) => ref s.DestinationNatOriginalAddress),
        Reserved("NMsIPDynRsvd3", 236, 4),
    ])
    {
        Name = "NMsecIPDynTunnel",
        Length = 240,
    };
}
