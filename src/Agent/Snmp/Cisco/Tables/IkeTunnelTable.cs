using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>
/// cikeTunnelTable: a row for each vpn that is up, index { cikeTunIndex }, the index of MYIKEV2-MIB. Counters are sums
/// over all IKE SAs of the vpn, present and past; the rest is of the IKE SA that stands for it now.
/// </summary>
internal sealed class IkeTunnelTable(CiscoMib mib, CiscoControl? control)
    : CiscoTable<IkeTunnelTable.Row>(mib, [2, 3, 1], Columns(control))
{
    private const int MainMode = 1;

    internal readonly record struct Row(SnmpView View, VpnRow Vpn, CiscoOptions Options)
    {
        internal IkeTunnelSnapshot? Sa => Vpn.Current;

        internal bool Strict => Options.EnumStrict;
    }

    private static MibObjectList<Row> Columns(CiscoControl? control) => new MibObjectList<Row>("cikeTun")
        .Integer32(2, "LocalType", row => CiscoPeerNames.TypeOf(row.Vpn.LocalIdentity, row.Options))
        .Custom(3, "LocalValue", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteValue(row.Vpn.LocalIdentity, row.Vpn.LocalAddress, row.Options, ref writer))
        .Custom(4, "LocalAddr", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteAddress(row.Vpn.LocalAddress, ref writer))
        .Custom(5, "LocalName", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteText(row.Vpn.Name, CiscoPeerNames.MaximumName, ref writer))
        .Integer32(6, "RemoteType", row => CiscoPeerNames.TypeOf(row.Vpn.RemoteIdentity, row.Options))
        .Custom(7, "RemoteValue", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteValue(row.Vpn.RemoteIdentity, row.Vpn.RemoteAddress, row.Options, ref writer))
        .Custom(8, "RemoteAddr", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteAddress(row.Vpn.RemoteAddress, ref writer))
        .Custom(9, "RemoteName", MibSyntax.OctetString, (row, ref writer) =>
            CiscoPeerNames.WriteName(row.Vpn.RemoteIdentity, row.Vpn.RemoteAddress, row.Options, ref writer))
        .Integer32(10, "NegoMode", _ => MainMode)
        .Integer32(11, "DiffHellmanGrp", row => CiscoAlgorithms.Group(row.Sa?.KeyExchange ?? AlgorithmInfo.None, row.Strict))
        .Integer32(12, "EncryptAlgo", row => CiscoAlgorithms.Encryption(row.Sa?.Encryption ?? AlgorithmInfo.None, row.Strict))
        .Integer32(13, "HashAlgo", row => CiscoAlgorithms.Hash(row.Sa?.Prf ?? AlgorithmInfo.None, row.Strict))
        .Integer32(14, "AuthMethod", row => CiscoAlgorithms.AuthenticationMethod(row.Sa?.RemoteAuthenticationMethod ?? 0, row.Strict))
        .Integer32(15, "LifeTime", row => CiscoUnits.Seconds(row.Sa?.Lifetime ?? default))
        .Integer32(16, "ActiveTime", row => CiscoUnits.Interval(CiscoVpn.ActiveTime(row.Vpn, row.View)))
        .Integer32(17, "SaRefreshThreshold", row => CiscoUnits.SecondsBefore(row.Sa?.Lifetime ?? default, row.Sa?.RekeyTime ?? default))
        .Counter32(18, "TotalRefreshes", row => row.Vpn.Sum(row.View, IkeTrafficColumns.Refreshes))
        .IkeTraffic(19, (row, cells) => row.Vpn.Sum(row.View, cells))
        .Status(35, row => row.Vpn.HasIkeSa, control is null ? null : row => control.CloseTunnel(row.Vpn));

    protected override int CountRows(SnmpView view) => RowsOf(view).Ike.Count;

    protected override Row GetRow(SnmpView view, int position)
    {
        var rows = RowsOf(view);
        return new Row(view, rows.Ike[position], rows.Options);
    }

    protected override int WriteIndex(Row row, int position, Span<uint> index)
    {
        index[0] = row.Vpn.Index;
        return 1;
    }
}
