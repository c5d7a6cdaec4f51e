namespace MyIkev2.Registry;

/// <summary>
/// Why a tunnel ended, or why it could not come up. Values are stable and equal those of Myikev2DownReason in MYIKEV2-MIB.
/// </summary>
public enum CloseReason : byte
{
    /// <summary>Still there.</summary>
    None = 1,

    /// <summary>An operator or the service's stop closed it.</summary>
    AdminDown = 2,

    /// <summary>The peer sent DELETE.</summary>
    PeerDelete = 3,

    /// <summary>The peer no longer answers.</summary>
    PeerDead = 4,

    /// <summary>We could not authenticate the peer.</summary>
    AuthenticationFailedLocal = 5,

    /// <summary>The peer could not authenticate us.</summary>
    AuthenticationFailedRemote = 6,

    /// <summary>No common proposal.</summary>
    NoProposalChosen = 7,

    /// <summary>No common key exchange method, or an invalid public value.</summary>
    InvalidKe = 8,

    /// <summary>No common traffic selectors.</summary>
    TsUnacceptable = 9,

    /// <summary>No answer while coming up.</summary>
    Timeout = 10,

    /// <summary>The hard lifetime ended before a rekey succeeded.</summary>
    Expired = 11,

    /// <summary>A certificate was refused.</summary>
    CertificateInvalid = 12,

    /// <summary>The peer's name could not be resolved.</summary>
    DnsFailed = 13,

    /// <summary>No way to send.</summary>
    NetworkDown = 14,

    /// <summary>A newer SA took its place (INITIAL_CONTACT, unique-sa, rekey, reauthentication).</summary>
    Replaced = 15,

    /// <summary>A configured limit was reached.</summary>
    ResourceLimit = 16,

    /// <summary>A new configuration removed or changed it.</summary>
    ConfigurationChanged = 17,

    /// <summary>Idle for longer than allowed.</summary>
    Idle = 18,

    /// <summary>The peer broke the protocol.</summary>
    ProtocolError = 19,

    /// <summary>A fault inside the engine; the log names it.</summary>
    InternalError = 20,

    /// <summary>Anything else.</summary>
    Other = 99,
}
