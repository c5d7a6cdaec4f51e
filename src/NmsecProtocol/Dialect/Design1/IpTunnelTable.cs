using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.NmsecProtocol.Dialect.SectionField<MyIkev2.NmsecProtocol.Records.IpTunnelSection>;

namespace MyIkev2.NmsecProtocol.Dialect.Design1;

/// <summary>TABLE: NMsecIPTunnel. Published up to the state.</summary>
internal static class IpTunnelTable
{
    public static SectionLayout<IpTunnelSection> Create() => new(
    [
        Fact("NMsIPTunID", 0, 48, (ref s) => ref s.TunnelId),
        Fact("NMsIPTunVPNAction", 48, 48, (ref s) => ref s.VpnAction),
        FactBit("NMsIPTunFlagIPv6", 96, 0, IpTunnelFlags.Ipv6, (ref s) => ref s.Flags),
        FactBit("NMsIPTunFIPS140", 96, 1, IpTunnelFlags.Fips140, (ref s) => ref s.Flags),
        ReservedBits("NMsIPTunRsvd1", 96, 2, 30, FieldMark.Fact),
        Fact("NMsIPTunType", 100, 1, (ref s) => ref s.Type),
        Fact("NMsIPTunState", 101, 1, (ref s) => ref s.State),
        Design("NMsIPTunEncapMode", 102, 1, (ref s) => ref s.Mode),
        Design("NMsIPTunProto", 103, 1, (ref s) => ref s.Protocol),
        Design("NMsIPTunAuthAlg", 104, 1, (ref s) => ref s.Authentication),
        Design("NMsIPTunEncryptAlg", 105, 1, (ref s) => ref s.Encryption),
        Reserved("NMsIPTunRsvd2", 106, 2),
        Design("NMsIPTunEncryptKeyLength", 108, 4, (ref s) => ref s.EncryptionKeyLength),
        Design("NMsIPTunLclEndpt", 112, 16, (ref s) => ref s.LocalEndpoint),
        Design("NMsIPTunRmtEndpt", 128, 16, (ref s) => ref s.RemoteEndpoint),
        Design("NMsIPTunInAuthSPI", 144, 4, (ref s) => ref s.InboundAuthenticationSpi),
        Design("NMsIPTunOutAuthSPI", 148, 4, (ref s) => ref s.OutboundAuthenticationSpi),
        Design("NMsIPTunInEncrSPI", 152, 4, (ref s) => ref s.InboundEncryptionSpi),
        Design("NMsIPTunOutEncrSPI", 156, 4, (ref s) => ref s.OutboundEncryptionSpi),
        Design("NMsIPTunStartTime", 160, 4, (ref s) => ref s.StartTime),
        Reserved("NMsIPTunRsvd3", 164, 4),
    ])
    {
        Name = "NMsecIPTunnel",
        Length = 168,
    };
}
