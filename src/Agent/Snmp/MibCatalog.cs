using MyIkev2.Agent.Snmp.Access;
using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.Notifications;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.Agent.Snmp.Tables;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp;

/// <summary>TABLE: every scalar group and table that the agent serves. A new one is a file in Tables/ and a row here.</summary>
public static class MibCatalog
{
    /// <summary>The whole MIB.</summary>
    /// <param name="root">Arc of MYIKEV2-MIB.</param>
    /// <param name="cisco">The Cisco layout; null leaves it out.</param>
    /// <param name="notifications">Targets and switches of notifications; null leaves them out.</param>
    /// <param name="security">Who may ask; null leaves the tables about that out.</param>
    /// <param name="sizes">Sizes of the history; null leaves out the scalars that set them.</param>
    public static MibTree<SnmpView> Build(
        ObjectIdentifier root,
        CiscoMib? cisco = null,
        NotificationMib? notifications = null,
        SnmpSecurity? security = null,
        HistorySizes? sizes = null) => new(
    [
        .. Scalars(SystemGroup.Oid, SystemGroup.Objects),
        new SysOrTable(root, cisco is { Options.Enabled: true }, notifications is not null, security is not null),
        .. Scalars(Interfaces.Group, Interfaces.Scalars),
        new InterfaceTable(),
        .. Scalars(Interfaces.ExtensionGroup, Interfaces.ExtensionScalars),
        new InterfaceExtensionTable(),
        .. Scalars(SnmpGroup.Oid, SnmpGroup.Objects),
        .. Scalars(SnmpGroup.SetOid, SnmpGroup.SetObjects),
        .. Scalars(ProtocolStatistics.MessageProcessingOid, ProtocolStatistics.MessageProcessing),
        .. Scalars(ProtocolStatistics.TargetOid, ProtocolStatistics.Contexts),
        .. security is null ? [] : WhoMayAsk(security),
        .. Scalars(root.Append(MibRoot.Objects, EngineSystem.Number), EngineSystem.Objects),
        .. Scalars(root.Append(MibRoot.Objects, EngineStatistics.Number), EngineStatistics.Objects),
        new VpnTable(root),
        new VpnNameTable(root),
        new IkeSaTable(root),
        new ChildTable(root),
        new NotifyTypeTable(root),
        .. sizes is null ? [] : Scalars(root.Append(MibRoot.Objects, HistoryControl.Number), HistoryControl.Objects(sizes)),
        new Tables.HistoryTable(root),
        new Tables.FailureTable(root),
        new ShardTable(root),
        new ListenerTable(root),
        new LeaseTable(root),
        .. cisco?.Nodes ?? [],
        .. notifications?.Nodes(root) ?? [],
    ]);

    private static IEnumerable<MibNode<SnmpView>> WhoMayAsk(SnmpSecurity security)
    {
        var access = security.Access.AccessControl;
        return
        [
            .. Scalars(ProtocolStatistics.EngineOid, ProtocolStatistics.Engine(security)),
            .. Scalars(ProtocolStatistics.UsersOid, ProtocolStatistics.Users(security.Engine.Counters)),
            new MibScalar<SnmpView>(UserTable.Group, UserTable.SpinLock),
            new UserTable(security),
            new ContextTable(),
            new GroupTable(access),
            new AccessEntryTable(access),
            new MibScalar<SnmpView>(ViewTable.Group, ViewTable.SpinLock),
            new ViewTable(access),
        ];
    }

    private static IEnumerable<MibNode<SnmpView>> Scalars(ObjectIdentifier group, MibObjectList<SnmpView> objects) =>
        objects.Select(definition => new MibScalar<SnmpView>(group, definition));
}
