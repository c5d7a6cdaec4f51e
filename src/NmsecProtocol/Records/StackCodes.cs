namespace MyIkev2.NmsecProtocol.Records;

/// <summary>The flags of NMsecStack.</summary>
[Flags]
public enum StackFlags : uint
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>Bit 0: IP security is on.</summary>
    [NmsecName("NMsStackIPSecurity")]
    IpSecurity = 0x8000_0000,

    /// <summary>Bit 1: IP security for IPv6 is on.</summary>
    [NmsecName("NMsStackIPv6Security")]
    Ipv6Security = 0x4000_0000,

    /// <summary>Bit 2: sysplex-wide security associations are on.</summary>
    [NmsecName("NMsStackDVIPSec")]
    SysplexWideSecurity = 0x2000_0000,

    /// <summary>Bit 3: filter logging is on.</summary>
    [NmsecName("NMsStackLogging")]
    Logging = 0x1000_0000,

    /// <summary>Bit 4: packets are filtered before decapsulation too.</summary>
    [NmsecName("NMsStackPreDecap")]
    PreDecapsulation = 0x0800_0000,

    /// <summary>Bit 5: the filters of the policy are in force (NMsec_FLT_POLICY), not those of the profile (NMsec_FLT_DEFAULT).</summary>
    [NmsecName("NMsStackFilterSet")]
    PolicyFilters = 0x0400_0000,

    /// <summary>Bit 6: FIPS 140 mode.</summary>
    [NmsecName("NMsStackFIPS140")]
    Fips140 = 0x0200_0000,
}

/// <summary>NMsStackDefensiveMode.</summary>
public enum DefensiveMode : byte
{
    /// <summary>Defensive filters are not used.</summary>
    [NmsecName("NMsec_DEFMODE_INACTIVE", IsDesign = true)]
    Inactive = 0,

    /// <summary>Defensive filters are used.</summary>
    [NmsecName("NMsec_DEFMODE_ACTIVE", IsDesign = true)]
    Active = 1,

    /// <summary>Defensive filters only log.</summary>
    [NmsecName("NMsec_DEFMODE_SIMULATE", IsDesign = true)]
    Simulate = 2,
}
