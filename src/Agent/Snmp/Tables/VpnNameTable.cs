using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>myikev2VpnNameTable: finds the index of a vpn from its name, index { IMPLIED myikev2VpnNameKey }.</summary>
internal sealed class VpnNameTable(ObjectIdentifier root)
    : MibTable<SnmpView, NameEntry>(root.Append(MibRoot.Objects, 4, 1), Columns)
{
    private static MibObjectList<NameEntry> Columns => new MibObjectList<NameEntry>("myikev2VpnName")
        .Integer32(2, "Index", static entry => (int)entry.VpnIndex);

    protected override int CountRows(SnmpView view) => view.Rows.Names.Count;

    protected override NameEntry GetRow(SnmpView view, int position) => view.Rows.Names[position];

    protected override int WriteIndex(NameEntry row, int position, Span<uint> index)
    {
        var octets = row.Octets;
        for (var i = 0; i < octets.Length; i++)
        {
            index[i] = octets[i];
        }

        return octets.Length;
    }
}
