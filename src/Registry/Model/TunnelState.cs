namespace MyIkev2.Registry;

/// <summary>Where an IKE SA is in its life. Values are stable: interfaces persist and export them.</summary>
public enum IkeTunnelState : byte
{
    /// <summary>Configured to come up; nothing sent yet.</summary>
    Pending = 0,

    /// <summary>Initiator: IKE_SA_INIT request sent, no answer yet.</summary>
    InitSent = 1,

    /// <summary>Responder: IKE_SA_INIT answered, waiting for IKE_AUTH.</summary>
    InitAnswered = 2,

    /// <summary>Initiator: IKE_AUTH request sent.</summary>
    AuthSent = 3,

    /// <summary>Waiting for a decision from outside the engine (EAP back end, RADIUS).</summary>
    AwaitingAuthorization = 4,

    /// <summary>Authenticated and usable.</summary>
    Established = 5,

    /// <summary>Usable, and its replacement is being negotiated.</summary>
    Rekeying = 6,

    /// <summary>Replaced by a newer generation; waiting for the DELETE.</summary>
    Rekeyed = 7,

    /// <summary>Lifetime over while children are still there; the DELETE that ends it and them is not yet answered.</summary>
    Expired = 8,

    /// <summary>DELETE sent, not yet answered.</summary>
    Closing = 9,

    /// <summary>Gone; seen only in histories.</summary>
    Closed = 10,
}

/// <summary>Where a Child SA is in its life. Values are stable.</summary>
public enum IpsecTunnelState : byte
{
    /// <summary>A policy waits for traffic.</summary>
    Routed = 0,

    /// <summary>Being negotiated.</summary>
    Negotiating = 1,

    /// <summary>Both directions are installed.</summary>
    Installed = 2,

    /// <summary>Installed, and its replacement is being negotiated.</summary>
    Rekeying = 3,

    /// <summary>Replaced; waiting for the DELETE.</summary>
    Rekeyed = 4,

    /// <summary>DELETE sent, not yet answered.</summary>
    Deleting = 5,

    /// <summary>Deleted, kept inbound for packets still on their way (and for displays) a few seconds more.</summary>
    Deleted = 6,

    /// <summary>Time or octets used up; the DELETE that this sent is not yet answered.</summary>
    Expired = 7,

    /// <summary>Asked for, and waits for its turn: for the IKE SA to stand, or for an exchange before it.</summary>
    Pending = 8,
}

/// <summary>What an established IKE SA is busy with; a live fact beside its state.</summary>
public enum IkeTunnelActivity : byte
{
    /// <summary>Nothing outstanding.</summary>
    None = 0,

    /// <summary>A liveness check is unanswered.</summary>
    LivenessCheck = 1,

    /// <summary>A Child SA rekey is running.</summary>
    ChildRekeying = 2,

    /// <summary>The IKE SA's own rekey is running.</summary>
    IkeRekeying = 3,

    /// <summary>UPDATE_SA_ADDRESSES is unanswered (MOBIKE).</summary>
    UpdatingAddress = 4,
}

/// <summary>IPsec mode of a Child SA.</summary>
public enum IpsecMode : byte
{
    /// <summary>Tunnel mode.</summary>
    Tunnel = 0,

    /// <summary>Transport mode.</summary>
    Transport = 1,
}

/// <summary>IPsec protocol of a Child SA; values are those of RFC 7296 section 3.3.1.</summary>
public enum IpsecProtocol : byte
{
    /// <summary>Authentication Header.</summary>
    Ah = 2,

    /// <summary>Encapsulating Security Payload.</summary>
    Esp = 3,
}
