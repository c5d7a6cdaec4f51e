using System.Net;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>
/// myikev2VpnTable: every configured vpn, up or down, and every live connection of a dynamic peer, index
/// { myikev2VpnIndex }. Where no IKE SA stands for the vpn, addresses and identities are the configured ones.
/// </summary>
/// <remarks>
/// Not served, because the registry does not know them yet for a vpn as a whole, over reconnects: alias, oper status and
/// its history, IKE counters, times, certificate (3, 6 to 11, 24, 27 to 40, 47, 48, 53). Traffic is a total over rekeys and
/// reconnects.
/// </remarks>
internal sealed class VpnTable(ObjectIdentifier root)
    : MibTable<SnmpView, VpnRow>(root.Append(MibRoot.Objects, 3, 1), Columns)
{
    private static MibObjectList<VpnRow> Columns => new MibObjectList<VpnRow>("myikev2Vpn")
        .Text(2, "Name", Name, 64)
        .Integer32(4, "Origin", row => row.Index < MibNumbers.FirstDynamic ? 1 : 2)
        .Integer32(5, "AdminStatus", row => row.Configuration is { Enabled: false } ? 2 : 1)
        .Integer32(12, "LocalAddrType", row => AddressObjects.TypeOf(LocalAddress(row)))
        .Custom(13, "LocalAddr", MibSyntax.OctetString, (row, ref writer) => AddressObjects.Write(LocalAddress(row), ref writer))
        .Gauge32(14, "LocalPort", row => row.Current?.Local.Port ?? 0)
        .Integer32(15, "RemoteAddrType", row => AddressObjects.TypeOf(RemoteAddress(row)))
        .Custom(16, "RemoteAddr", MibSyntax.OctetString, (row, ref writer) => AddressObjects.Write(RemoteAddress(row), ref writer))
        .Gauge32(17, "RemotePort", row => row.Current?.Remote.Port ?? 0)
        .Gauge32(18, "LocalIdType", row => LocalIdentity(row).Type)
        .Text(19, "LocalId", row => LocalIdentity(row).Text)
        .Gauge32(20, "RemoteIdType", row => RemoteIdentity(row).Type)
        .Text(21, "RemoteId", row => RemoteIdentity(row).Text)
        .Integer32(22, "NatDetected", row => NatDetected(row.Current))
        .TruthValue(23, "Initiator", row => row.Current is { IsInitiator: true })
        .Gauge32(25, "IkeSas", row => (uint)row.IkeSas)
        .Gauge32(26, "ChildSas", row => (uint)row.ChildSas)
        .Counter64(41, "InOctets", row => row.ReadTotal().InOctets)
        .Counter64(42, "OutOctets", row => row.ReadTotal().OutOctets)
        .Counter64(43, "InPkts", row => row.ReadTotal().InPackets)
        .Counter64(44, "OutPkts", row => row.ReadTotal().OutPackets)
        .Counter64(45, "InErrors", row => row.ReadTotal().InDrops)
        .Counter64(46, "OutErrors", row => row.ReadTotal().OutDrops)
        .Text(49, "Vrf", row => row.Configuration?.Vrf ?? row.Current?.Vrf, 64)
        .Gauge32(50, "TunnelId", row => (uint)(row.Current?.Id.Value ?? 0))
        .Gauge32(51, "Generation", row => row.Current?.Generation ?? 0)
        .Integer32(52, "Version", row => row.Current?.MajorVersion ?? 2);

    protected override int CountRows(SnmpView view) => view.Rows.Vpns.Length;

    protected override VpnRow GetRow(SnmpView view, int position) => view.Rows.Vpns[position];

    protected override int WriteIndex(SnmpView view, int position, Span<uint> index)
    {
        index[0] = view.Rows.Vpns[position].Index;
        return 1;
    }

    /// <summary>A dynamic peer is named after its template and its identity, so that names stay unique.</summary>
    private static string Name(VpnRow row)
    {
        if (row.Configuration is { } configuration)
        {
            return configuration.Name;
        }

        var current = row.Current!;
        return row.Index < MibNumbers.FirstDynamic ? current.VpnName : $"{current.VpnName}/{current.RemoteIdentity.Text}";
    }

    private static IPAddress? LocalAddress(VpnRow row) => row.Current?.Local.Address ?? row.Configuration?.LocalAddress;

    private static IPAddress? RemoteAddress(VpnRow row) => row.Current?.Remote.Address ?? row.Configuration?.RemoteAddress;

    private static IdentityInfo LocalIdentity(VpnRow row) =>
        Known(row.Current?.LocalIdentity) ?? row.Configuration?.LocalIdentity ?? IdentityInfo.Unknown;

    private static IdentityInfo RemoteIdentity(VpnRow row) =>
        Known(row.Current?.RemoteIdentity) ?? row.Configuration?.RemoteIdentity ?? IdentityInfo.Unknown;

    private static IdentityInfo? Known(IdentityInfo? identity) => identity is { Type: not 0 } ? identity : null;

    /// <summary>none(1), local(2), remote(3), both(4), unknown(5).</summary>
    private static int NatDetected(IkeTunnelSnapshot? sa) => sa switch
    {
        null or { PeerSupportsNatTraversal: false } => 5,
        { LocalNatDetected: true, RemoteNatDetected: true } => 4,
        { LocalNatDetected: true } => 2,
        { RemoteNatDetected: true } => 3,
        _ => 1,
    };
}
