namespace MyIkev2.NmsecProtocol.Records;

/// <summary>The flags of NMsecInterface, byte 33. Bit 0 is the most significant one.</summary>
[Flags]
public enum InterfaceFlags : byte
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>The address is IPv6.</summary>
    [NmsecName("NMsIPv6")]
    Ipv6 = 0x80,

    /// <summary>The interface is active.</summary>
    [NmsecName("NMsInterfaceActive")]
    Active = 0x40,

    /// <summary>The address is a dynamic virtual IP address.</summary>
    [NmsecName("NMsInterfaceDVIPA")]
    DynamicVipa = 0x20,
}
