using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.NmsecProtocol.Dialect.SectionField<MyIkev2.NmsecProtocol.Records.NssSection>;

namespace MyIkev2.NmsecProtocol.Dialect.Design1;

/// <summary>TABLE: NMsecNSS. Published up to the flags of the certificate services.</summary>
internal static class NssTable
{
    public static SectionLayout<NssSection> Create() => new(
    [
        Fact("NMsIKENSClientName", 0, 24, (ref s) => ref s.ClientName),
        Fact("NMsIKENSStackName", 24, 8, (ref s) => ref s.StackName),
        Fact("NMsIKENSUserid", 32, 8, (ref s) => ref s.UserId),
        Fact("NMsIKENSServerSysName", 40, 8, (ref s) => ref s.ServerSystem),
        FactBit("NMsIKENSSConfigured", 48, 0, NssFlags.Configured, (ref s) => ref s.Flags),
        FactBit("NMsIKENSSvcSelCert", 48, 1, NssFlags.CertificateSelected, (ref s) => ref s.Flags),
        FactBit("NMsIKENSSvcEnblCert", 48, 2, NssFlags.CertificateEnabled, (ref s) => ref s.Flags),
        DesignBit("NMsIKENSSvcSelMgmt", 48, 3, NssFlags.ManagementSelected, (ref s) => ref s.Flags),
        DesignBit("NMsIKENSSvcEnblMgmt", 48, 4, NssFlags.ManagementEnabled, (ref s) => ref s.Flags),
        ReservedBits("NMsIKENSRsvd1", 48, 5, 27),
        Design("NMsIKENSServerAddr", 52, 16, (ref s) => ref s.ServerAddress),
        Design("NMsIKENSServerPort", 68, 2, (ref s) => ref s.ServerPort),
        Reserved("NMsIKENSRsvd2", 70, 2),
    ])
    {
        Name = "NMsecNSS",
        Length = 72,
    };
}
