using MyIkev2.Agent.Snmp.Cisco;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>The system group of SNMPv2-MIB (RFC 3418), read-only; an asker with a persona sees that instead.</summary>
internal static class SystemGroup
{
    /// <summary>Services at layer 3 (it forwards packets), 4 and 7: 2^2 + 2^3 + 2^6.</summary>
    private const int Services = 76;

    internal static ObjectIdentifier Oid { get; } = ObjectIdentifier.Parse("1.3.6.1.2.1.1");

    internal static MibObjectList<SnmpView> Objects => new MibObjectList<SnmpView>("sys")
        .Text(1, "Descr", view => view.Persona?.Description ?? $"MyIkev2 {view.Registry.Engine.Version}, {view.Agent.Platform}")
        .Identifier(2, "ObjectID", view => view.Persona?.ObjectId ?? view.Agent.Root.Append(MibRoot.Products, 1))
        .TimeTicks(3, "UpTime", view => AgentClock.Hundredths(view.UpTime))
        .Text(4, "Contact", view => view.Agent.Contact)
        .Text(5, "Name", view => view.Agent.Name.Length > 0 ? view.Agent.Name : view.Registry.Engine.HostName)
        .Text(6, "Location", view => view.Agent.Location)
        .Integer32(7, "Services", _ => Services)
        .TimeTicks(8, "ORLastChange", _ => 0);
}

/// <summary>sysORTable: the MIB modules that are served. Fixed while the agent runs.</summary>
internal sealed class SysOrTable : MibTable<SnmpView, SysOrTable.Module>
{
    private readonly Module[] _modules;

    internal SysOrTable(ObjectIdentifier root, bool hasCisco, bool hasNotifications, bool hasSecurity)
        : base(ObjectIdentifier.Parse("1.3.6.1.2.1.1.9.1"), Columns) => _modules =
    [
        new Module(ObjectIdentifier.Parse("1.3.6.1.6.3.1"), "The MIB module for SNMPv2 entities (system and snmp groups)"),
        new Module(root, "The MIB module for the MyIkev2 IKEv2 service"),
        new Module(ObjectIdentifier.Parse("1.3.6.1.2.1.31"), "IF-MIB, tunnel devices only"),
        new Module(ObjectIdentifier.Parse("1.3.6.1.6.3.11"), "SNMP-MPD-MIB, message processing and dispatching"),
        .. hasCisco ? [new Module(CiscoRoot.Module, "CISCO-IPSEC-FLOW-MONITOR-MIB as served by MyIkev2")] : Array.Empty<Module>(),
        .. hasNotifications
            ?
            [
                new Module(ObjectIdentifier.Parse("1.3.6.1.6.3.12"), "SNMP-TARGET-MIB, receivers of notifications, read-only"),
                new Module(ObjectIdentifier.Parse("1.3.6.1.6.3.13"), "SNMP-NOTIFICATION-MIB, filters of notifications, read-only"),
            ]
            : Array.Empty<Module>(),
        .. hasSecurity
            ?
            [
                new Module(ObjectIdentifier.Parse("1.3.6.1.6.3.10"), "SNMP-FRAMEWORK-MIB, the SNMP engine"),
                new Module(ObjectIdentifier.Parse("1.3.6.1.6.3.15"), "SNMP-USER-BASED-SM-MIB, users, read-only"),
                new Module(ObjectIdentifier.Parse("1.3.6.1.6.3.16"), "SNMP-VIEW-BASED-ACM-MIB, access control, read-only"),
            ]
            : Array.Empty<Module>(),
    ];

    internal sealed record Module(ObjectIdentifier Id, string Description);

    private static MibObjectList<Module> Columns => new MibObjectList<Module>("sysOR")
        .Identifier(2, "ID", module => module.Id)
        .Text(3, "Descr", module => module.Description)
        .TimeTicks(4, "UpTime", _ => 0);

    protected override int CountRows(SnmpView view) => _modules.Length;

    protected override Module GetRow(SnmpView view, int position) => _modules[position];

    protected override int WriteIndex(Module row, int position, Span<uint> index)
    {
        index[0] = (uint)position + 1;
        return 1;
    }
}
