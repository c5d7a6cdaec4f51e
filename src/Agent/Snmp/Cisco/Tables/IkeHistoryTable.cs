using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>
/// cikeTunnelHistTable: IKE tunnels that have ended, oldest first, index { cikeTunHistIndex }. Counters are of that tunnel
/// alone, from its beginning to its end.
/// </summary>
internal sealed class IkeHistoryTable(CiscoMib mib) : CiscoTable<IkeHistoryTable.Row>(mib, [4, 2, 1, 1], Columns)
{
    private const int MainMode = 1;

    internal readonly record struct Row(SnmpView View, CiscoMib Mib, EndedTunnel Ended)
    {
        internal IkeTunnelSnapshot Sa => Ended.Tunnel;

        internal CiscoOptions Options => Mib.Options;

        internal bool Strict => Options.EnumStrict;

        internal uint TunnelIndex => View.VpnIndex(Sa);
    }

    private static MibObjectList<Row> Columns => new MibObjectList<Row>("cikeTunHist")
        .Integer32(2, "TermReason", row => CiscoReasons.TunnelEnd(row.Ended.Reason, row.Ended.IsCheckpoint))
        .Integer32(3, "ActiveIndex", row => (int)row.TunnelIndex)
        .Integer32(4, "PeerLocalType", row => CiscoPeerNames.TypeOf(row.Sa.LocalIdentity, row.Options))
        .Custom(5, "PeerLocalValue", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteValue(row.Sa.LocalIdentity, row.Sa.Local.Address, row.Options, ref writer))
        .Integer32(6, "PeerIntIndex", row => (int)row.Mib.PeersOf(row.View).NumberOf(row.TunnelIndex))
        .Integer32(7, "PeerRemoteType", row => CiscoPeerNames.TypeOf(row.Sa.RemoteIdentity, row.Options))
        .Custom(8, "PeerRemoteValue", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteValue(row.Sa.RemoteIdentity, row.Sa.Remote.Address, row.Options, ref writer))
        .Custom(9, "LocalAddr", MibSyntax.OctetString, (row, ref writer) => CiscoPeerNames.WriteAddress(row.Sa.Local.Address, ref writer))
        .Custom(10, "LocalName", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteText(row.View.VpnName(row.Sa), CiscoPeerNames.MaximumName, ref writer))
        .Custom(11, "RemoteAddr", MibSyntax.OctetString, (row, ref writer) => CiscoPeerNames.WriteAddress(row.Sa.Remote.Address, ref writer))
        .Custom(12, "RemoteName", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteName(row.Sa.RemoteIdentity, row.Sa.Remote.Address, row.Options, ref writer))
        .Integer32(13, "NegoMode", _ => MainMode)
        .Integer32(14, "DiffHellmanGrp", row => CiscoAlgorithms.Group(row.Sa.KeyExchange, row.Strict))
        .Integer32(15, "EncryptAlgo", row => CiscoAlgorithms.Encryption(row.Sa.Encryption, row.Strict))
        .Integer32(16, "HashAlgo", row => CiscoAlgorithms.Hash(row.Sa.Prf, row.Strict))
        .Integer32(17, "AuthMethod", row => CiscoAlgorithms.AuthenticationMethod(row.Sa.RemoteAuthenticationMethod, row.Strict))
        .Integer32(18, "LifeTime", row => CiscoUnits.Seconds(row.Sa.Lifetime))
        .TimeTicks(19, "StartTime", row => row.View.TimeStamp(row.Ended.UpAt))
        .Integer32(20, "ActiveTime", row => CiscoUnits.Interval(row.Ended.Duration))
        .Counter32(21, "TotalRefreshes", row => row.Ended.Counters.Sum(IkeTrafficColumns.Refreshes))
        .Counter32(22, "TotalSas", row => row.Ended.Counters.Sum(IkeTrafficColumns.Refreshes) + 1)
        .IkeTraffic(23, (row, cells) => row.Ended.Counters.Sum(cells));

    protected override int CountRows(SnmpView view) => Mib.HistoryOf(view).Tunnels.Length;

    protected override Row GetRow(SnmpView view, int position) => new(view, Mib, Mib.HistoryOf(view).Tunnels[position].Past);

    protected override int WriteIndex(Row row, int position, Span<uint> index)
    {
        index[0] = CiscoIndexes.OfPast(row.Ended.Number);
        return 1;
    }
}
