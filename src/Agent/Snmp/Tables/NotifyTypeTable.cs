using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>
/// myikev2NotifyTable: IKEv2 notifications by type, index { myikev2NotifyType }. Types have a row from their first
/// notification on.
/// </summary>
internal sealed class NotifyTypeTable(ObjectIdentifier root)
    : MibTable<SnmpView, NotifyCountReading>(root.Append(MibRoot.Objects, 7, 1), Columns)
{
    private static MibObjectList<NotifyCountReading> Columns => new MibObjectList<NotifyCountReading>("myikev2Notify")
        .Text(2, "Text", static row => row.Type == NotifyCounts.OtherType ? "other types" : row.Name, 64)
        .Counter64(3, "In", static row => row.In)
        .Counter64(4, "Out", static row => row.Out);

    protected override int CountRows(SnmpView view) => view.Notifies.Count;

    protected override NotifyCountReading GetRow(SnmpView view, int position) => view.Notifies[position];

    protected override int WriteIndex(NotifyCountReading row, int position, Span<uint> index)
    {
        index[0] = row.Type;
        return 1;
    }
}
