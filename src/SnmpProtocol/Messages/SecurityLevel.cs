namespace MyIkev2.SnmpProtocol.Messages;

/// <summary>SnmpSecurityLevel (RFC 3411 section 5). The order matters: a higher one contains the lower ones.</summary>
public enum SecurityLevel
{
    /// <summary>noAuthNoPriv: whoever knows the name. All that a community can have.</summary>
    NoAuthNoPriv = 1,

    /// <summary>authNoPriv: authenticated, readable on the way.</summary>
    AuthNoPriv = 2,

    /// <summary>authPriv: authenticated and encrypted.</summary>
    AuthPriv = 3,
}
