namespace MyIkev2.NmsecProtocol.Records;

/// <summary>The first word of NMsecIKETunnel. Bit 0 is the most significant one; bits 7 to 31 are reserved.</summary>
[Flags]
public enum IkeTunnelFlags : uint
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>Bit 0: the security endpoints are IPv6.</summary>
    [NmsecName("NMsIKETunIPv6")]
    Ipv6 = 0x8000_0000,

    /// <summary>Bit 1: NAT traversal is enabled for this tunnel.</summary>
    [NmsecName("NMsIKETunNATAllowed")]
    NatAllowed = 0x4000_0000,

    /// <summary>Bit 2: a NAT is in front of the local endpoint.</summary>
    [NmsecName("NMsIKETunLclNAT")]
    LocalNat = 0x2000_0000,

    /// <summary>Bit 3: a NAT is in front of the remote endpoint.</summary>
    [NmsecName("NMsIKETunRmtNAT")]
    RemoteNat = 0x1000_0000,

    /// <summary>Bit 4: a NAT that translates ports is in front of the remote endpoint.</summary>
    [NmsecName("NMsIKETunRmtNAPT")]
    RemoteNapt = 0x0800_0000,

    /// <summary>Bit 5: the local side may start the negotiation.</summary>
    [NmsecName("NMsIKETunCanInitP1")]
    CanInitiate = 0x0400_0000,

    /// <summary>Bit 6: FIPS 140 mode.</summary>
    [NmsecName("NMsIKETunFIPS140")]
    Fips140 = 0x0200_0000,
}
