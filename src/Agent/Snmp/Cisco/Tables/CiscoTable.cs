using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco.Tables;

/// <summary>A table of the module whose rows are in <see cref="CiscoRows"/>.</summary>
internal abstract class CiscoTable<TRow>(CiscoMib mib, ReadOnlySpan<uint> entry, MibObjectList<TRow> columns)
    : MibTable<SnmpView, TRow>(CiscoRoot.Objects(entry), columns)
{
    /// <summary>The module.</summary>
    protected CiscoMib Mib { get; } = mib;

    /// <summary>The rows of a view.</summary>
    protected CiscoRows RowsOf(SnmpView view) => Mib.RowsOf(view);
}
