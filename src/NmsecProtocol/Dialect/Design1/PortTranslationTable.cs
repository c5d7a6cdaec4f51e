using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.NmsecProtocol.Dialect.SectionField<MyIkev2.NmsecProtocol.Records.PortTranslationSection>;

namespace MyIkev2.NmsecProtocol.Dialect.Design1;

/// <summary>TABLE: NMsecPortTran. Not published.</summary>
internal static class PortTranslationTable
{
    public static SectionLayout<PortTranslationSection> Create() => new(
    [
        Design("NMsPortRmtAddr", 0, 16, (ref s) => ref s.RemoteAddress),
        Design("NMsPortProtocol", 16, 1, (ref s) => ref s.IpProtocol),
        Reserved("NMsPortRsvd1", 17, 1),
        Design("NMsPortOriginal", 18, 2, (ref s) => ref s.OriginalPort),
        Design("NMsPortTranslated", 20, 2, (ref s) => ref s.TranslatedPort),
        Reserved("NMsPortRsvd2", 22, 2),
    ])
    {
        Name = "NMsecPortTran",
        Length = 24,
    };
}
