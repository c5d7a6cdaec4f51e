using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>myikev2HistTable: ended tunnels, a sliding window, oldest first, index { myikev2HistIndex }.</summary>
internal sealed class HistoryTable(ObjectIdentifier root)
    : MibTable<SnmpView, HistoryTable.Row>(root.Append(MibRoot.Objects, 9, 1), Columns)
{
    internal readonly record struct Row(SnmpView View, EndedTunnel Ended)
    {
        internal IkeTunnelSnapshot Tunnel => Ended.Tunnel;
    }

    private static MibObjectList<Row> Columns => new MibObjectList<Row>("myikev2Hist")
        .Integer32(2, "VpnIndex", static row => (int)row.View.VpnIndex(row.Tunnel))
        .Text(3, "VpnName", static row => row.View.VpnName(row.Tunnel), VpnRow.MaximumName)
        .Text(4, "Vrf", static row => row.Tunnel.Vrf, 64)
        .Gauge32(5, "TunnelId", static row => (uint)row.Tunnel.Id.Value)
        .Integer32(6, "LocalAddrType", static row => AddressObjects.TypeOf(row.Tunnel.Local.Address))
        .Custom(7, "LocalAddr", MibSyntax.OctetString, static (row, ref writer) => AddressObjects.Write(row.Tunnel.Local.Address, ref writer))
        .Integer32(8, "RemoteAddrType", static row => AddressObjects.TypeOf(row.Tunnel.Remote.Address))
        .Custom(9, "RemoteAddr", MibSyntax.OctetString, static (row, ref writer) => AddressObjects.Write(row.Tunnel.Remote.Address, ref writer))
        .Text(10, "RemoteId", static row => row.Tunnel.RemoteIdentity.Text)
        .Custom(11, "Suite", MibSyntax.OctetString, static (row, ref writer) => AlgorithmText.WriteIkeSuite(row.Tunnel, ref writer))
        .Custom(12, "UpAt", MibSyntax.OctetString, static (row, ref writer) => DateAndTimeObject.Write(row.Ended.UpAt, ref writer))
        .Custom(13, "DownAt", MibSyntax.OctetString, static (row, ref writer) => DateAndTimeObject.Write(row.Ended.DownAt, ref writer))
        .TimeTicks(14, "DownUpTime", static row => row.View.TimeStamp(row.Ended.DownAt))
        .Integer32(15, "Reason", static row => (int)row.Ended.Reason)
        .Text(16, "Text", static row => row.Ended.Text)
        .Counter64(17, "IkeRekeys", static row => row.Ended.Counters.IkeRekeys)
        .Counter64(18, "ChildRekeys", static row => row.Ended.Counters.ChildRekeys)
        .Counter64(19, "InOctets", static row => row.Ended.Traffic.InOctets)
        .Counter64(20, "OutOctets", static row => row.Ended.Traffic.OutOctets)
        .Counter64(21, "InPkts", static row => row.Ended.Traffic.InPackets)
        .Counter64(22, "OutPkts", static row => row.Ended.Traffic.OutPackets);

    protected override int CountRows(SnmpView view) => view.Past.Tunnels.Count;

    protected override Row GetRow(SnmpView view, int position) => new(view, view.Past.Tunnels[position]);

    protected override int WriteIndex(Row row, int position, Span<uint> index)
    {
        index[0] = row.Ended.Number;
        return 1;
    }
}
