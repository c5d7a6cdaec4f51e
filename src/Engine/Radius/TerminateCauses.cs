using MyIkev2.Registry;

namespace MyIkev2.Engine.Radius;

/// <summary>TABLE: what the end of a tunnel is to a RADIUS server (RFC 2866 section 5.10).</summary>
internal static class TerminateCauses
{
    /// <param name="reason">Why the tunnel ended.</param>
    /// <param name="isTimedOut">The server's Session-Timeout ended it.</param>
    /// <param name="isStopping">The service stops.</param>
    public static TerminateCause Of(CloseReason reason, bool isTimedOut, bool isStopping) => reason switch
    {
        CloseReason.Expired when isTimedOut => TerminateCause.SessionTimeout,
        CloseReason.AdminDown when isStopping => TerminateCause.AdminReboot,
        CloseReason.AdminDown or CloseReason.ConfigurationChanged => TerminateCause.AdminReset,
        CloseReason.PeerDelete or CloseReason.AuthenticationFailedRemote => TerminateCause.UserRequest,
        CloseReason.PeerDead or CloseReason.Timeout or CloseReason.NetworkDown => TerminateCause.LostCarrier,
        CloseReason.Idle => TerminateCause.IdleTimeout,
        CloseReason.Expired => TerminateCause.SessionTimeout,
        CloseReason.Replaced => TerminateCause.NasRequest,
        _ => TerminateCause.NasError,
    };
}
