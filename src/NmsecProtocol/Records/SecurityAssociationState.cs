namespace MyIkev2.NmsecProtocol.Records;

/// <summary>NMsec_SASTATE: where a tunnel is in its life, in short.</summary>
public enum SecurityAssociationState : byte
{
    /// <summary>Not known.</summary>
    Unknown = 0,

    /// <summary>Inactive; manual tunnels only.</summary>
    [NmsecName("NMsec_SASTATE_INACTIVE")]
    Inactive = 1,

    /// <summary>Waiting for negotiation.</summary>
    [NmsecName("NMsec_SASTATE_PENDING")]
    Pending = 2,

    /// <summary>In negotiation.</summary>
    [NmsecName("NMsec_SASTATE_INCOMPLETE")]
    Incomplete = 3,

    /// <summary>Active.</summary>
    [NmsecName("NMsec_SASTATE_ACTIVE")]
    Active = 4,

    /// <summary>Expired.</summary>
    [NmsecName("NMsec_SASTATE_EXPIRED")]
    Expired = 5,

    /// <summary>Not used locally any more, the delete is not acknowledged yet; IKEv2 only.</summary>
    [NmsecName("NMsec_SASTATE_HALF_CLOSED")]
    HalfClosed = 6,
}

/// <summary>NMsec_P1STATE: where an IKE tunnel is in its negotiation.</summary>
public enum Phase1State : byte
{
    /// <summary>No key exchange message yet.</summary>
    [NmsecName("NMsec_P1STATE_INIT")]
    Init = 0,

    /// <summary>The first message was sent; waiting for the answer.</summary>
    [NmsecName("NMsec_P1STATE_WAIT_SA")]
    WaitSa = 1,

    /// <summary>A key exchange response was sent.</summary>
    [NmsecName("NMsec_P1STATE_IN_KE")]
    InKe = 2,

    /// <summary>A key exchange message was sent; waiting for the answer.</summary>
    [NmsecName("NMsec_P1STATE_WAIT_KE")]
    WaitKe = 3,

    /// <summary>Complete; usable for traffic.</summary>
    [NmsecName("NMsec_P1STATE_DONE")]
    Done = 4,

    /// <summary>Lifetime or lifesize is used up.</summary>
    [NmsecName("NMsec_P1STATE_EXPIRED")]
    Expired = 5,

    /// <summary>An authorization request is under way.</summary>
    [NmsecName("NMsec_P1STATE_WAIT_AUTH")]
    WaitAuth = 6,

    /// <summary>Not used locally any more, the delete is not acknowledged yet; IKEv2 only.</summary>
    [NmsecName("NMsec_P1STATE_HALF_CLOSED")]
    HalfClosed = 7,
}
