namespace MyIkev2.NmsecProtocol.Records;

/// <summary>The flags of NMsecNSS.</summary>
[Flags]
public enum NssFlags : uint
{
    /// <summary>No bit.</summary>
    None = 0,

    /// <summary>Bit 0: the stack is configured to use a server.</summary>
    [NmsecName("NMsIKENSSConfigured")]
    Configured = 0x8000_0000,

    /// <summary>Bit 1: certificate services are selected.</summary>
    [NmsecName("NMsIKENSSvcSelCert")]
    CertificateSelected = 0x4000_0000,

    /// <summary>Bit 2: certificate services are enabled.</summary>
    [NmsecName("NMsIKENSSvcEnblCert")]
    CertificateEnabled = 0x2000_0000,

    /// <summary>Bit 3: the remote management service is selected.</summary>
    [NmsecName("NMsIKENSSvcSelMgmt", IsDesign = true)]
    ManagementSelected = 0x1000_0000,

    /// <summary>Bit 4: the remote management service is enabled.</summary>
    [NmsecName("NMsIKENSSvcEnblMgmt", IsDesign = true)]
    ManagementEnabled = 0x0800_0000,
}

/// <summary>The kind of a client of the network security service.</summary>
public enum NssDiscipline : uint
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>IPSec.</summary>
    [NmsecName("NMsec_DISCIPLINE_IPSEC", IsDesign = true)]
    IpSec = 1,

    /// <summary>XML appliance.</summary>
    [NmsecName("NMsec_DISCIPLINE_XMLAPPLIANCE", IsDesign = true)]
    XmlAppliance = 2,
}
