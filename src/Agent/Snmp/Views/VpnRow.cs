using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// A vpn: its configuration, or a live connection of a dynamic peer, or both. Filled while <see cref="TunnelRows"/> is
/// built and never changed afterwards.
/// </summary>
public sealed class VpnRow
{
    private readonly List<ChildRow> _children = new(1);
    private PastTraffic? _past;
    private IkeLink? _ike;

    internal VpnRow(uint index, VpnConfiguration? configuration)
    {
        Index = index;
        Configuration = configuration;
    }

    /// <summary>myikev2VpnIndex.</summary>
    public uint Index { get; }

    /// <summary>Its configuration; null if it is no longer configured, or for a dynamic peer.</summary>
    public VpnConfiguration? Configuration { get; }

    /// <summary>The IKE SA that stands for it now: the one furthest on in its life, of equals the newest. Null while there is none.</summary>
    public IkeTunnelSnapshot? Current { get; private set; }

    /// <summary>Live IKE SAs.</summary>
    public int IkeSas { get; private set; }

    /// <summary>Installed Child SA pairs.</summary>
    public int ChildSas { get; private set; }

    /// <summary>Traffic of all its children, present and past, those no longer configured included.</summary>
    public IpsecCounterReading ReadTotal()
    {
        var total = _past?.Counters ?? default;
        foreach (var child in _children)
        {
            total += child.ReadTotal();
        }

        return total;
    }

    /// <summary>Pairs that are gone of all its children, those no longer configured included.</summary>
    public ulong PastPairs
    {
        get
        {
            var pairs = _past?.Pairs ?? 0;
            foreach (var child in _children)
            {
                pairs += child.PastPairs;
            }

            return pairs;
        }
    }

    /// <summary>What stays of its tunnels that are gone; nothing for a dynamic peer, which is its tunnel.</summary>
    public VpnPast Past { get; private set; } = VpnPast.None;

    /// <summary>What its IKE SAs have counted, present and past, over rekeys and reconnects.</summary>
    public IkeCounterReading ReadIkeTotal()
    {
        var total = Past.Ike;
        for (var link = _ike; link is not null; link = link.Next)
        {
            total += link.Counters.Read();
        }

        return total;
    }

    /// <summary>Its children in the order of their index.</summary>
    internal IReadOnlyList<ChildRow> ChildrenInOrder
    {
        get
        {
            if (_children.Count > 1)
            {
                _children.Sort(static (left, right) => left.Index.CompareTo(right.Index));
            }

            return _children;
        }
    }

    /// <summary>A vpn has a handful of policies, so a search from the start beats a dictionary per vpn.</summary>
    internal ChildRow? FindChild(string name)
    {
        foreach (var child in _children)
        {
            if (child.Name == name)
            {
                return child;
            }
        }

        return null;
    }

    internal ChildRow AddChild(string name, uint index)
    {
        var child = new ChildRow(Index, index, name);
        _children.Add(child);
        return child;
    }

    /// <summary>Takes in what pairs that are gone have counted; without a row of its own a child counts for the vpn only.</summary>
    internal void Count(PastTraffic past)
    {
        if (FindChild(past.PolicyName) is { } child)
        {
            child.Count(past);
        }
        else
        {
            _past = _past is null ? past : _past.Plus(past);
        }
    }

    /// <summary>Takes in what stays of tunnels that are gone, as one shard tells it.</summary>
    internal void Count(VpnPast past) => Past = VpnPast.Merge(Past, past);

    internal void Count(IkeTunnelSnapshot snapshot)
    {
        IkeSas++;

        // All generations of a tunnel share their counters, and follow each other.
        if (_ike is null || !ReferenceEquals(_ike.Counters, snapshot.Counters))
        {
            _ike = new IkeLink(snapshot.Counters, _ike);
        }

        var gain = Current is null ? 1 : Rank(snapshot.State) - Rank(Current.State);
        if (gain > 0 || (gain == 0 && snapshot.UniqueId > Current!.UniqueId))
        {
            Current = snapshot;
        }
    }

    internal void Count(IpsecTunnelSnapshot pair) => ChildSas += ChildRow.IsInstalled(pair) ? 1 : 0;

    private sealed record IkeLink(IkeTunnelCounters Counters, IkeLink? Next);

    private static int Rank(IkeTunnelState state) => state switch
    {
        IkeTunnelState.Established or IkeTunnelState.Rekeying => 2,
        IkeTunnelState.InitSent or IkeTunnelState.InitAnswered or IkeTunnelState.AuthSent or IkeTunnelState.AwaitingAuthorization => 1,
        _ => 0,
    };
}
