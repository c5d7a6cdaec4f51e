using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Cisco.Rows;

/// <summary>A row of a history or failure table.</summary>
/// <param name="Index">Its index.</param>
/// <param name="Past">What the registry remembers.</param>
internal readonly record struct PastRow<T>(uint Index, T Past)
    where T : HistoryRow;

/// <summary>A row of cipSecEndPtHistTable.</summary>
/// <param name="Index">cipSecEndPtHistIndex.</param>
/// <param name="TunnelIndex">cipSecTunHistIndex.</param>
/// <param name="EndPoint">The selectors; its index is the one that the row had in cipSecEndPtTable.</param>
internal readonly record struct PastEndPoint(uint Index, uint TunnelIndex, EndPointRow EndPoint);

/// <summary>
/// The rows of the history and failure tables, made from one state of the registry's history. Immutable; every table is
/// made at its first use.
/// </summary>
/// <param name="history">The registry's history.</param>
/// <param name="scope">The VRFs whose past is shown.</param>
/// <param name="options">How the module is served.</param>
internal sealed class CiscoHistory(HistoryView history, VrfScope scope, CiscoOptions options)
{
    private PastRow<EndedTunnel>[]? _tunnels;
    private PastRow<EndedChild>[]? _children;
    private PastEndPoint[]? _endPoints;
    private PastRow<FailureRecord>[]? _ikeFailures;
    private PastRow<FailureRecord>[]? _ipsecFailures;

    /// <summary>Rows of cikeTunnelHistTable.</summary>
    internal PastRow<EndedTunnel>[] Tunnels => Volatile.Read(ref _tunnels) ?? FirstUse.Keep(ref _tunnels, Rows(history.Tunnels.Where(row => scope.Shows(row.Tunnel.Vrf))));

    /// <summary>Rows of cipSecTunnelHistTable.</summary>
    internal PastRow<EndedChild>[] Children => Volatile.Read(ref _children) ?? FirstUse.Keep(ref _children, Rows(history.Children.Where(row => scope.Shows(row.Tunnel.Vrf))));

    /// <summary>Rows of cipSecEndPtHistTable.</summary>
    internal PastEndPoint[] EndPoints => Volatile.Read(ref _endPoints) ?? FirstUse.Keep(ref _endPoints, BuildEndPoints());

    /// <summary>Rows of cikeFailTable.</summary>
    internal PastRow<FailureRecord>[] IkeFailures =>
        Volatile.Read(ref _ikeFailures) ?? FirstUse.Keep(ref _ikeFailures, Failures(FailureTable.Ike));

    /// <summary>Rows of cipSecFailTable.</summary>
    internal PastRow<FailureRecord>[] IpsecFailures =>
        Volatile.Read(ref _ipsecFailures) ?? FirstUse.Keep(ref _ipsecFailures, Failures(FailureTable.Ipsec));

    /// <summary>Whether this was made from the same state.</summary>
    internal bool Shows(SnmpView view) => scope.Equals(view.Scope)
        && ReferenceEquals(history.Tunnels, view.Registry.History.Tunnels)
        && ReferenceEquals(history.Children, view.Registry.History.Children)
        && ReferenceEquals(history.Failures, view.Registry.History.Failures);

    private static PastRow<T>[] Rows<T>(IEnumerable<T> past)
        where T : HistoryRow =>
        Sorted([.. past.Select(static row => new PastRow<T>(CiscoIndexes.OfPast(row.Number), row))], static row => row.Index);

    private PastRow<FailureRecord>[] Failures(FailureTable table) =>
        Rows(history.Failures.Where(failure => CiscoReasons.TableOf(failure) == table && scope.Shows(failure.Vrf)));

    private PastEndPoint[] BuildEndPoints()
    {
        var rows = new List<PastEndPoint>();
        var pairs = new List<EndPointRow>();
        foreach (var child in Children)
        {
            pairs.Clear();
            EndPointRow.AddTo(pairs, child.Index, 0, child.Past.Child, options.Ipv6EndPoints);
            foreach (var pair in pairs)
            {
                rows.Add(new PastEndPoint(CiscoIndexes.OfPastEndPoint(child.Past.Number, pair.Index), child.Index, pair));
            }
        }

        return Sorted([.. rows], static row => row.Index);
    }

    /// <summary>Numbers rise, but for the one time when they wrap.</summary>
    private static T[] Sorted<T>(T[] rows, Converter<T, uint> key)
    {
        if (rows.Length > 0 && key(rows[0]) > key(rows[^1]))
        {
            Array.Sort(Array.ConvertAll(rows, key), rows);
        }

        return rows;
    }
}
