using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.NmsecProtocol.Dialect.SectionField<MyIkev2.NmsecProtocol.Records.DynamicTunnelStackSection>;

namespace MyIkev2.NmsecProtocol.Dialect.Design1;

/// <summary>TABLE: NMsecIPDynamicStack. Not published.</summary>
internal static class DynamicTunnelStackTable
{
    public static SectionLayout<DynamicTunnelStackSection> Create() => new(
    [
        Design("NMsIPDynInPackets", 0, 8, (ref s) => ref s.InboundPackets),
        Design("NMsIPDynOutPackets", 8, 8, (ref s) => ref s.OutboundPackets),
        Design("NMsIPDynInBytes", 16, 8, (ref s) => ref s.InboundBytes),
        Design("NMsIPDynOutBytes", 24, 8, (ref s) => ref s.OutboundBytes),
        Design("NMsIPDynCurrentLifesize", 32, 8, (ref s) => ref s.CurrentLifesize),
        DesignBit("NMsIPDynShadow", 40, 0, StackTunnelFlags.Shadow, (ref s) => ref s.Flags),
        ReservedBits("NMsIPDynStackRsvd1", 40, 1, 31),
        Reserved("NMsIPDynStackRsvd2", 44, 4),
    ])
    {
        Name = "NMsecIPDynamicStack",
        Length = 48,
    };
}
