using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.NmsecProtocol.Dialect.SectionField<MyIkev2.NmsecProtocol.Records.NssClientSection>;

namespace MyIkev2.NmsecProtocol.Dialect.Design1;

/// <summary>TABLE: NMsecClient. Not published.</summary>
internal static class NssClientTable
{
    public static SectionLayout<NssClientSection> Create() => new(
    [
        Design("NMsCliName", 0, 24, (ref s) => ref s.ClientName),
        Design("NMsCliDiscipline", 24, 4, (ref s) => ref s.Discipline),
        Design("NMsCliUserid", 28, 8, (ref s) => ref s.UserId),
        Design("NMsCliAddr", 36, 16, (ref s) => ref s.Address),
        Design("NMsCliPort", 52, 2, (ref s) => ref s.Port),
        Design("NMsCliAPIVersion", 54, 2, (ref s) => ref s.ApiVersion),
        Design("NMsCliConnectTime", 56, 4, (ref s) => ref s.ConnectTime),
        Design("NMsCliFlags", 60, 4, (ref s) => ref s.Flags),
    ])
    {
        Name = "NMsecClient",
        Length = 64,
    };
}
