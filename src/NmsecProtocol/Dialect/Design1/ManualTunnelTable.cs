using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.NmsecProtocol.Dialect.SectionField<MyIkev2.NmsecProtocol.Records.ManualTunnelSection>;

namespace MyIkev2.NmsecProtocol.Dialect.Design1;

/// <summary>TABLE: NMsecIPManualTunnel. Not published.</summary>
internal static class ManualTunnelTable
{
    public static SectionLayout<ManualTunnelSection> Create() => new(
    [
        Design("NMsIPManInPackets", 0, 8, (ref s) => ref s.InboundPackets),
        Design("NMsIPManOutPackets", 8, 8, (ref s) => ref s.OutboundPackets),
        Design("NMsIPManInBytes", 16, 8, (ref s) => ref s.InboundBytes),
        Design("NMsIPManOutBytes", 24, 8, (ref s) => ref s.OutboundBytes),
    ])
    {
        Name = "NMsecIPManualTunnel",
        Length = 32,
    };
}
