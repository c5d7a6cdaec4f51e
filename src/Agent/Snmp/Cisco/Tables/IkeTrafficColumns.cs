using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>The 16 IKE counters that follow each other in cikeTunnelTable and cikeTunnelHistTable.</summary>
internal static class IkeTrafficColumns
{
    internal static MibObjectList<TRow> IkeTraffic<TRow>(this MibObjectList<TRow> columns, uint first, Func<TRow, IkeCounterReading> read) => columns
        .Counter32(first, "InOctets", row => read(row).InOctets)
        .Counter32(first + 1, "InPkts", row => read(row).InMessages)
        .Counter32(first + 2, "InDropPkts", row => InDrops(read(row)))
        .Counter32(first + 3, "InNotifys", row => read(row).InNotifies)
        .Counter32(first + 4, "InP2Exchgs", row => read(row).InChildExchanges)
        .Counter32(first + 5, "InP2ExchgInvalids", row => read(row).InChildExchangesInvalid)
        .Counter32(first + 6, "InP2ExchgRejects", row => read(row).InChildExchangesRejected)
        .Counter32(first + 7, "InP2SaDelRequests", row => read(row).InChildDeletes)
        .Counter32(first + 8, "OutOctets", row => read(row).OutOctets)
        .Counter32(first + 9, "OutPkts", row => read(row).OutMessages)
        .Counter32(first + 10, "OutDropPkts", row => read(row).OutDropped)
        .Counter32(first + 11, "OutNotifys", row => read(row).OutNotifies)
        .Counter32(first + 12, "OutP2Exchgs", row => read(row).OutChildExchanges)
        .Counter32(first + 13, "OutP2ExchgInvalids", row => read(row).OutChildExchangesInvalid)
        .Counter32(first + 14, "OutP2ExchgRejects", row => read(row).OutChildExchangesRejected)
        .Counter32(first + 15, "OutP2SaDelRequests", row => read(row).OutChildDeletes);

    private static ulong InDrops(in IkeCounterReading total) => total.InDropped + total.BadIntegrity + total.Malformed;

    /// <summary>Rekeys and reauthentications of the IKE SA.</summary>
    internal static ulong Refreshes(in IkeCounterReading total) => total.IkeRekeys + total.Reauthentications;
}
