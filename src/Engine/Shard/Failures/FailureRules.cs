using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Sa;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard.Failures;

/// <summary>TABLE: which ends are failures, what was being done, and how subscribers are told.</summary>
internal static class FailureRules
{
    /// <summary>False for the ends that belong to the life of a healthy tunnel.</summary>
    public static bool IsFailure(CloseReason reason) => reason is not (CloseReason.None or CloseReason.AdminDown or CloseReason.PeerDelete
        or CloseReason.Replaced or CloseReason.ConfigurationChanged or CloseReason.Idle or CloseReason.Expired);

    /// <summary>What an SA is busy with while it is about to end for this reason.</summary>
    public static FailurePhase PhaseOf(IkeSa sa, CloseReason reason) => sa.State switch
    {
        IkeSaState.Initiating => FailurePhase.SaInit,
        IkeSaState.HalfOpen => sa.Keys is null ? FailurePhase.SaInit : FailurePhase.Auth,
        IkeSaState.Authenticating => FailurePhase.Auth,
        _ when reason == CloseReason.PeerDead => FailurePhase.Liveness,
        _ when reason is CloseReason.AuthenticationFailedLocal or CloseReason.AuthenticationFailedRemote or CloseReason.CertificateInvalid => FailurePhase.Auth,
        _ => sa.Requests.Current switch
        {
            RekeyIkeInitiator => FailurePhase.IkeRekey,
            ChildInitiator child => PhaseOf(child.Child),
            _ => FailurePhase.Other,
        },
    };

    public static FailurePhase PhaseOf(ChildNegotiation child) => child.Replaces is null ? FailurePhase.Child : FailurePhase.ChildRekey;

    public static FailureCause CauseOf(CloseReason reason) => reason switch
    {
        CloseReason.ProtocolError => FailureCause.Malformed,
        _ => FailureCause.None,
    };

    public static TunnelChangeKind KindOf(FailurePhase phase, CloseReason reason) => (phase, reason) switch
    {
        (_, CloseReason.AuthenticationFailedLocal or CloseReason.AuthenticationFailedRemote or CloseReason.CertificateInvalid) => TunnelChangeKind.AuthenticationFailed,
        (FailurePhase.IkeRekey or FailurePhase.ChildRekey, _) => TunnelChangeKind.RekeyFailed,
        (FailurePhase.Liveness, _) => TunnelChangeKind.PeerDead,
        (FailurePhase.DataPlane, _) => TunnelChangeKind.DataPlaneFailed,
        _ => TunnelChangeKind.Failed,
    };
}
