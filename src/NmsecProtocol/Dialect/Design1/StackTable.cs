using MyIkev2.NmsecProtocol.Records;
using static MyIkev2.NmsecProtocol.Dialect.SectionField<MyIkev2.NmsecProtocol.Records.StackSection>;

namespace MyIkev2.NmsecProtocol.Dialect.Design1;

/// <summary>TABLE: NMsecStack. Published up to the name; the place of the keepalive follows from it.</summary>
internal static class StackTable
{
    public static SectionLayout<StackSection> Create() => new(
    [
        FactBit("NMsStackIPSecurity", 0, 0, StackFlags.IpSecurity, (ref s) => ref s.Flags),
        FactBit("NMsStackIPv6Security", 0, 1, StackFlags.Ipv6Security, (ref s) => ref s.Flags),
        FactBit("NMsStackDVIPSec", 0, 2, StackFlags.SysplexWideSecurity, (ref s) => ref s.Flags),
        FactBit("NMsStackLogging", 0, 3, StackFlags.Logging, (ref s) => ref s.Flags),
        FactBit("NMsStackPreDecap", 0, 4, StackFlags.PreDecapsulation, (ref s) => ref s.Flags),
        FactBit("NMsStackFilterSet", 0, 5, StackFlags.PolicyFilters, (ref s) => ref s.Flags),
        FactBit("NMsStackFIPS140", 0, 6, StackFlags.Fips140, (ref s) => ref s.Flags),
        ReservedBits("NMsStackRsvd1", 0, 7, 25, FieldMark.Fact),
        Fact("NMsStackName", 4, 24, (ref s) => ref s.Name),
        Design("NMsStackNATKeepAlive", 28, 4, (ref s) => ref s.NatKeepAlive),
        Design("NMsStackDefensiveMode", 32, 1, (ref s) => ref s.DefensiveMode),
        Reserved("NMsStackRsvd2", 33, 3),
    ])
    {
        Name = "NMsecStack",
        Length = 36,
    };
}
