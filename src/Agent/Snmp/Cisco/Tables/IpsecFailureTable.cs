using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>cipSecFailTable: failures of Child SAs and of their packets, oldest first, index { cipSecFailIndex }.</summary>
internal sealed class IpsecFailureTable(CiscoMib mib) : CiscoTable<IpsecFailureTable.Row>(mib, [5, 3, 1, 1], Columns)
{
    internal readonly record struct Row(SnmpView View, CiscoMib Mib, FailureRecord Failure);

    private static MibObjectList<Row> Columns => new MibObjectList<Row>("cipSecFail")
        .Integer32(2, "Reason", row => CiscoReasons.IpsecFailure(row.Failure))
        .TimeTicks(3, "Time", row => row.View.TimeStamp(row.Failure.At))
        .Integer32(4, "TunnelIndex", row => (int)TunnelIndex(row))
        .Integer32(5, "SaSpi", row => (int)(row.Failure.ChildSpi & int.MaxValue))
        .Custom(6, "PktSrcAddr", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteAddress(row.Failure.PacketSource ?? row.Failure.Local?.Address, ref writer))
        .Custom(7, "PktDstAddr", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteAddress(row.Failure.PacketDestination ?? row.Failure.Remote?.Address, ref writer));

    protected override int CountRows(SnmpView view) => Mib.HistoryOf(view).IpsecFailures.Length;

    protected override Row GetRow(SnmpView view, int position) => new(view, Mib, Mib.HistoryOf(view).IpsecFailures[position].Past);

    protected override int WriteIndex(Row row, int position, Span<uint> index)
    {
        index[0] = CiscoIndexes.OfPast(row.Failure.Number);
        return 1;
    }

    private static uint TunnelIndex(in Row row)
    {
        var vpn = row.Failure.PolicyName.Length == 0 ? 0 : row.View.VpnIndex(row.Failure);
        return vpn == 0 ? CiscoIndexes.None : row.Mib.Indexes.OfChild(vpn, row.Failure.PolicyName, default);
    }
}
