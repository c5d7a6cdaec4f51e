using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>
/// myikev2VpnTable: every configured vpn, up or down, and every live connection of a dynamic peer, index
/// { myikev2VpnIndex }. Where no IKE SA stands for the vpn, addresses and identities are the configured ones. Counters are
/// totals over rekeys and reconnects.
/// </summary>
internal sealed class VpnTable(ObjectIdentifier root)
    : MibTable<SnmpView, VpnTable.Row>(root.Append(MibRoot.Objects, 3, 1), Columns)
{
    internal readonly record struct Row(SnmpView View, VpnRow Vpn)
    {
        internal IkeTunnelSnapshot? Sa => Vpn.Current;

        internal VpnPast Past => Vpn.Past(View);

        /// <summary>When it came up; null while it is not up.</summary>
        internal DateTimeOffset? UpSince => Vpn.HasIkeSa ? Sa!.UpSince ?? Sa.EstablishedAt : null;
    }

    private static MibObjectList<Row> Columns => new MibObjectList<Row>("myikev2Vpn")
        .Text(2, "Name", row => row.Vpn.Name, VpnRow.MaximumName)
        .Text(3, "Alias", static _ => string.Empty, 64)
        .Integer32(4, "Origin", row => row.Vpn.IsDynamic ? 2 : 1)
        .Integer32(5, "AdminStatus", row => row.Vpn.IsEnabled ? 1 : 2)
        .Integer32(6, "OperStatus", row => (int)row.Vpn.Status)
        .TimeTicks(7, "LastChange", row => row.View.TimeStamp(row.Past.LastChange ?? row.UpSince))
        .Integer32(8, "LastDownReason", row => (int)row.Past.LastDownReason)
        .Text(9, "LastDownText", row => row.Past.LastDownText)
        .Counter64(10, "UpCount", row => row.Vpn.IsDynamic ? row.Vpn.HasIkeSa ? 1u : 0u : row.Past.UpCount)
        .Counter64(11, "DownCount", row => row.Past.DownCount)
        .Integer32(12, "LocalAddrType", row => AddressObjects.TypeOf(row.Vpn.LocalAddress))
        .Custom(13, "LocalAddr", MibSyntax.OctetString, (row, ref writer) => AddressObjects.Write(row.Vpn.LocalAddress, ref writer))
        .Gauge32(14, "LocalPort", row => row.Sa?.Local.Port ?? 0)
        .Integer32(15, "RemoteAddrType", row => AddressObjects.TypeOf(row.Vpn.RemoteAddress))
        .Custom(16, "RemoteAddr", MibSyntax.OctetString, (row, ref writer) => AddressObjects.Write(row.Vpn.RemoteAddress, ref writer))
        .Gauge32(17, "RemotePort", row => row.Sa?.Remote.Port ?? 0)
        .Gauge32(18, "LocalIdType", row => row.Vpn.LocalIdentity.Type)
        .Text(19, "LocalId", row => row.Vpn.LocalIdentity.Text)
        .Gauge32(20, "RemoteIdType", row => row.Vpn.RemoteIdentity.Type)
        .Text(21, "RemoteId", row => row.Vpn.RemoteIdentity.Text)
        .Integer32(22, "NatDetected", row => NatDetected(row.Sa))
        .TruthValue(23, "Initiator", row => row.Sa is { IsInitiator: true })
        .TimeTicks(24, "ActiveTime", row => row.UpSince is { } at ? AgentClock.Hundredths(row.View.Registry.AsOf - at) : 0)
        .Gauge32(25, "IkeSas", row => (uint)row.Vpn.IkeSas.Count)
        .Gauge32(26, "ChildSas", row => (uint)row.Vpn.ChildSas)
        .Counter64(27, "IkeRekeys", row => row.Vpn.Sum(row.View, IkeCounterCells.IkeRekeys))
        .Counter64(28, "ChildRekeys", row => row.Vpn.Sum(row.View, IkeCounterCells.ChildRekeys))
        .Counter64(29, "Reauths", row => row.Vpn.Sum(row.View, IkeCounterCells.Reauthentications))
        .Counter64(30, "RekeyFailures", row => row.Vpn.Sum(row.View, IkeCounterCells.RekeyFailures))
        .Counter64(31, "AuthFailures", row => row.Vpn.Sum(row.View, IkeCounterCells.AuthFailures))
        .Counter64(32, "DpdProbes", row => row.Vpn.Sum(row.View, IkeCounterCells.DpdProbes))
        .Counter64(33, "DpdReplies", row => row.Vpn.Sum(row.View, IkeCounterCells.DpdReplies))
        .Counter64(34, "DpdFailures", row => row.Vpn.Sum(row.View, IkeCounterCells.DpdFailures))
        .Counter64(35, "Retransmits", row => row.Vpn.Sum(row.View, IkeCounterCells.Retransmits))
        .Counter64(36, "InRetransmits", row => row.Vpn.Sum(row.View, IkeCounterCells.InRetransmits))
        .Counter64(37, "InMessages", row => row.Vpn.Sum(row.View, IkeCounterCells.InMessages))
        .Counter64(38, "OutMessages", row => row.Vpn.Sum(row.View, IkeCounterCells.OutMessages))
        .Counter64(39, "IkeInOctets", row => row.Vpn.Sum(row.View, IkeCounterCells.InOctets))
        .Counter64(40, "IkeOutOctets", row => row.Vpn.Sum(row.View, IkeCounterCells.OutOctets))
        .Counter64(41, "InOctets", row => row.Vpn.Sum(row.View, IpsecCounterCells.InOctets))
        .Counter64(42, "OutOctets", row => row.Vpn.Sum(row.View, IpsecCounterCells.OutOctets))
        .Counter64(43, "InPkts", row => row.Vpn.Sum(row.View, IpsecCounterCells.InPackets))
        .Counter64(44, "OutPkts", row => row.Vpn.Sum(row.View, IpsecCounterCells.OutPackets))
        .Counter64(45, "InErrors", row => row.Vpn.Sum(row.View, IpsecCounterCells.InDrops))
        .Counter64(46, "OutErrors", row => row.Vpn.Sum(row.View, IpsecCounterCells.OutDrops))
        .Gauge32(47, "RttMicros", row => (uint)Math.Min(row.Sa?.Counters.RoundTripMicroseconds.Value ?? 0, uint.MaxValue))
        .Custom(48, "CertNotAfter", MibSyntax.OctetString, (row, ref writer) => DateAndTimeObject.Write(row.Sa?.RemoteCertificateNotAfter, ref writer))
        .Text(49, "Vrf", row => row.Vpn.Vrf, 64)
        .Gauge32(50, "TunnelId", row => (uint)(row.Sa?.Id.Value ?? 0))
        .Gauge32(51, "Generation", row => row.Sa?.Generation ?? 0)
        .Integer32(52, "Version", row => row.Sa?.MajorVersion ?? 2)
        .TimeTicks(53, "DiscontinuityTime", row => row.View.TimeStamp(row.View.Registry.Engine.StartedAt));

    protected override int CountRows(SnmpView view) => view.Rows.Vpns.Count;

    protected override Row GetRow(SnmpView view, int position) => new(view, view.Rows.Vpns[position]);

    protected override int WriteIndex(Row row, int position, Span<uint> index)
    {
        index[0] = row.Vpn.Index;
        return 1;
    }

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
