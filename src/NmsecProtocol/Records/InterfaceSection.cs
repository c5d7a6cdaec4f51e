using System.Net;
using System.Runtime.InteropServices;
using MyIkev2.NmsecProtocol.Dialect;
using MyIkev2.NmsecProtocol.Fields;

namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsecInterface: one address of an interface.</summary>
/// <remarks>
/// The published text numbers the flags from 1 and gives them 21 reserved bits, which together would run one bit past
/// the structure. The declaration counts from 0; <see cref="NmsecDialect.InterfaceFlagsOneBased"/> selects the literal
/// form, and <see cref="InterfaceRecord"/> converts.
/// </remarks>
[NmsecStructure("NMsecInterface")]
[StructLayout(LayoutKind.Explicit, Size = Size, Pack = 1)]
public struct InterfaceSection
{
    /// <summary>The length of the structure.</summary>
    public const int Size = 36;

    /// <summary>Interface name.</summary>
    [FieldOffset(0)]
    [NmsecField("NMsInterfaceName", FieldFormat.Ebcdic)]
    public FixedText16 Name;

    /// <summary>Address: IPv6, or IPv4 in the last four bytes.</summary>
    [FieldOffset(16)]
    [NmsecField("NMsInterfaceAddr", FieldFormat.Address)]
    public Ipv6Field AddressField;

    /// <summary>Security class, 1 to 255; zero if not specified.</summary>
    [FieldOffset(32)]
    [NmsecField("NMsInterfaceSecClass")]
    public byte SecurityClass;

    /// <summary>Address family and state.</summary>
    [FieldOffset(33)]
    [NmsecField("(flags)", Bits = typeof(InterfaceFlags))]
    public InterfaceFlags Flags;

    /// <summary>Reserved bits after those of the flags.</summary>
    [FieldOffset(34)]
    [NmsecField("NMsInterfaceRsvd1", FieldFormat.Reserved)]
    public U16Be Reserved;

    /// <summary>The address.</summary>
    public readonly IPAddress Address => AddressField.ToInterface(IsIpv6);

    private readonly bool IsIpv6 => (Flags & InterfaceFlags.Ipv6) != 0;
}
