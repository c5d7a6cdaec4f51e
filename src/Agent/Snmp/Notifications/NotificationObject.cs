using MyIkev2.Agent.Snmp.Tables;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Notifications;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>An object of a notification: how its instance is named, and its value.</summary>
/// <param name="Descriptor">Its name in the MIB module.</param>
/// <param name="Instance">The instance that an event is about.</param>
/// <param name="Write">Writes the value.</param>
internal sealed record NotificationObject(
    string Descriptor, Func<NotificationEvent, ObjectIdentifier> Instance, VarBindValueWriter<NotificationEvent> Write);

/// <summary>TABLE: the objects of MYIKEV2-MIB that its notifications carry, one row each.</summary>
internal static class OwnObjects
{
    private const uint System = 1;
    private const uint Vpns = 3;
    private const uint Children = 6;
    private const uint Failures = 10;

    // The rules of the tables: text is cut where the module ends it.
    private const int NameLength = 64;

    internal static readonly NotificationObject SoftwareVersion = Scalar(1, "Version", (e, ref w) => w.WriteText(e.Registry.Engine.Version));
    internal static readonly NotificationObject UpTime = Scalar(2, "UpTime", (e, ref w) => w.WriteTimeTicks(Views.AgentClock.Hundredths(e.Registry.AsOf - e.Registry.Engine.StartedAt)));
    internal static readonly NotificationObject VpnConfigured = Scalar(3, "VpnConfigured", (e, ref w) => w.WriteGauge32((uint)e.Registry.Configuration.Count));
    internal static readonly NotificationObject IkeSaHalfOpen = Scalar(7, "IkeSaHalfOpen", (e, ref w) => w.WriteGauge32((uint)Math.Min(e.Engine.HalfOpen, uint.MaxValue)));
    internal static readonly NotificationObject CookieActive = Scalar(9, "CookieActive", (e, ref w) => w.WriteTruthValue(e.Change.CookiesDemanded));
    internal static readonly NotificationObject VpnTableLastChange = Scalar(10, "VpnTableLastChange", (e, ref w) => w.WriteTimeTicks(Views.AgentClock.Hundredths(e.UpTime)));

    internal static readonly NotificationObject VpnName = Vpn(2, "VpnName", (e, ref w) => w.WriteText(e.VpnName, NameLength));
    internal static readonly NotificationObject VpnLastDownReason = Vpn(8, "VpnLastDownReason", (e, ref w) => w.WriteInteger32((int)e.Change.Reason));
    internal static readonly NotificationObject VpnLastDownText = Vpn(9, "VpnLastDownText", (e, ref w) => w.WriteText(e.Change.Text));
    internal static readonly NotificationObject VpnRemoteAddrType = Vpn(15, "VpnRemoteAddrType", (e, ref w) => w.WriteInteger32(AddressObjects.TypeOf(e.Tunnel?.Remote.Address)));
    internal static readonly NotificationObject VpnRemoteAddr = Vpn(16, "VpnRemoteAddr", (e, ref w) => AddressObjects.Write(e.Tunnel?.Remote.Address, ref w));
    internal static readonly NotificationObject VpnRemoteId = Vpn(21, "VpnRemoteId", (e, ref w) => w.WriteText(e.Tunnel?.RemoteIdentity.Text));

    internal static readonly NotificationObject VpnCertNotAfter = Vpn(48, "VpnCertNotAfter", (e, ref w) => DateAndTimeObject.Write(e.Tunnel?.RemoteCertificateNotAfter, ref w));
    internal static readonly NotificationObject VpnVrf = Vpn(49, "VpnVrf", (e, ref w) => w.WriteText(e.Tunnel?.Vrf ?? e.Failure?.Vrf, NameLength));

    internal static readonly NotificationObject ChildName = Child(2, "ChildName", (e, ref w) => w.WriteText(e.Child?.PolicyName, NameLength));
    internal static readonly NotificationObject ChildLocalTs = Child(8, "ChildLocalTs", (e, ref w) => w.WriteText(ChildTable.Selectors(e.Child?.LocalSelectors)));
    internal static readonly NotificationObject ChildRemoteTs = Child(9, "ChildRemoteTs", (e, ref w) => w.WriteText(ChildTable.Selectors(e.Child?.RemoteSelectors)));
    internal static readonly NotificationObject ChildSpiIn = Child(10, "ChildSpiIn", (e, ref w) => w.WriteGauge32(e.Child?.SpiIn ?? 0));
    internal static readonly NotificationObject ChildSpiOut = Child(11, "ChildSpiOut", (e, ref w) => w.WriteGauge32(e.Child?.SpiOut ?? 0));

    internal static readonly NotificationObject FailPhase = Fail(4, "FailPhase", (e, ref w) => w.WriteInteger32((int)e.Phase));
    internal static readonly NotificationObject FailVpnName = Fail(6, "FailVpnName", (e, ref w) => w.WriteText(e.Failure?.VpnName, NameLength));
    internal static readonly NotificationObject FailRemoteAddrType = Fail(9, "FailRemoteAddrType", (e, ref w) => w.WriteInteger32(AddressObjects.TypeOf(e.Failure?.Remote?.Address)));
    internal static readonly NotificationObject FailRemoteAddr = Fail(10, "FailRemoteAddr", (e, ref w) => AddressObjects.Write(e.Failure?.Remote?.Address, ref w));
    internal static readonly NotificationObject FailRemoteId = Fail(11, "FailRemoteId", (e, ref w) => w.WriteText(e.Failure?.RemoteIdentity.Text));
    internal static readonly NotificationObject FailReason = Fail(12, "FailReason", (e, ref w) => w.WriteInteger32((int)e.Reason));
    internal static readonly NotificationObject FailNotifyType = Fail(13, "FailNotifyType", (e, ref w) => w.WriteGauge32(e.Failure?.NotifyType ?? 0u));
    internal static readonly NotificationObject FailText = Fail(15, "FailText", (e, ref w) => w.WriteText(e.Failure?.Text ?? e.Change.Text));

    private static NotificationObject Scalar(uint number, string name, VarBindValueWriter<NotificationEvent> write) =>
        new($"myikev2{name}", e => e.Root.Append(MibRoot.Objects, System, number, 0), write);

    private static NotificationObject Vpn(uint column, string name, VarBindValueWriter<NotificationEvent> write) =>
        new($"myikev2{name}", e => e.Root.Append(MibRoot.Objects, Vpns, 1, column, e.VpnIndex), write);

    private static NotificationObject Child(uint column, string name, VarBindValueWriter<NotificationEvent> write) =>
        new($"myikev2{name}", e => e.Root.Append(MibRoot.Objects, Children, 1, column, e.VpnIndex, e.ChildIndex), write);

    private static NotificationObject Fail(uint column, string name, VarBindValueWriter<NotificationEvent> write) =>
        new($"myikev2{name}", e => e.Root.Append(MibRoot.Objects, Failures, 1, column, e.Failure?.Number ?? 0), write);
}
