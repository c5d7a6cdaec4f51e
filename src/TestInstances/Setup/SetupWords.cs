namespace MyIkev2.TestInstances.Setup;

/// <summary>Which addresses a MOBIKE client changes (<c>mobikechangeaddrtype</c>).</summary>
public enum MobikeChange
{
    OwnOnly,
    PeerOnly,
    Both,
}

/// <summary>How a side proves its identity (<c>authownmethod</c>, <c>authpeermethod</c>).</summary>
public enum SetupAuthentication
{
    Psk,
    Rsa,
    EcdsaSha256P256,
    EcdsaSha384P384,
    EcdsaSha512P521,

    /// <summary>RFC 7427.</summary>
    DigitalSignature,
    Eap,

    /// <summary>EAP without a signature of the gateway (RFC 5998); said of the gateway's side of the pair.</summary>
    EapOnly,
}

/// <summary>Where a client's EAP messages come from (<c>eapimplementaion</c>).</summary>
public enum EapImplementation
{
    /// <summary>An eapol_test program is driven.</summary>
    Snoop,

    /// <summary>A captured login is replayed.</summary>
    File,
}

/// <summary>The EAP method of <c>setup.eap_identity</c>.</summary>
public enum SetupEapMethod
{
    Mschapv2,
    Md5,
    Tls,
}

/// <summary>Hash of RFC 7427 signatures (<c>dshashalg</c>).</summary>
public enum SignatureHash
{
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// <summary>What a ping task sends (<c>pingconf.ptype</c>).</summary>
public enum PingType
{
    Icmp,
    Udp,
}
