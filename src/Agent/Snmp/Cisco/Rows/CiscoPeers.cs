namespace MyIkev2.Agent.Snmp.Cisco.Rows;

/// <summary>
/// The rows of the two tables that are sorted by the names of peers. Each new state of the tunnels has to be sorted as a
/// whole. Immutable.
/// </summary>
internal sealed class CiscoPeers
{
    private readonly Dictionary<uint, uint> _later;

    private CiscoPeers(CiscoRows rows, PeerRow[] peers, PeerLink[] links, long goodUntil)
    {
        Source = rows;
        Peers = peers;
        Links = links;
        GoodUntil = goodUntil;
        _later = peers.Where(static peer => peer.Number > 1).ToDictionary(static peer => peer.Vpn.Index, static peer => peer.Number);
    }

    /// <summary>What they were made of.</summary>
    internal CiscoRows Source { get; }

    /// <summary>Rows of cikePeerTable.</summary>
    internal PeerRow[] Peers { get; }

    /// <summary>Rows of cikePeerCorrTable.</summary>
    internal PeerLink[] Links { get; }

    /// <summary>Timestamp until which these do although tunnels have changed.</summary>
    internal long GoodUntil { get; }

    /// <summary>cikePeerIntIndex of a tunnel; 1 if it has no row now.</summary>
    internal uint NumberOf(uint tunnelIndex) => _later.GetValueOrDefault(tunnelIndex, 1u);

    /// <summary>Sorts the rows.</summary>
    /// <param name="rows">The state of the tunnels.</param>
    /// <param name="time">The clock.</param>
    /// <param name="share">They are good for so many times as long as this takes.</param>
    internal static CiscoPeers Build(CiscoRows rows, TimeProvider time, int share)
    {
        var start = time.GetTimestamp();
        var peers = PeerRow.Build(rows.Ike, rows.Options);
        var links = BuildLinks(rows, peers);
        var end = time.GetTimestamp();
        return new CiscoPeers(rows, peers, links, end + ((end - start) * share));
    }

    private static PeerLink[] BuildLinks(CiscoRows rows, PeerRow[] peers)
    {
        var byVpn = rows.Ipsec.ToLookup(static row => row.Vpn.Index, static row => row.Index);
        var links = new List<PeerLink>(rows.Ipsec.Count);
        foreach (var peer in peers)
        {
            uint number = 0;
            foreach (var index in byVpn[peer.Vpn.Index])
            {
                links.Add(new PeerLink(peer, ++number, index));
            }
        }

        return [.. links];
    }
}
