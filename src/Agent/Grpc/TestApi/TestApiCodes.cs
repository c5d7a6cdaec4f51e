using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.TestApi;

/// <summary>
/// TABLE: the numbers of the MyIKEv2 test API for states and reasons. Its public text names the states but prints no numbers, so all of
/// these are ours and stay in this one place; a deployment that knows the vendor's numbers replaces this file.
/// </summary>
internal static class TestApiCodes
{
    public const uint ClientRole = 1;
    public const uint GatewayRole = 2;
    public const uint ResultRunning = 0;

    // IANA traffic selector types, RFC 7296 section 3.13.1.
    public const uint Ipv4AddressRange = 7;
    public const uint Ipv6AddressRange = 8;

    /// <summary>The state of an IKE_SA: what it is busy with shows as a state of its own.</summary>
    public static IkeSaState Of(IkeTunnelState state, IkeTunnelActivity activity) => state switch
    {
        IkeTunnelState.Pending or IkeTunnelState.InitSent => IkeSaState.Init,
        IkeTunnelState.InitAnswered or IkeTunnelState.AuthSent or IkeTunnelState.AwaitingAuthorization => IkeSaState.Created,
        IkeTunnelState.Established => activity switch
        {
            IkeTunnelActivity.LivenessCheck => IkeSaState.Dpd,
            IkeTunnelActivity.ChildRekeying => IkeSaState.ChildRekeying,
            IkeTunnelActivity.IkeRekeying => IkeSaState.Rekeying,
            IkeTunnelActivity.UpdatingAddress => IkeSaState.UpdatingAddress,
            _ => IkeSaState.Established,
        },
        IkeTunnelState.Rekeying => IkeSaState.Rekeying,
        IkeTunnelState.Rekeyed => IkeSaState.Rekeyed,
        IkeTunnelState.Expired or IkeTunnelState.Closing => IkeSaState.Closing,
        _ => IkeSaState.Closed,
    };

    /// <summary>True in the states in which an IKE_SA can carry exchanges.</summary>
    public static bool IsLive(IkeSaState state) =>
        state is IkeSaState.Established or IkeSaState.UpdatingAddress or IkeSaState.Rekeying or IkeSaState.Dpd or IkeSaState.ChildRekeying;

    public static uint Of(IpsecTunnelState state) => state switch
    {
        IpsecTunnelState.Routed => 0,
        IpsecTunnelState.Pending or IpsecTunnelState.Negotiating => 1,
        IpsecTunnelState.Installed => 2,
        IpsecTunnelState.Rekeying => 3,
        IpsecTunnelState.Rekeyed => 4,
        IpsecTunnelState.Deleting or IpsecTunnelState.Expired => 5,
        _ => 6,
    };

    public static uint Of(CloseReason reason) => reason switch
    {
        CloseReason.None => 0,
        CloseReason.AdminDown or CloseReason.ConfigurationChanged or CloseReason.Idle => 1,
        CloseReason.PeerDelete => 2,
        CloseReason.Timeout => 3,
        CloseReason.PeerDead => 4,
        CloseReason.AuthenticationFailedLocal or CloseReason.AuthenticationFailedRemote or CloseReason.CertificateInvalid => 5,
        CloseReason.NoProposalChosen or CloseReason.InvalidKe => 6,
        CloseReason.TsUnacceptable => 7,
        CloseReason.Expired => 8,
        CloseReason.Replaced => 11,
        _ => 12,
    };
}

/// <summary>States of an IKE_SA in the test API. The numbers are ours, see <see cref="TestApiCodes"/>.</summary>
internal enum IkeSaState : uint
{
    Init = 0,
    Created = 1,
    Established = 2,
    UpdatingAddress = 3,
    Rekeying = 4,
    Rekeyed = 5,
    Closed = 6,
    Closing = 7,
    Dpd = 8,
    ChildRekeying = 9,
}
