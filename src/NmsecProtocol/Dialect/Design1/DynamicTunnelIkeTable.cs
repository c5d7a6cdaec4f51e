using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.NmsecProtocol.Dialect.SectionField<MyIkev2.NmsecProtocol.Records.DynamicTunnelIkeSection>;

namespace MyIkev2.NmsecProtocol.Dialect.Design1;

/// <summary>TABLE: NMsecIPDynamicIKE. Not published.</summary>
internal static class DynamicTunnelIkeTable
{
    public static SectionLayout<DynamicTunnelIkeSection> Create() => new(
    [
        Design("NMsIPDynExtState", 0, 1, (ref s) => ref s.ExtendedState),
        Design("NMsIPDynLIDType", 1, 1, (ref s) => ref s.LocalIdentityType),
        Design("NMsIPDynRIDType", 2, 1, (ref s) => ref s.RemoteIdentityType),
        Reserved("NMsIPDynIKERsvd1", 3, 1),
        Design("NMsIPDynStartTime", 4, 4, (ref s) => ref s.StartTime),
        Reserved("NMsIPDynIKERsvd2", 8, 8),
    ])
    {
        Name = "NMsecIPDynamicIKE",
        Length = 16,
    };
}
