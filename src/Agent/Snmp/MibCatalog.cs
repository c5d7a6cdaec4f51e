using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.Notifications;
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
    public static MibTree<SnmpView> Build(ObjectIdentifier root, CiscoMib? cisco = null, NotificationMib? notifications = null) => new(
    [
        .. Scalars(SystemGroup.Oid, SystemGroup.Objects),
        new SysOrTable(root),
        .. Scalars(SnmpGroup.Oid, SnmpGroup.Objects),
        .. Scalars(root.Append(MibRoot.Objects, EngineSystem.Number), EngineSystem.Objects),
        .. Scalars(root.Append(MibRoot.Objects, EngineStatistics.Number), EngineStatistics.Objects),
        new VpnTable(root),
        new VpnNameTable(root),
        new IkeSaTable(root),
        new ChildTable(root),
        new NotifyTypeTable(root),
        new Tables.HistoryTable(root),
        new Tables.FailureTable(root),
        new ShardTable(root),
        new ListenerTable(root),
        .. cisco?.Nodes ?? [],
        .. notifications?.Nodes(root) ?? [],
    ]);

    private static IEnumerable<MibNode<SnmpView>> Scalars(ObjectIdentifier group, MibObjectList<SnmpView> objects) =>
        objects.Select(definition => new MibScalar<SnmpView>(group, definition));
}
