using System.Text;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>
/// myikev2LeaseTable: which peer has which virtual address, or had it last, index { myikev2LeaseVrf, myikev2LeaseAddrType, myikev2LeaseAddr }. The rows stand
/// in the order of <see cref="LeaseRows"/>.
/// </summary>
internal sealed class LeaseTable(ObjectIdentifier root)
    : MibTable<SnmpView, AddressLease>(root.Append(MibRoot.Objects, 14, 1), Columns)
{
    private static MibObjectList<AddressLease> Columns => new MibObjectList<AddressLease>("myikev2Lease")
        .Text(4, "Pool", static row => row.PoolName, 64)
        .Gauge32(5, "IdType", static row => row.Identity.Type)
        .Text(6, "Id", static row => row.Identity.Text)
        .Text(7, "VpnName", static row => row.VpnName, VpnRow.MaximumName)
        .Gauge32(8, "TunnelId", static row => (uint)row.TunnelId.Value)
        .TruthValue(9, "InUse", static row => row.IsInUse)
        .Custom(10, "Since", MibSyntax.OctetString, static (row, ref writer) => DateAndTimeObject.Write(row.Since, ref writer))
        .Custom(11, "ReleasedAt", MibSyntax.OctetString, static (row, ref writer) => DateAndTimeObject.Write(row.ReleasedAt, ref writer));

    protected override int CountRows(SnmpView view) => view.Leases.Length;

    protected override AddressLease GetRow(SnmpView view, int position) => view.Leases[position];

    protected override int WriteIndex(AddressLease row, int position, Span<uint> index)
    {
        Span<byte> octets = stackalloc byte[LeaseRows.LongestVrf];
        var length = Encoding.UTF8.GetBytes(row.Vrf, octets);
        var at = Put(octets[..length], index, 0);
        index[at++] = (uint)AddressObjects.TypeOf(row.Address);
        row.Address.TryWriteBytes(octets, out length);
        return Put(octets[..length], index, at);
    }

    /// <summary>Octets of a length that varies: the length goes before them.</summary>
    private static int Put(ReadOnlySpan<byte> octets, Span<uint> index, int at)
    {
        index[at++] = (uint)octets.Length;
        foreach (var octet in octets)
        {
            index[at++] = octet;
        }

        return at;
    }
}
