using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>
/// cikeFailTable: failures of IKE SAs, oldest first, index { cikeFailIndex }. A normal end is none. Both failure tables
/// are parts of one list, that of myikev2FailTable, and share its numbers.
/// </summary>
internal sealed class IkeFailureTable(CiscoMib mib) : CiscoTable<IkeFailureTable.Row>(mib, [5, 2, 1, 1], Columns)
{
    internal readonly record struct Row(SnmpView View, FailureRecord Failure, CiscoOptions Options);

    private static MibObjectList<Row> Columns => new MibObjectList<Row>("cikeFail")
        .Integer32(2, "Reason", row => CiscoReasons.IkeFailure(row.Failure))
        .TimeTicks(3, "Time", row => row.View.TimeStamp(row.Failure.At))
        .Integer32(4, "LocalType", row => CiscoPeerNames.TypeOf(row.Failure.LocalIdentity, row.Options))
        .Custom(5, "LocalValue", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteValue(row.Failure.LocalIdentity, row.Failure.Local?.Address, row.Options, ref writer))
        .Integer32(6, "RemoteType", row => CiscoPeerNames.TypeOf(row.Failure.RemoteIdentity, row.Options))
        .Custom(7, "RemoteValue", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteValue(row.Failure.RemoteIdentity, row.Failure.Remote?.Address, row.Options, ref writer))
        .Custom(8, "LocalAddr", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteAddress(row.Failure.Local?.Address, ref writer))
        .Custom(9, "RemoteAddr", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteAddress(row.Failure.Remote?.Address, ref writer));

    protected override int CountRows(SnmpView view) => Mib.HistoryOf(view).IkeFailures.Length;

    protected override Row GetRow(SnmpView view, int position) =>
        new(view, Mib.HistoryOf(view).IkeFailures[position].Past, Mib.Options);

    protected override int WriteIndex(Row row, int position, Span<uint> index)
    {
        index[0] = CiscoIndexes.OfPast(row.Failure.Number);
        return 1;
    }
}
