using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>cipSecEndPtTable: the traffic selectors of each row of cipSecTunnelTable, index { cipSecTunIndex, cipSecEndPtIndex }.</summary>
internal sealed class EndPointTable(CiscoMib mib) : CiscoTable<EndPointRow>(mib, [3, 3, 1], Columns)
{
    private static MibObjectList<EndPointRow> Columns => new MibObjectList<EndPointRow>("cipSecEndPt")
        .EndPoint(2, "Local", row => row.Local)
        .EndPoint(8, "Remote", row => row.Remote);

    protected override int CountRows(SnmpView view) => RowsOf(view).EndPoints.Count;

    protected override EndPointRow GetRow(SnmpView view, int position) => RowsOf(view).EndPoints[position];

    protected override int WriteIndex(EndPointRow row, int position, Span<uint> index)
    {
        index[0] = row.TunnelIndex;
        index[1] = row.Index;
        return 2;
    }
}
