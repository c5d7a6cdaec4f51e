using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>
/// cipSecTunnelTable: a row for each security policy of a vpn that has a Child SA, index { cipSecTunIndex }, the child
/// index of MYIKEV2-MIB. Counters are sums over all its pairs, present and past; the rest is of the installed pair.
/// </summary>
internal sealed class IpsecTunnelTable(CiscoMib mib, CiscoControl? control)
    : CiscoTable<IpsecTunnelTable.Row>(mib, [3, 2, 1], Columns(control))
{
    private const int KeyTypeIke = 1;

    internal readonly record struct Row(SnmpView View, CiscoRows Rows, IpsecRow Ipsec)
    {
        internal IpsecTunnelSnapshot Pair => Ipsec.Pair;
    }

    private static MibObjectList<Row> Columns(CiscoControl? control) => new MibObjectList<Row>("cipSecTun")
        .Integer32(2, "IkeTunnelIndex", row => (int)row.Ipsec.Vpn.Index)
        .TruthValue(3, "IkeTunnelAlive", _ => true)
        .Custom(4, "LocalAddr", MibSyntax.OctetString, (row, ref writer) => CiscoPeerNames.WriteAddress(row.Pair.Local.Address, ref writer))
        .Custom(5, "RemoteAddr", MibSyntax.OctetString, (row, ref writer) => CiscoPeerNames.WriteAddress(row.Pair.Remote.Address, ref writer))
        .Integer32(6, "KeyType", _ => KeyTypeIke)
        .Integer32(7, "EncapMode", row => row.Pair.Mode == IpsecMode.Tunnel ? 1 : 2)
        .Integer32(8, "LifeSize", row => CiscoUnits.Kilobytes(row.Pair.LifeBytes))
        .Integer32(9, "LifeTime", row => CiscoUnits.Seconds(row.Pair.Lifetime))
        .Integer32(10, "ActiveTime", row => CiscoUnits.Interval(CiscoVpn.ActiveTime(row.Pair, row.View.Registry.AsOf)))
        .Integer32(11, "SaLifeSizeThreshold", row => CiscoUnits.KilobytesBefore(row.Pair.LifeBytes, row.Pair.RekeyBytes))
        .Integer32(12, "SaLifeTimeThreshold", row => CiscoUnits.SecondsBefore(row.Pair.Lifetime, row.Pair.RekeyTime))
        .Counter32(13, "TotalRefreshes", row => row.Ipsec.ReadRekeys(row.View))
        .Counter32(14, "ExpiredSaInstances", row => row.Ipsec.CountGoneSas(row.View))
        .Gauge32(15, "CurrentSaInstances", row => row.Ipsec.CountSas())
        .Algorithms(16, row => row.Pair, row => row.Rows.Options.EnumStrict)
        .Traffic(26, (row, cells) => row.Ipsec.Sum(row.View, cells), row => row.Pair)
        .Status(51, _ => true, control is null ? null : row => control.CloseChildren(row.Ipsec.Index, row.Ipsec.Children));

    protected override int CountRows(SnmpView view) => RowsOf(view).Ipsec.Count;

    protected override Row GetRow(SnmpView view, int position)
    {
        var rows = RowsOf(view);
        return new Row(view, rows, rows.Ipsec[position]);
    }

    protected override int WriteIndex(Row row, int position, Span<uint> index)
    {
        index[0] = row.Ipsec.Index;
        return 1;
    }
}
