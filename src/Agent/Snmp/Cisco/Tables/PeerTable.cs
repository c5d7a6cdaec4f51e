using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>
/// cikePeerTable: the rows of cikeTunnelTable by the names of the peers, index { cikePeerLocalType, cikePeerLocalValue,
/// cikePeerRemoteType, cikePeerRemoteValue, cikePeerIntIndex }.
/// </summary>
internal sealed class PeerTable(CiscoMib mib) : CiscoTable<PeerTable.Row>(mib, [2, 2, 1], Columns)
{
    internal readonly record struct Row(SnmpView View, PeerRow Peer)
    {
        internal VpnRow Vpn => Peer.Vpn;
    }

    private static MibObjectList<Row> Columns => new MibObjectList<Row>("cikePeer")
        .Custom(6, "LocalAddr", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteAddress(row.Vpn.LocalAddress, ref writer))
        .Custom(7, "RemoteAddr", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteAddress(row.Vpn.RemoteAddress, ref writer))
        .Integer32(8, "ActiveTime", row => CiscoUnits.Interval(CiscoVpn.ActiveTime(row.Vpn, row.View)))
        .Integer32(9, "ActiveTunnelIndex", row => row.Vpn.HasIkeSa ? (int)row.Vpn.Index : 0);

    protected override int CountRows(SnmpView view) => Mib.PeersOf(view).Peers.Length;

    protected override Row GetRow(SnmpView view, int position) => new(view, Mib.PeersOf(view).Peers[position]);

    protected override int WriteIndex(Row row, int position, Span<uint> index) => row.Peer.CopyIndex(index);
}
