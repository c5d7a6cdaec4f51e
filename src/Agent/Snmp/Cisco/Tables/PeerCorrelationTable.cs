using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>cikePeerCorrTable: which rows of cipSecTunnelTable belong to which row of cikePeerTable.</summary>
internal sealed class PeerCorrelationTable(CiscoMib mib) : CiscoTable<PeerLink>(mib, [2, 4, 1], Columns)
{
    private static MibObjectList<PeerLink> Columns => new MibObjectList<PeerLink>("cikePeerCorr")
        .Integer32(7, "IpSecTunIndex", row => (int)row.TunnelIndex);

    protected override int CountRows(SnmpView view) => Mib.PeersOf(view).Links.Length;

    protected override PeerLink GetRow(SnmpView view, int position) => Mib.PeersOf(view).Links[position];

    protected override int WriteIndex(PeerLink row, int position, Span<uint> index)
    {
        var length = row.Peer.CopyIndex(index);
        index[length] = row.Number;
        return length + 1;
    }
}
