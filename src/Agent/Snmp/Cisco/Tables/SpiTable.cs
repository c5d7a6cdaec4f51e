using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>cipSecSpiTable: the SAs of each row of cipSecTunnelTable, index { cipSecTunIndex, cipSecSpiIndex }.</summary>
internal sealed class SpiTable(CiscoMib mib) : CiscoTable<SpiRow>(mib, [3, 4, 1], Columns)
{
    private static MibObjectList<SpiRow> Columns => new MibObjectList<SpiRow>("cipSecSpi")
        .Integer32(2, "Direction", row => row.IsInbound ? 1 : 2)
        .Gauge32(3, "Value", row => row.Spi)
        .Integer32(4, "Protocol", row => row.Pair.Protocol == IpsecProtocol.Ah ? 1 : 2)
        .Integer32(5, "Status", row => row.IsExpiring ? 2 : 1);

    protected override int CountRows(SnmpView view) => RowsOf(view).Spis.Count;

    protected override SpiRow GetRow(SnmpView view, int position) => RowsOf(view).Spis[position];

    protected override int WriteIndex(SpiRow row, int position, Span<uint> index)
    {
        index[0] = row.TunnelIndex;
        index[1] = row.Index;
        return 2;
    }
}
