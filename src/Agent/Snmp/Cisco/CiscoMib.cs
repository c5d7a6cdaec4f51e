using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Agent.Snmp.Cisco.Tables;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco;

/// <summary>CISCO-IPSEC-FLOW-MONITOR-MIB over the registry. Thread-safe.</summary>
public sealed class CiscoMib
{
    private readonly CiscoOptions _options;
    private readonly Lock _building = new();

    /// <summary>Makes the module.</summary>
    public CiscoMib(CiscoOptions options) => _options = options;

    /// <summary>Every scalar and table; none if the module is switched off.</summary>
    internal IEnumerable<MibNode<SnmpView>> Nodes => !_options.Enabled ? [] :
    [
        .. Scalars(LevelGroup.Number, LevelGroup.Objects),
        .. Scalars(IkeStatistics.Number, IkeStatistics.Objects(this)),
        new PeerTable(this),
        new IkeTunnelTable(this),
        new PeerCorrelationTable(this),
        .. Scalars(IpsecStatistics.Number, IpsecStatistics.Objects(this)),
        new IpsecTunnelTable(this),
        new EndPointTable(this),
        new SpiTable(this),
    ];

    /// <summary>The rows of a view, made once for each state of the registry.</summary>
    internal CiscoRows RowsOf(SnmpView view) => Volatile.Read(ref view.Rows.Cisco) ?? Build(view.Rows);

    private CiscoRows Build(TunnelRows rows)
    {
        lock (_building)
        {
            if (rows.Cisco is null)
            {
                Volatile.Write(ref rows.Cisco, CiscoRows.Build(rows, _options));
            }

            return rows.Cisco;
        }
    }

    private static IEnumerable<MibNode<SnmpView>> Scalars(ReadOnlySpan<uint> group, MibObjectList<SnmpView> objects)
    {
        var name = CiscoRoot.Objects(group);
        return objects.Select(definition => new MibScalar<SnmpView>(name, definition));
    }
}
