namespace MyIkev2.Registry;

/// <summary>The states in the coarse steps that summaries count.</summary>
public enum TunnelPhase : byte
{
    /// <summary>Pending or being negotiated.</summary>
    InProgress = 0,

    /// <summary>Usable.</summary>
    Active = 1,

    /// <summary>Lifetime used up, and not gone yet.</summary>
    Expired = 2,

    /// <summary>No longer used by this side; replaced, or its DELETE is not answered.</summary>
    HalfClosed = 3,

    /// <summary>Gone; a moment more in displays, and in no sum.</summary>
    Gone = 4,

    /// <summary>No SA at all: a policy that waits for traffic.</summary>
    None = 5,
}

/// <summary>TABLE: state to phase.</summary>
public static class TunnelPhases
{
    /// <summary>The phase of an IKE SA.</summary>
    public static TunnelPhase Phase(this IkeTunnelState state) => state switch
    {
        IkeTunnelState.Pending or IkeTunnelState.InitSent or IkeTunnelState.InitAnswered or IkeTunnelState.AuthSent
            or IkeTunnelState.AwaitingAuthorization => TunnelPhase.InProgress,
        IkeTunnelState.Established or IkeTunnelState.Rekeying => TunnelPhase.Active,
        IkeTunnelState.Expired => TunnelPhase.Expired,
        IkeTunnelState.Rekeyed or IkeTunnelState.Closing => TunnelPhase.HalfClosed,
        _ => TunnelPhase.Gone,
    };

    /// <summary>The phase of a Child SA pair.</summary>
    public static TunnelPhase Phase(this IpsecTunnelState state) => state switch
    {
        IpsecTunnelState.Pending or IpsecTunnelState.Negotiating => TunnelPhase.InProgress,
        IpsecTunnelState.Installed or IpsecTunnelState.Rekeying => TunnelPhase.Active,
        IpsecTunnelState.Expired => TunnelPhase.Expired,
        IpsecTunnelState.Rekeyed or IpsecTunnelState.Deleting => TunnelPhase.HalfClosed,
        IpsecTunnelState.Routed => TunnelPhase.None,
        _ => TunnelPhase.Gone,
    };
}
