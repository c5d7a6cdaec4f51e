using MyIkev2.Agent.Snmp.Views;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Cisco.Rows;

/// <summary>
/// The rows of the module's tables of live tunnels, made from <see cref="TunnelRows"/>, so that they agree with those of
/// MYIKEV2-MIB: the same numbers, the same state of the registry. A child has a row only if its vpn has one. Immutable;
/// the tables that hardly anybody reads are sorted at their first use.
/// </summary>
internal sealed class CiscoRows
{
    private EndPointRow[]? _endPoints;
    private SpiRow[]? _spis;
    private PeerRow[]? _peers;
    private PeerLink[]? _peerLinks;
    private Dictionary<uint, uint>? _laterPeers;

    private CiscoRows(CiscoOptions options, VpnRow[] ike, int active, IpsecRow[] ipsec)
    {
        Options = options;
        Ike = ike;
        ActiveIke = active;
        Ipsec = ipsec;
    }

    /// <summary>How the module is served.</summary>
    internal CiscoOptions Options { get; }

    /// <summary>Rows of cikeTunnelTable.</summary>
    internal VpnRow[] Ike { get; }

    /// <summary>How many of them are up.</summary>
    internal int ActiveIke { get; }

    /// <summary>Rows of cipSecTunnelTable.</summary>
    internal IpsecRow[] Ipsec { get; }

    /// <summary>Rows of cipSecEndPtTable.</summary>
    internal EndPointRow[] EndPoints => Volatile.Read(ref _endPoints) ?? Keep(ref _endPoints, BuildEndPoints());

    /// <summary>Rows of cipSecSpiTable.</summary>
    internal SpiRow[] Spis => Volatile.Read(ref _spis) ?? Keep(ref _spis, BuildSpis());

    /// <summary>Rows of cikePeerTable.</summary>
    internal PeerRow[] Peers => Volatile.Read(ref _peers) ?? Keep(ref _peers, PeerRow.Build(Ike, Options));

    /// <summary>Rows of cikePeerCorrTable.</summary>
    internal PeerLink[] PeerLinks => Volatile.Read(ref _peerLinks) ?? Keep(ref _peerLinks, BuildPeerLinks());

    /// <summary>Chooses and sorts the rows.</summary>
    internal static CiscoRows Build(TunnelRows rows, CiscoOptions options, CiscoIndexes indexes)
    {
        var ike = new List<VpnRow>(rows.Vpns.Count);
        var ipsec = new List<IpsecRow>(rows.Children.Count);
        var active = 0;
        foreach (var vpn in rows.Vpns)
        {
            if (vpn.HasIkeSa)
            {
                active++;
                ike.Add(vpn);
                AddChildren(ipsec, vpn, options, indexes);
            }
            else if (options.KeepDownRows && CiscoVpn.IsExpected(vpn))
            {
                ike.Add(vpn);
            }
        }

        return new CiscoRows(options, [.. ike], active, Sorted(ipsec));
    }

    /// <summary>cikePeerIntIndex of a tunnel; 1 if it has no row now.</summary>
    internal uint PeerNumberOf(uint tunnelIndex)
    {
        var numbers = Volatile.Read(ref _laterPeers);
        if (numbers is null)
        {
            numbers = Peers.Where(static peer => peer.Number > 1).ToDictionary(static peer => peer.Vpn.Index, static peer => peer.Number);
            Volatile.Write(ref _laterPeers, numbers);
        }

        return numbers.GetValueOrDefault(tunnelIndex, 1u);
    }

    private static void AddChildren(List<IpsecRow> ipsec, VpnRow vpn, CiscoOptions options, CiscoIndexes indexes)
    {
        var children = vpn.Children;
        for (var i = 0; i < children.Count; i++)
        {
            if (children[i].Current is not { } pair || !ChildRow.IsInstalled(pair))
            {
                continue;
            }

            if (options.RowPerPeer)
            {
                ipsec.Add(new IpsecRow(indexes.OfChild(vpn, children[i]), vpn, Child: null, pair));
                return;
            }

            ipsec.Add(new IpsecRow(indexes.OfChild(vpn, children[i]), vpn, children[i], pair));
        }
    }

    /// <summary>In the order of configuration the numbers mostly rise already.</summary>
    private static IpsecRow[] Sorted(List<IpsecRow> rows)
    {
        var sorted = rows.ToArray();
        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Index < sorted[i - 1].Index)
            {
                Array.Sort(Array.ConvertAll(sorted, static row => row.Index), sorted);
                break;
            }
        }

        return sorted;
    }

    private EndPointRow[] BuildEndPoints()
    {
        var rows = new List<EndPointRow>(Ipsec.Length);
        foreach (var row in Ipsec)
        {
            uint last = 0;
            foreach (var child in row.Children)
            {
                if (child.Current is { } pair && ChildRow.IsInstalled(pair))
                {
                    last = EndPointRow.AddTo(rows, row.Index, last, pair, Options.Ipv6EndPoints);
                }
            }
        }

        return [.. rows];
    }

    private SpiRow[] BuildSpis()
    {
        var rows = new List<SpiRow>(Ipsec.Length * 2);
        foreach (var row in Ipsec)
        {
            var first = rows.Count;
            foreach (var child in row.Children)
            {
                foreach (var pair in child.ListedPairs)
                {
                    SpiRow.AddTo(rows, row.Index, pair);
                }
            }

            rows.Sort(first, rows.Count - first, SpiOrder.Instance);
        }

        return [.. rows];
    }

    private PeerLink[] BuildPeerLinks()
    {
        var byVpn = new Dictionary<uint, List<uint>>(Ike.Length);
        foreach (var row in Ipsec)
        {
            if (!byVpn.TryGetValue(row.Vpn.Index, out var indexes))
            {
                byVpn.Add(row.Vpn.Index, indexes = new List<uint>(1));
            }

            indexes.Add(row.Index);
        }

        var links = new List<PeerLink>(Ipsec.Length);
        foreach (var peer in Peers)
        {
            uint number = 0;
            foreach (var index in byVpn.GetValueOrDefault(peer.Vpn.Index) ?? [])
            {
                links.Add(new PeerLink(peer, ++number, index));
            }
        }

        return [.. links];
    }

    /// <summary>A race makes the rows twice, harmlessly; both are the same.</summary>
    private static T[] Keep<T>(ref T[]? field, T[] rows)
    {
        Volatile.Write(ref field, rows);
        return rows;
    }

    private sealed class SpiOrder : IComparer<SpiRow>
    {
        internal static SpiOrder Instance { get; } = new();

        public int Compare(SpiRow one, SpiRow other) => one.Index.CompareTo(other.Index);
    }
}
