using MyIkev2.Agent.Snmp.Access;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;
using MyIkev2.SnmpProtocol.Security;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>Scalars of the SNMPv3 modules: the engine (RFC 3411), message processing (RFC 3412), contexts (RFC 3413), users (RFC 3414).</summary>
internal static class ProtocolStatistics
{
    /// <summary>snmpEngine.</summary>
    internal static ObjectIdentifier EngineOid { get; } = ObjectIdentifier.Parse("1.3.6.1.6.3.10.2.1");

    /// <summary>snmpMPDStats.</summary>
    internal static ObjectIdentifier MessageProcessingOid { get; } = ObjectIdentifier.Parse("1.3.6.1.6.3.11.2.1");

    /// <summary>snmpTargetObjects, where the two counters about contexts are.</summary>
    internal static ObjectIdentifier TargetOid { get; } = ObjectIdentifier.Parse("1.3.6.1.6.3.12.1");

    /// <summary>usmStats.</summary>
    internal static ObjectIdentifier UsersOid { get; } = ObjectIdentifier.Parse("1.3.6.1.6.3.15.1.1");

    internal static MibObjectList<SnmpView> Engine(SnmpSecurity security) => new MibObjectList<SnmpView>("snmpEngine")
        .Custom(1, "ID", MibSyntax.OctetString, (_, ref writer) => writer.WriteOctetString(security.State.EngineId))
        .Integer32(2, "Boots", _ => security.Engine.BootsAt(security.EngineTime))
        .Integer32(3, "Time", _ => (int)(security.EngineTime & int.MaxValue))
        .Integer32(4, "MaxMessageSize", view => view.Agent.MaximumMessageSize);

    internal static MibObjectList<SnmpView> MessageProcessing => new MibObjectList<SnmpView>("snmp")
        .Counter32(1, "UnknownSecurityModels", view => view.Agent.Counters.UnknownSecurityModels)
        .Counter32(2, "InvalidMsgs", view => view.Agent.Counters.InvalidMessages)
        .Counter32(3, "UnknownPDUHandlers", view => view.Agent.Counters.UnknownPduHandlers);

    internal static MibObjectList<SnmpView> Contexts => new MibObjectList<SnmpView>("snmp")
        .Counter32(4, "UnavailableContexts", _ => 0) // a context is there or it is not
        .Counter32(5, "UnknownContexts", view => view.Agent.Counters.UnknownContexts);

    internal static MibObjectList<SnmpView> Users(UsmCounters counters) => new MibObjectList<SnmpView>("usmStats")
        .Counter32(1, "UnsupportedSecLevels", _ => counters.UnsupportedSecurityLevels)
        .Counter32(2, "NotInTimeWindows", _ => counters.NotInTimeWindows)
        .Counter32(3, "UnknownUserNames", _ => counters.UnknownUserNames)
        .Counter32(4, "UnknownEngineIDs", _ => counters.UnknownEngineIds)
        .Counter32(5, "WrongDigests", _ => counters.WrongDigests)
        .Counter32(6, "DecryptionErrors", _ => counters.DecryptionErrors);
}
