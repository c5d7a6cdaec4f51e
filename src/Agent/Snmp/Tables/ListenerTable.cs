using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>myikev2ListenerTable: health of the sockets, a row for each bound address and port, index { myikev2ListenerIndex }, from 1.</summary>
internal sealed class ListenerTable(ObjectIdentifier root)
    : MibTable<SnmpView, ListenerHealth>(root.Append(MibRoot.Objects, 12, 1), Columns)
{
    private static MibObjectList<ListenerHealth> Columns => new MibObjectList<ListenerHealth>("myikev2Listener")
        .Text(2, "Vrf", static row => row.Vrf, 64)
        .Integer32(3, "AddrType", static row => AddressObjects.TypeOf(row.EndPoint.Address))
        .Custom(4, "Addr", MibSyntax.OctetString, static (row, ref writer) => AddressObjects.Write(row.EndPoint.Address, ref writer))
        .Gauge32(5, "Port", static row => row.EndPoint.Port)
        .Integer32(6, "Transport", static row => (int)row.Transport)
        .Integer32(7, "OperStatus", static row => row.IsUp ? 1 : 2)
        .Integer32(8, "IfIndex", static row => row.IfIndex)
        .Counter64(9, "InDatagrams", static row => row.Counters.InDatagrams)
        .Counter64(10, "OutDatagrams", static row => row.Counters.OutDatagrams)
        .Counter64(11, "InOctets", static row => row.Counters.InOctets)
        .Counter64(12, "OutOctets", static row => row.Counters.OutOctets)
        .Counter64(13, "InDiscards", static row => row.Counters.InDiscards)
        .Counter64(14, "OutErrors", static row => row.Counters.OutErrors)
        .Counter64(15, "KernelDrops", static row => row.Counters.KernelDrops);

    protected override int CountRows(SnmpView view) => view.Registry.Listeners.Count;

    protected override ListenerHealth GetRow(SnmpView view, int position) => view.Registry.Listeners[position];

    protected override int WriteIndex(ListenerHealth row, int position, Span<uint> index)
    {
        index[0] = (uint)position + 1;
        return 1;
    }
}
