namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsIKETunExchangeMode.</summary>
public enum IkeExchangeMode : byte
{
    /// <summary>IKEv2 has no modes.</summary>
    NotApplicable = 0,

    /// <summary>Main mode.</summary>
    [NmsecName("NMsec_IKETUN_EXCHMAIN")]
    Main = 2,

    /// <summary>Aggressive mode.</summary>
    [NmsecName("NMsec_IKETUN_EXCHAGGRESSIVE")]
    Aggressive = 4,
}

/// <summary>How a side of an IKE tunnel authenticates.</summary>
public enum PeerAuthenticationMethod : byte
{
    /// <summary>Not known yet, or one that the interface has no number for.</summary>
    None = 0,

    /// <summary>RSA signature.</summary>
    [NmsecName("NMsec_IKETUN_RSASIGNATURE")]
    RsaSignature = 2,

    /// <summary>Pre-shared key.</summary>
    [NmsecName("NMsec_IKETUN_PRESHAREDKEY")]
    PresharedKey = 3,

    /// <summary>ECDSA with P-256.</summary>
    [NmsecName("NMsec_IKETUN_ECDSA_256")]
    Ecdsa256 = 4,

    /// <summary>ECDSA with P-384.</summary>
    [NmsecName("NMsec_IKETUN_ECDSA_384")]
    Ecdsa384 = 5,

    /// <summary>ECDSA with P-521.</summary>
    [NmsecName("NMsec_IKETUN_ECDSA_521")]
    Ecdsa521 = 6,

    /// <summary>Digital signature. The published list has it for the local side only; we use it for both.</summary>
    [NmsecName("NMsec_IKETUN_DS")]
    DigitalSignature = 7,
}

/// <summary>NMsIKETunRole.</summary>
public enum IkeTunnelRole : byte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>The local side sent the first message.</summary>
    [NmsecName("NMsec_IKETUN_INITIATOR")]
    Initiator = 1,

    /// <summary>The remote side sent the first message.</summary>
    [NmsecName("NMsec_IKETUN_RESPONDER")]
    Responder = 2,
}

/// <summary>NMsIKETunNATTLevel.</summary>
public enum NatTraversalLevel : byte
{
    /// <summary>Not configured or not negotiated.</summary>
    [NmsecName("NMsec_IKETUN_NATTNONE")]
    None = 0,

    /// <summary>RFC 3947 draft 2.</summary>
    [NmsecName("NMsec_IKETUN_NATTRFCD2")]
    Rfc3947Draft2 = 1,

    /// <summary>RFC 3947 draft 3.</summary>
    [NmsecName("NMsec_IKETUN_NATTRFCD3")]
    Rfc3947Draft3 = 3,

    /// <summary>RFC 3947.</summary>
    [NmsecName("NMsec_IKETUN_NATTRFC")]
    Rfc3947 = 4,

    /// <summary>RFC 3947 with a z/OS peer.</summary>
    [NmsecName("NMsec_IKETUN_NATTZOS")]
    Rfc3947ZosPeer = 5,

    /// <summary>RFC 5996.</summary>
    [NmsecName("NMsec_IKETUN_NATTV2")]
    Ikev2 = 6,

    /// <summary>RFC 5996 with a z/OS peer.</summary>
    [NmsecName("NMsec_IKETUN_NATTV2ZOS")]
    Ikev2ZosPeer = 7,
}

/// <summary>Identity types, RFC 2407 section 4.6.2.1.</summary>
public enum IsakmpIdentityType : byte
{
    /// <summary>Not known yet, or one that RFC 2407 lacks.</summary>
    None = 0,

    /// <summary>IPv4 address.</summary>
    [NmsecName("ID_IPV4_ADDR")]
    Ipv4Address = 1,

    /// <summary>Fully qualified domain name.</summary>
    [NmsecName("ID_FQDN")]
    Fqdn = 2,

    /// <summary>User at a domain; IKEv2 calls it ID_RFC822_ADDR.</summary>
    [NmsecName("ID_USER_FQDN")]
    UserFqdn = 3,

    /// <summary>IPv4 subnet.</summary>
    [NmsecName("ID_IPV4_ADDR_SUBNET")]
    Ipv4Subnet = 4,

    /// <summary>IPv6 address.</summary>
    [NmsecName("ID_IPV6_ADDR")]
    Ipv6Address = 5,

    /// <summary>IPv6 subnet.</summary>
    [NmsecName("ID_IPV6_ADDR_SUBNET")]
    Ipv6Subnet = 6,

    /// <summary>IPv4 range.</summary>
    [NmsecName("ID_IPV4_ADDR_RANGE")]
    Ipv4Range = 7,

    /// <summary>IPv6 range.</summary>
    [NmsecName("ID_IPV6_ADDR_RANGE")]
    Ipv6Range = 8,

    /// <summary>Distinguished name.</summary>
    [NmsecName("ID_DER_ASN1_DN")]
    DistinguishedName = 9,

    /// <summary>General name.</summary>
    [NmsecName("ID_DER_ASN1_GN")]
    GeneralName = 10,

    /// <summary>Opaque key identifier.</summary>
    [NmsecName("ID_KEY_ID")]
    KeyId = 11,
}
