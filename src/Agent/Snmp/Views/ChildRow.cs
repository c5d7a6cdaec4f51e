using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>State of a child; the numbers are those of myikev2ChildOperStatus.</summary>
public enum ChildStatus
{
    /// <summary>A pair is installed.</summary>
    Up = 1,

    /// <summary>There is none.</summary>
    Down = 2,

    /// <summary>The first pair is being negotiated.</summary>
    Negotiating = 3,

    /// <summary>A pair is installed and its replacement is being negotiated.</summary>
    Rekeying = 4,

    /// <summary>There is none, and a packet would start the negotiation.</summary>
    OnDemand = 5,
}

/// <summary>
/// A child of a vpn: a security policy with the Child SA pair that serves it now. Immutable; another state of the vpn is
/// another row.
/// </summary>
public sealed class ChildRow
{
    private readonly IpsecTunnelSnapshot[] _pairs;
    private readonly PastTraffic? _past;

    /// <summary>Where the first of the pairs counts, and nearly all have only one: at hand for the columns that ask.</summary>
    private readonly IpsecTunnelCounters? _first;

    private ChildRow(VpnRow vpn, uint index, string name, IpsecTunnelSnapshot[] pairs, PastTraffic? past)
    {
        Vpn = vpn;
        Index = index;
        Name = name;
        _pairs = pairs;
        _past = past;
        _first = pairs.Length > 0 ? pairs[0].Counters : null;
        VpnIndex = vpn.Index;
    }

    /// <summary>The vpn it belongs to.</summary>
    public VpnRow Vpn { get; }

    /// <summary>myikev2VpnIndex.</summary>
    public uint VpnIndex { get; }

    /// <summary>myikev2ChildIndex.</summary>
    public uint Index { get; }

    /// <summary>Name of the security policy.</summary>
    public string Name { get; }

    /// <summary>The pair that carries its traffic, or is on the way to; null while there is none.</summary>
    public IpsecTunnelSnapshot? Current { get; private init; }

    /// <summary><see cref="Current"/> if it is one to show facts of: after its end SPIs and algorithms are no longer true.</summary>
    public IpsecTunnelSnapshot? Live =>
        Current is { State: not (IpsecTunnelState.Deleting or IpsecTunnelState.Expired or IpsecTunnelState.Deleted) } ? Current : null;

    /// <summary>Its state.</summary>
    public ChildStatus Status { get; private init; }

    /// <summary>Pairs installed now; two while a rekey overlaps.</summary>
    public int Pairs { get; private init; }

    /// <summary>Sum of what the pairs of this child have counted, present and past, over rekeys and reconnects.</summary>
    public ulong Sum(SnmpView view, IpsecCounterCells cells)
    {
        var sum = (_first?.Sum(cells) ?? 0) + (_past?.Sum(cells) ?? 0);
        for (var i = 1; i < _pairs.Length; i++)
        {
            sum += _pairs[i].Counters.Sum(cells);
        }

        return Vpn.TrafficOfEnded(view) is { } ended ? sum + PastTraffic.SumOf(ended, Name, cells) : sum;
    }

    /// <summary>Pairs that are gone, over rekeys and reconnects.</summary>
    public ulong ReadPastPairs(SnmpView view)
    {
        var pairs = _past?.Pairs ?? 0;
        foreach (var past in Vpn.TrafficOfEnded(view) ?? [])
        {
            pairs += past.PolicyName == Name ? past.Pairs : 0;
        }

        return pairs;
    }

    /// <summary>Rekeys of its pairs, over reconnects.</summary>
    public ulong ReadRekeys(SnmpView view)
    {
        var rekeys = _past?.Rekeys ?? 0;
        foreach (var past in Vpn.TrafficOfEnded(view) ?? [])
        {
            rekeys += past.PolicyName == Name ? past.Rekeys : 0;
        }

        return rekeys;
    }

    /// <summary>All its pairs that are listed, also those on their way out.</summary>
    internal IReadOnlyList<IpsecTunnelSnapshot> ListedPairs => _pairs;

    internal static bool IsInstalled(IpsecTunnelSnapshot pair) => pair.State is IpsecTunnelState.Installed or IpsecTunnelState.Rekeying;

    /// <summary>Makes the row of one policy out of all pairs of its vpn.</summary>
    /// <param name="vpn">The vpn.</param>
    /// <param name="index">myikev2ChildIndex.</param>
    /// <param name="name">Name of the policy.</param>
    /// <param name="onDemand">Whether a packet would start the negotiation.</param>
    /// <param name="generations">The vpn's IKE SAs.</param>
    internal static ChildRow Make(VpnRow vpn, uint index, string name, bool onDemand, List<IkeTunnelSnapshot> generations)
    {
        IpsecTunnelSnapshot? current = null;
        PastTraffic? past = null;
        var pairs = new List<IpsecTunnelSnapshot>(1);
        var installed = 0;
        TunnelId counted = default;
        foreach (var generation in generations)
        {
            for (var i = 0; i < generation.Children.Count; i++)
            {
                var pair = generation.Children[i];
                if (pair.PolicyName != name)
                {
                    continue;
                }

                pairs.Add(pair);
                installed += IsInstalled(pair) ? 1 : 0;
                current = current is null || Rank(pair) > Rank(current) ? pair : current;
            }

            // Every generation of a tunnel shows its past.
            if (generation.Id != counted && generation.IsVpnCertain)
            {
                past = Plus(past, generation.Past, name);
                counted = generation.Id;
            }
        }

        return new ChildRow(vpn, index, name, [.. pairs], past)
        {
            Current = current,
            Pairs = installed,
            Status = StatusOf(current, onDemand),
        };
    }

    private static PastTraffic? Plus(PastTraffic? past, IReadOnlyList<PastTraffic> more, string name)
    {
        for (var i = 0; i < more.Count; i++)
        {
            if (more[i].PolicyName == name)
            {
                return past?.Plus(more[i]) ?? more[i];
            }
        }

        return past;
    }

    private static ChildStatus StatusOf(IpsecTunnelSnapshot? pair, bool onDemand) => pair?.State switch
    {
        IpsecTunnelState.Installed => ChildStatus.Up,
        IpsecTunnelState.Rekeying => ChildStatus.Rekeying,
        IpsecTunnelState.Pending or IpsecTunnelState.Negotiating => ChildStatus.Negotiating,
        IpsecTunnelState.Routed => ChildStatus.OnDemand,
        _ => onDemand ? ChildStatus.OnDemand : ChildStatus.Down,
    };

    /// <summary>The pair furthest on in its life stands for the child; of equals the newest.</summary>
    private static ulong Rank(IpsecTunnelSnapshot pair)
    {
        var rank = pair.State switch
        {
            IpsecTunnelState.Installed or IpsecTunnelState.Rekeying => 3ul,
            IpsecTunnelState.Pending or IpsecTunnelState.Negotiating => 2ul,
            IpsecTunnelState.Routed => 1ul,
            _ => 0ul,
        };
        return (rank << 32) | pair.UniqueId;
    }
}
