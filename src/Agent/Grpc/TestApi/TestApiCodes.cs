using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.TestApi;

/// <summary>
/// TABLE: the numbers of the MyIKEv2 test API for states and reasons. Its public text names the states but prints no numbers, so all of
/// these are ours and stay in this one place; a deployment that knows the vendor's numbers replaces this file.
/// </summary>
internal static class TestApiCodes
{
    // IANA traffic selector types, RFC 7296 section 3.13.1.
    public const uint Ipv4AddressRange = 7;
    public const uint Ipv6AddressRange = 8;

    /// <summary>How a side proved itself: the IANA number of its AUTH, or for EAP, which has none, one of the range for private use.</summary>
    public static uint Of(TestEapUse eap, byte method) => eap switch
    {
        TestEapUse.Eap => 201,
        TestEapUse.EapOnly => 202,
        _ => method,
    };

    public static uint Of(TestRole role) => (uint)role;

    public static uint Of(TestResult result) => (uint)result;

    /// <summary>The state of an IKE_SA: what it is busy with shows as a state of its own.</summary>
    public static uint Of(IkeTunnelState state, IkeTunnelActivity activity) => (uint)TestSaStates.Of(state, activity);

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
