using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.NmsecProtocol.Dialect.SectionField<MyIkev2.NmsecProtocol.Records.TunnelControlSection>;

namespace MyIkev2.NmsecProtocol.Dialect.Design1;

/// <summary>TABLE: NMsecTunnel. Published up to the status.</summary>
internal static class TunnelControlTable
{
    public static SectionLayout<TunnelControlSection> Create() => new(
    [
        Fact("NMsTunName", 0, 48, (ref s) => ref s.Name),
        Fact("NMsTunTunnelID", 48, 48, (ref s) => ref s.TunnelId),
        Fact("NMsTunStatus", 96, 1, (ref s) => ref s.Status),
        Reserved("NMsTunRsvd1", 97, 3),
    ])
    {
        Name = "NMsecTunnel",
        Length = 100,
    };
}
