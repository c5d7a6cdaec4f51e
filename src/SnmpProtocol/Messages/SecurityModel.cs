namespace MyIkev2.SnmpProtocol.Messages;

/// <summary>SnmpSecurityModel (RFC 3411 section 5).</summary>
public enum SecurityModel
{
    /// <summary>Any of them; only in the configuration of access rights.</summary>
    Any = 0,

    /// <summary>The community of SNMPv1.</summary>
    V1 = 1,

    /// <summary>The community of SNMPv2c.</summary>
    V2c = 2,

    /// <summary>The user-based security model (RFC 3414).</summary>
    Usm = 3,
}
