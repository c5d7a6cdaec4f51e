using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Registry;
using static MyIkev2.Agent.Snmp.Notifications.CiscoObjects;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>
/// TABLE: the notifications of CISCO-IPSEC-FLOW-MONITOR-MIB, one row each: number, name (the rest of its switch
/// cipSecTrapCntl...), cause, objects. All are off until they are switched on.
/// </summary>
internal static class CiscoNotifications
{
    private static readonly TunnelChangeKind[] Failures =
    [
        TunnelChangeKind.Failed, TunnelChangeKind.AuthenticationFailed, TunnelChangeKind.RekeyFailed, TunnelChangeKind.DataPlaneFailed,
    ];

    internal static readonly NotificationDefinition[] All =
    [
        Row(1, "cikeTunnelStart", "IkeTunnelStart", [TunnelChangeKind.Opened]) with
        {
            Objects = [PeerLocalAddr, PeerRemoteAddr, IkeLifeTime],
        },
        Row(2, "cikeTunnelStop", "IkeTunnelStop", [TunnelChangeKind.Closed]) with
        {
            EchoesDown = true,
            Objects = [PeerLocalAddr, PeerRemoteAddr, IkeActiveTime],
        },
        Row(3, "cikeSysFailure", "IkeSysFailure", Failures) with
        {
            When = static e => IsOfIke(e) && IsOfThisSystem(e),
            Recurs = true,
            Objects = [PeerLocalAddr, PeerRemoteAddr],
        },
        Row(4, "cikeCertCrlFailure", "IkeCertCrlFailure", [TunnelChangeKind.CertificateProblem, TunnelChangeKind.AuthenticationFailed]) with
        {
            When = static e => e.Change.Kind == TunnelChangeKind.CertificateProblem || e.Reason == CloseReason.CertificateInvalid,
            Recurs = true,
            Objects = [PeerLocalAddr, PeerRemoteAddr],
        },
        Row(5, "cikeProtocolFailure", "IkeProtocolFail", Failures) with
        {
            When = static e => IsOfIke(e) && IsOfProtocol(e),
            Recurs = true,
            Objects = [PeerLocalAddr, PeerRemoteAddr],
        },
        Row(6, "cikeNoSa", "IkeNoSa", Failures) with
        {
            When = static e => e.Phase != FailurePhase.DataPlane && e.Cause == FailureCause.UnknownSpi,
            Recurs = true,
            Objects = [PeerLocalAddr, PeerRemoteAddr],
        },
        Row(7, "cipSecTunnelStart", "IpSecTunnelStart", [TunnelChangeKind.ChildOpened]) with
        {
            When = static e => e.Change.TogglesPolicy,
            Objects = [IpsecLifeTime, IpsecLifeSize],
        },
        Row(8, "cipSecTunnelStop", "IpSecTunnelStop", [TunnelChangeKind.ChildClosed]) with
        {
            When = static e => e.Change.TogglesPolicy,
            EchoesDown = true,
            Objects = [IpsecActiveTime],
        },
        Row(9, "cipSecSysFailure", "IpSecSysFailure", Failures) with
        {
            When = static e => e.Phase == FailurePhase.DataPlane && IsOfThisSystem(e),
            Recurs = true,
            Objects = [PeerLocalAddr, PeerRemoteAddr, IpsecActiveTime, SpiProtocol],
        },
        Row(10, "cipSecSetUpFailure", "IpSecSetUpFailure", Failures) with
        {
            When = static e => e.Phase is FailurePhase.Child or FailurePhase.ChildRekey,
            Recurs = true,
            Objects = [PeerLocalAddr, PeerRemoteAddr],
        },
        Row(11, "cipSecEarlyTunTerm", "IpSecEarlyTunTerm", [TunnelChangeKind.ChildClosed]) with
        {
            When = static e => e.Change.TogglesPolicy && IsEarly(e.Reason),
            EchoesDown = true,
            Objects = [IpsecActiveTime, SpiProtocol],
        },
        Row(12, "cipSecProtocolFailure", "IpSecProtocolFail", Failures) with
        {
            When = static e => e.Phase == FailurePhase.DataPlane && IsOfPackets(e.Cause),
            Recurs = true,
            Objects = [IpsecActiveTime, SpiProtocol],
        },
        Row(13, "cipSecNoSa", "IpSecNoSa", Failures) with
        {
            When = static e => e.Phase == FailurePhase.DataPlane && e.Cause == FailureCause.UnknownSpi,
            Recurs = true,
        },
    ];

    /// <summary>The switch of each notification, in the order of the module.</summary>
    internal static IEnumerable<string> TrapControls => All.Select(definition => definition.Switch!);

    private static bool IsOfIke(NotificationEvent e) => e.Phase is FailurePhase.SaInit or FailurePhase.Auth or FailurePhase.IkeRekey or FailurePhase.Other;

    private static bool IsOfThisSystem(NotificationEvent e) =>
        e.Cause == FailureCause.Capacity || e.Reason is CloseReason.InternalError or CloseReason.ResourceLimit;

    private static bool IsOfProtocol(NotificationEvent e) =>
        e.Cause is FailureCause.Malformed or FailureCause.BadIntegrity
        || e.Reason is CloseReason.ProtocolError or CloseReason.NoProposalChosen or CloseReason.InvalidKe;

    private static bool IsOfPackets(FailureCause cause) =>
        cause is FailureCause.BadIntegrity or FailureCause.Decryption or FailureCause.Encryption or FailureCause.Malformed or FailureCause.SelectorMismatch;

    /// <summary>Neither an operator, the peer, the configuration nor the end of its time ended it.</summary>
    private static bool IsEarly(CloseReason reason) => reason is not (
        CloseReason.None or CloseReason.AdminDown or CloseReason.PeerDelete or CloseReason.Expired
        or CloseReason.Replaced or CloseReason.ConfigurationChanged or CloseReason.Idle);

    private static NotificationDefinition Row(uint number, string name, string control, TunnelChangeKind[] kinds)
    {
        var setting = $"cipSecTrapCntl{control}";
        return new NotificationDefinition
        {
            Descriptor = name,
            Name = _ => CiscoRoot.Notifications.Append(number),
            Switch = setting,
            IsEnabled = switches => switches.IsEnabled(setting),
            Kinds = kinds,
        };
    }
}
