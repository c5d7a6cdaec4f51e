using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>
/// cipSecTunnelHistTable: security policies of a tunnel whose last Child SA has ended, oldest first, index
/// { cipSecTunHistIndex }. Counters are of all its pairs from the first to the last.
/// </summary>
internal sealed class IpsecHistoryTable(CiscoMib mib) : CiscoTable<IpsecHistoryTable.Row>(mib, [4, 3, 1, 1], Columns)
{
    private const int KeyTypeIke = 1;

    internal readonly record struct Row(SnmpView View, CiscoMib Mib, EndedChild Ended)
    {
        internal IpsecTunnelSnapshot Pair => Ended.Child;

        internal uint TunnelIndex => View.VpnIndex(Ended.Tunnel);
    }

    private static MibObjectList<Row> Columns => new MibObjectList<Row>("cipSecTunHist")
        .Integer32(2, "TermReason", row => CiscoReasons.ChildEnd(row.Ended.Reason, row.Ended.Cause, row.Ended.IsCheckpoint))
        .Integer32(3, "ActiveIndex", row => (int)row.Mib.Indexes.OfChild(row.TunnelIndex, row.Ended.PolicyName, row.Pair.Id))
        .Integer32(4, "IkeTunnelIndex", row => (int)row.TunnelIndex)
        .Custom(5, "LocalAddr", MibSyntax.OctetString, (row, ref writer) => CiscoPeerNames.WriteAddress(row.Pair.Local.Address, ref writer))
        .Custom(6, "RemoteAddr", MibSyntax.OctetString, (row, ref writer) => CiscoPeerNames.WriteAddress(row.Pair.Remote.Address, ref writer))
        .Integer32(7, "KeyType", _ => KeyTypeIke)
        .Integer32(8, "EncapMode", row => row.Pair.Mode == IpsecMode.Tunnel ? 1 : 2)
        .Integer32(9, "LifeSize", row => CiscoUnits.Kilobytes(row.Pair.LifeBytes))
        .Integer32(10, "LifeTime", row => CiscoUnits.Seconds(row.Pair.Lifetime))
        .TimeTicks(11, "StartTime", row => row.View.TimeStamp(row.Ended.UpAt))
        .Integer32(12, "ActiveTime", row => CiscoUnits.Interval(row.Ended.Duration))
        .Counter32(13, "TotalRefreshes", row => row.Ended.Rekeys)
        .Counter32(14, "TotalSas", row => 2 * row.Ended.Pairs)
        .Algorithms(15, row => row.Pair, row => row.Mib.Options.EnumStrict)
        .Traffic(25, (row, cells) => row.Ended.Traffic.Sum(cells), row => row.Pair);

    protected override int CountRows(SnmpView view) => Mib.HistoryOf(view).Children.Length;

    protected override Row GetRow(SnmpView view, int position) => new(view, Mib, Mib.HistoryOf(view).Children[position].Past);

    protected override int WriteIndex(Row row, int position, Span<uint> index)
    {
        index[0] = CiscoIndexes.OfPast(row.Ended.Number);
        return 1;
    }
}
