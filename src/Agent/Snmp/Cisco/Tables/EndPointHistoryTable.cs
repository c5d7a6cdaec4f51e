using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>cipSecEndPtHistTable: the traffic selectors of each row of cipSecTunnelHistTable, index { cipSecEndPtHistIndex }.</summary>
internal sealed class EndPointHistoryTable(CiscoMib mib) : CiscoTable<PastEndPoint>(mib, [4, 3, 2, 1], Columns)
{
    private static MibObjectList<PastEndPoint> Columns => new MibObjectList<PastEndPoint>("cipSecEndPtHist")
        .Integer32(2, "TunIndex", row => (int)row.TunnelIndex)
        .Integer32(3, "ActiveIndex", row => (int)row.EndPoint.Index)
        .EndPoint(4, "Local", row => row.EndPoint.Local)
        .EndPoint(10, "Remote", row => row.EndPoint.Remote);

    protected override int CountRows(SnmpView view) => Mib.HistoryOf(view).EndPoints.Length;

    protected override PastEndPoint GetRow(SnmpView view, int position) => Mib.HistoryOf(view).EndPoints[position];

    protected override int WriteIndex(PastEndPoint row, int position, Span<uint> index)
    {
        index[0] = row.Index;
        return 1;
    }
}
