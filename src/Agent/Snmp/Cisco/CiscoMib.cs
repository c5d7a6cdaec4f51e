using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Agent.Snmp.Cisco.Tables;
using MyIkev2.Agent.Snmp.Views;
using MyIkev2.SnmpProtocol.Mib;

namespace MyIkev2.Agent.Snmp.Cisco;

/// <summary>
/// CISCO-IPSEC-FLOW-MONITOR-MIB over the registry. The two tables of media gateways (cikePhase1GWStatsTable,
/// cipSecPhase2GWStatsTable) are left out: their group is for devices that have gateways. Thread-safe.
/// </summary>
public sealed class CiscoMib
{
    private const int RebuildShare = 20;

    private readonly CiscoControl? _control;
    private readonly TimeProvider _time;
    private readonly Lock _building = new();
    private volatile CiscoHistory? _history;
    private volatile CiscoPeers? _peers;

    /// <summary>Makes the module.</summary>
    /// <param name="options">How it is served.</param>
    /// <param name="numbers">Who numbers vpns and children.</param>
    /// <param name="control">What managers may change; null for nothing.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public CiscoMib(CiscoOptions options, IMibNumbers numbers, CiscoControl? control = null, TimeProvider? time = null)
    {
        _time = time ?? TimeProvider.System;
        Options = options;
        Indexes = new CiscoIndexes(numbers, options);
        _control = control;
    }

    /// <summary>How it is served.</summary>
    internal CiscoOptions Options { get; }

    /// <summary>The numbers of its rows.</summary>
    internal CiscoIndexes Indexes { get; }

    /// <summary>Every scalar and table; none if the module is switched off.</summary>
    internal IEnumerable<MibNode<SnmpView>> Nodes => !Options.Enabled ? [] :
    [
        .. Scalars(LevelGroup.Number, LevelGroup.Objects),
        .. Scalars(IkeStatistics.Number, IkeStatistics.Objects(this)),
        new PeerTable(this),
        new IkeTunnelTable(this, _control),
        new PeerCorrelationTable(this),
        .. Scalars(IpsecStatistics.Number, IpsecStatistics.Objects(this)),
        new IpsecTunnelTable(this, _control),
        new EndPointTable(this),
        new SpiTable(this),
        .. Scalars(ControlObjects.HistoryGroup, ControlObjects.History(_control)),
        new IkeHistoryTable(this),
        new IpsecHistoryTable(this),
        new EndPointHistoryTable(this),
        .. Scalars(ControlObjects.FailureGroup, ControlObjects.Failures(_control)),
        new IkeFailureTable(this),
        new IpsecFailureTable(this),
        .. Scalars(ControlObjects.TrapGroup, ControlObjects.Traps(_control)),
    ];

    /// <summary>The rows of a view, made once for each state of the tunnels.</summary>
    internal CiscoRows RowsOf(SnmpView view) => Volatile.Read(ref view.Rows.Cisco) ?? Build(view.Rows);

    /// <summary>
    /// The peers of a view. Sorting them takes long where tunnels are many, so at most a twentieth of the time goes into it,
    /// and while tunnels change all the time these rows may be somewhat older than the others.
    /// </summary>
    internal CiscoPeers PeersOf(SnmpView view)
    {
        if (view.CiscoPeers is { } fetched)
        {
            return fetched;
        }

        var rows = RowsOf(view);
        var peers = _peers;
        if (!view.Scope.ShowsAll)
        {
            peers = rows.Peers ??= CiscoPeers.Build(rows, _time, 0);
        }
        else if (peers is null || (!ReferenceEquals(peers.Source, rows) && _time.GetTimestamp() >= peers.GoodUntil))
        {
            _peers = peers = CiscoPeers.Build(rows, _time, RebuildShare);
        }

        return view.CiscoPeers = peers;
    }

    /// <summary>What a view remembers, made once for each state of the history.</summary>
    internal CiscoHistory HistoryOf(SnmpView view)
    {
        if (view.CiscoHistory is { } fetched)
        {
            return fetched;
        }

        var history = _history;
        if (history is null || !history.Shows(view))
        {
            _history = history = new CiscoHistory(view.Registry.History, view.Scope, Options);
        }

        return view.CiscoHistory = history;
    }

    private CiscoRows Build(TunnelRows rows)
    {
        lock (_building)
        {
            if (rows.Cisco is null)
            {
                Volatile.Write(ref rows.Cisco, CiscoRows.Build(rows, Options, Indexes));
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
