namespace MyIkev2.NmsecProtocol.Records;

/// <summary>The flags of NMsecIPTunnel.</summary>
[Flags]
public enum IpTunnelFlags : uint
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>Bit 0: security and data endpoints are IPv6.</summary>
    [NmsecName("NMsIPTunFlagIPv6")]
    Ipv6 = 0x8000_0000,

    /// <summary>Bit 1: FIPS 140 mode.</summary>
    [NmsecName("NMsIPTunFIPS140")]
    Fips140 = 0x4000_0000,
}

/// <summary>NMsIPTunType.</summary>
public enum IpTunnelType : byte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>A manual tunnel.</summary>
    [NmsecName("NMsec_IPTUN_MANUAL")]
    Manual = 1,

    /// <summary>A dynamic tunnel as the stack knows it.</summary>
    [NmsecName("NMsec_IPTUN_STACK")]
    Stack = 2,

    /// <summary>A dynamic tunnel as IKE knows it.</summary>
    [NmsecName("NMsec_IPTUN_IKE")]
    Ike = 3,
}

/// <summary>NMsIPTunEncapMode.</summary>
public enum EncapsulationMode : byte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>Tunnel mode.</summary>
    [NmsecName("NMsec_ENCAP_TUNNEL", IsDesign = true)]
    Tunnel = 1,

    /// <summary>Transport mode.</summary>
    [NmsecName("NMsec_ENCAP_TRANSPORT", IsDesign = true)]
    Transport = 2,
}

/// <summary>NMsIPTunProto: the IP protocol of a data tunnel.</summary>
public enum DataTunnelProtocol : byte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>ESP.</summary>
    [NmsecName("NMsec_PROTO_ESP", IsDesign = true)]
    Esp = 50,

    /// <summary>AH.</summary>
    [NmsecName("NMsec_PROTO_AH", IsDesign = true)]
    Ah = 51,
}
