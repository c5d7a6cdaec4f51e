using MyIkev2.Registry;
using static MyIkev2.Agent.Snmp.Notifications.OwnObjects;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>TABLE: the notifications of MYIKEV2-MIB, one row each: number, name, enable bit, cause, objects.</summary>
internal static class OwnNotifications
{
    private const uint Notifications = 0;

    internal static readonly NotificationDefinition VpnUp = Row(1, "VpnUp", NotificationKinds.VpnUpDown, [TunnelChangeKind.Opened]) with
    {
        Objects = [VpnName, VpnVrf, VpnRemoteAddrType, VpnRemoteAddr, VpnRemoteId],
    };

    internal static readonly NotificationDefinition VpnDown = Row(2, "VpnDown", NotificationKinds.VpnUpDown, [TunnelChangeKind.Closed]) with
    {
        Objects = [VpnName, VpnVrf, VpnRemoteAddrType, VpnRemoteAddr, VpnRemoteId, VpnLastDownReason, VpnLastDownText],
    };

    internal static readonly NotificationDefinition ChildUp = Row(3, "ChildUp", NotificationKinds.ChildUpDown, [TunnelChangeKind.ChildOpened]) with
    {
        When = static e => e.Change.TogglesPolicy,
        Objects = [VpnName, ChildName, ChildLocalTs, ChildRemoteTs, ChildSpiIn, ChildSpiOut],
    };

    internal static readonly NotificationDefinition ChildDown = Row(4, "ChildDown", NotificationKinds.ChildUpDown, [TunnelChangeKind.ChildClosed]) with
    {
        When = static e => e.Change.TogglesPolicy,
        EchoesDown = true,
        Objects = [VpnName, ChildName, ChildLocalTs, ChildRemoteTs],
    };

    internal static readonly NotificationDefinition RekeyFailed = Row(5, "RekeyFailed", NotificationKinds.RekeyFailed, [TunnelChangeKind.RekeyFailed]) with
    {
        Recurs = true,
        Objects = [VpnName, FailPhase, FailReason, FailText],
    };

    internal static readonly NotificationDefinition AuthFailed = Row(6, "AuthFailed", NotificationKinds.AuthFailed, [TunnelChangeKind.AuthenticationFailed]) with
    {
        Recurs = true,
        Objects = [FailVpnName, FailRemoteAddrType, FailRemoteAddr, FailRemoteId, FailText],
    };

    internal static readonly NotificationDefinition PeerDead = Row(7, "PeerDead", NotificationKinds.PeerDead, [TunnelChangeKind.PeerDead]) with
    {
        EchoesDown = true,
        Objects = [VpnName, VpnRemoteAddrType, VpnRemoteAddr],
    };

    internal static readonly NotificationDefinition HalfOpenHigh = Row(8, "HalfOpenHigh", NotificationKinds.HalfOpen, [TunnelChangeKind.HalfOpenHigh]) with
    {
        // Each shard has a threshold of its own: one notification tells of all that reach it together.
        When = static e => e.Change.CookiesDemanded,
        Recurs = true,
        Objects = [IkeSaHalfOpen, CookieActive],
    };

    internal static readonly NotificationDefinition CertExpiring = Row(9, "CertExpiring", NotificationKinds.CertExpiring, [TunnelChangeKind.CertificateProblem]) with
    {
        Recurs = true,
        Objects = [VpnName, VpnCertNotAfter],
    };

    internal static readonly NotificationDefinition ConfigReloaded = Row(10, "ConfigReloaded", NotificationKinds.ConfigReloaded, [TunnelChangeKind.ConfigurationChanged]) with
    {
        Objects = [VpnConfigured, VpnTableLastChange],
    };

    internal static readonly NotificationDefinition EngineStart = Row(11, "EngineStart", NotificationKinds.EngineStart, []) with
    {
        Objects = [SoftwareVersion, UpTime],
    };

    internal static readonly NotificationDefinition PolicyFailed = Row(
        12, "PolicyFailed", NotificationKinds.AuthFailed, [TunnelChangeKind.Failed, TunnelChangeKind.ConfigurationRefused, TunnelChangeKind.DataPlaneFailed]) with
    {
        When = static e => e.Change.Kind == TunnelChangeKind.ConfigurationRefused
            || e.Cause == FailureCause.SelectorMismatch
            || e.Reason is CloseReason.NoProposalChosen or CloseReason.InvalidKe or CloseReason.TsUnacceptable,
        Recurs = true,
        Objects = [FailVpnName, FailRemoteAddrType, FailRemoteAddr, FailPhase, FailReason, FailNotifyType, FailText],
    };

    internal static readonly NotificationDefinition[] All =
    [
        VpnUp, VpnDown, ChildUp, ChildDown, RekeyFailed, AuthFailed, PeerDead, HalfOpenHigh, CertExpiring, ConfigReloaded, EngineStart, PolicyFailed,
    ];

    private static NotificationDefinition Row(uint number, string name, NotificationKinds bit, TunnelChangeKind[] kinds) => new()
    {
        Descriptor = $"myikev2N{name}",
        Name = root => root.Append(Notifications, number),
        IsEnabled = switches => (switches.Enabled & bit) != 0,
        Kinds = kinds,
    };
}
