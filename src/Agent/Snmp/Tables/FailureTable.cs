using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>myikev2FailTable: failures, a sliding window, oldest first, index { myikev2FailIndex }.</summary>
internal sealed class FailureTable(ObjectIdentifier root)
    : MibTable<SnmpView, FailureTable.Row>(root.Append(MibRoot.Objects, 10, 1), Columns)
{
    internal readonly record struct Row(SnmpView View, FailureRecord Failure);

    private static MibObjectList<Row> Columns => new MibObjectList<Row>("myikev2Fail")
        .Custom(2, "At", MibSyntax.OctetString, static (row, ref writer) => DateAndTimeObject.Write(row.Failure.At, ref writer))
        .TimeTicks(3, "UpTime", static row => row.View.TimeStamp(row.Failure.At))
        .Integer32(4, "Phase", static row => (int)row.Failure.Phase)
        .Integer32(5, "VpnIndex", static row => (int)row.View.VpnIndex(row.Failure))
        .Text(6, "VpnName", static row => row.Failure.VpnName, VpnRow.MaximumName)
        .Integer32(7, "LocalAddrType", static row => AddressObjects.TypeOf(row.Failure.Local?.Address))
        .Custom(8, "LocalAddr", MibSyntax.OctetString, static (row, ref writer) => AddressObjects.Write(row.Failure.Local?.Address, ref writer))
        .Integer32(9, "RemoteAddrType", static row => AddressObjects.TypeOf(row.Failure.Remote?.Address))
        .Custom(10, "RemoteAddr", MibSyntax.OctetString, static (row, ref writer) => AddressObjects.Write(row.Failure.Remote?.Address, ref writer))
        .Text(11, "RemoteId", static row => row.Failure.RemoteIdentity.Text)
        .Integer32(12, "Reason", static row => (int)row.Failure.Reason)
        .Gauge32(13, "NotifyType", static row => row.Failure.NotifyType)
        .TruthValue(14, "NotifySent", static row => row.Failure.NotifySent)
        .Text(15, "Text", static row => row.Failure.Text);

    protected override int CountRows(SnmpView view) => view.Past.Failures.Count;

    protected override Row GetRow(SnmpView view, int position) => new(view, view.Past.Failures[position]);

    protected override int WriteIndex(Row row, int position, Span<uint> index)
    {
        index[0] = row.Failure.Number;
        return 1;
    }
}
