using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>The 16 IKE counters that follow each other in cikeTunnelTable and cikeTunnelHistTable.</summary>
internal static class IkeTrafficColumns
{
    /// <summary>Rekeys and reauthentications of the IKE SA.</summary>
    internal const IkeCounterCells Refreshes = IkeCounterCells.IkeRekeys | IkeCounterCells.Reauthentications;

    private const IkeCounterCells InDrops = IkeCounterCells.InDropped | IkeCounterCells.BadIntegrity | IkeCounterCells.Malformed;

    internal static MibObjectList<TRow> IkeTraffic<TRow>(this MibObjectList<TRow> columns, uint first, Func<TRow, IkeCounterCells, ulong> sum) => columns
        .Counter32(first, "InOctets", row => sum(row, IkeCounterCells.InOctets))
        .Counter32(first + 1, "InPkts", row => sum(row, IkeCounterCells.InMessages))
        .Counter32(first + 2, "InDropPkts", row => sum(row, InDrops))
        .Counter32(first + 3, "InNotifys", row => sum(row, IkeCounterCells.InNotifies))
        .Counter32(first + 4, "InP2Exchgs", row => sum(row, IkeCounterCells.InChildExchanges))
        .Counter32(first + 5, "InP2ExchgInvalids", row => sum(row, IkeCounterCells.InChildExchangesInvalid))
        .Counter32(first + 6, "InP2ExchgRejects", row => sum(row, IkeCounterCells.InChildExchangesRejected))
        .Counter32(first + 7, "InP2SaDelRequests", row => sum(row, IkeCounterCells.InChildDeletes))
        .Counter32(first + 8, "OutOctets", row => sum(row, IkeCounterCells.OutOctets))
        .Counter32(first + 9, "OutPkts", row => sum(row, IkeCounterCells.OutMessages))
        .Counter32(first + 10, "OutDropPkts", row => sum(row, IkeCounterCells.OutDropped))
        .Counter32(first + 11, "OutNotifys", row => sum(row, IkeCounterCells.OutNotifies))
        .Counter32(first + 12, "OutP2Exchgs", row => sum(row, IkeCounterCells.OutChildExchanges))
        .Counter32(first + 13, "OutP2ExchgInvalids", row => sum(row, IkeCounterCells.OutChildExchangesInvalid))
        .Counter32(first + 14, "OutP2ExchgRejects", row => sum(row, IkeCounterCells.OutChildExchangesRejected))
        .Counter32(first + 15, "OutP2SaDelRequests", row => sum(row, IkeCounterCells.OutChildDeletes));
}
