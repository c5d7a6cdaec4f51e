using System.Net;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>State of a vpn; the numbers are those of myikev2VpnOperStatus.</summary>
public enum VpnStatus
{
    /// <summary>An IKE SA and all wanted children are there.</summary>
    Up = 1,

    /// <summary>Nothing is there.</summary>
    Down = 2,

    /// <summary>The first IKE SA is being negotiated.</summary>
    Negotiating = 3,

    /// <summary>An IKE SA is there, and not all wanted children.</summary>
    Partial = 4,

    /// <summary>Nothing is there, and a packet, or for a template any peer, would start the negotiation.</summary>
    OnDemand = 5,
}

/// <summary>
/// A vpn: its configuration, or a live connection of a dynamic peer, or both. Immutable; another state of the vpn is
/// another row.
/// </summary>
public sealed class VpnRow
{
    /// <summary>Longest name shown, in octets.</summary>
    public const int MaximumName = 64;

    private readonly VpnKey? _pastKey;
    private readonly IkeTunnelCounters[] _counters;

    /// <summary>The first of them, which nearly always is the only one: at hand for the columns that ask.</summary>
    private readonly IkeTunnelCounters? _first;

    private readonly ChildRow[] _children;
    private readonly IReadOnlyList<string> _childNames;

    /// <summary>What pairs of live tunnels have counted whose policy has no row any more; seldom there.</summary>
    private readonly PastTraffic? _others;

    private PastOfVpn? _past;

    internal VpnRow(VpnMembers members, IMibNumbers numbers)
    {
        Index = members.Index;
        Configuration = members.Configuration;
        var generations = members.Generations;
        if (generations.Count > 1)
        {
            generations.Sort(static (left, right) => left.UniqueId.CompareTo(right.UniqueId));
        }

        _pastKey = members.PastKey;
        _counters = DistinctCounters(generations);
        _first = _counters.Length > 0 ? _counters[0] : null;
        foreach (var generation in generations)
        {
            Current = Current is null || Rank(generation.State) >= Rank(Current.State) ? generation : Current;
        }

        Name = NameOf(this);
        var entries = new IkeSaEntry[generations.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = new IkeSaEntry(Index, generations[i]);
        }

        IkeSas = entries;
        _childNames = members.ChildNames();
        _children = MakeChildren(_childNames, generations, numbers);
        _others = OtherTraffic(generations);
        foreach (var child in _children)
        {
            ChildSas += child.Pairs;
        }

        Status = StatusOf();
    }

    /// <summary>myikev2VpnIndex.</summary>
    public uint Index { get; }

    /// <summary>Its configuration; null if it is no longer configured, or for a dynamic peer.</summary>
    public VpnConfiguration? Configuration { get; }

    /// <summary>The configured name; a dynamic peer is named after its template and its identity, so that names stay unique.</summary>
    public string Name { get; }

    /// <summary>Whether the row stands for a live connection of a dynamic peer.</summary>
    public bool IsDynamic => Index >= MibNumbers.FirstDynamic;

    /// <summary>Whether it accepts any peer: each of its live connections is a vpn of its own.</summary>
    public bool IsTemplate => Configuration is { } vpn && !NamesItsPeer(vpn);

    /// <summary>The VRF.</summary>
    public string Vrf => Configuration?.Vrf ?? Current!.Vrf;

    /// <summary>Address of this side: of its IKE SA, and the configured one while there is none.</summary>
    public IPAddress? LocalAddress => Current?.Local.Address ?? Configuration?.LocalAddress;

    /// <summary>Address of the peer, as <see cref="LocalAddress"/>.</summary>
    public IPAddress? RemoteAddress => Current?.Remote.Address ?? Configuration?.RemoteAddress;

    /// <summary>Identity of this side: of its IKE SA, and the configured one while that knows none.</summary>
    public IdentityInfo LocalIdentity => Known(Current?.LocalIdentity) ?? Configuration?.LocalIdentity ?? IdentityInfo.Unknown;

    /// <summary>Identity of the peer, as <see cref="LocalIdentity"/>.</summary>
    public IdentityInfo RemoteIdentity => Known(Current?.RemoteIdentity) ?? Configuration?.RemoteIdentity ?? IdentityInfo.Unknown;

    /// <summary>The IKE SA that stands for it now: the one furthest on in its life, of equals the newest. Null while there is none.</summary>
    public IkeTunnelSnapshot? Current { get; }

    /// <summary>Its state.</summary>
    public VpnStatus Status { get; }

    /// <summary>Whether an established IKE SA is there.</summary>
    public bool HasIkeSa => Status is VpnStatus.Up or VpnStatus.Partial;

    /// <summary>Whether it is switched on.</summary>
    public bool IsEnabled => Configuration is not { Enabled: false };

    /// <summary>Live IKE SAs in the order of their index.</summary>
    public IReadOnlyList<IkeSaEntry> IkeSas { get; }

    /// <summary>Its children in the order of their index.</summary>
    public IReadOnlyList<ChildRow> Children => _children;

    /// <summary>Installed Child SA pairs.</summary>
    public int ChildSas { get; }

    /// <summary>Sum of what all its children have counted, present and past, those no longer configured included.</summary>
    public ulong Sum(SnmpView view, IpsecCounterCells cells)
    {
        var sum = _others?.Sum(cells) ?? 0;
        if (TrafficOfEnded(view) is { } ended)
        {
            for (var i = 0; i < ended.Count; i++)
            {
                sum += HasChild(ended[i].PolicyName) ? 0 : ended[i].Sum(cells);
            }
        }

        foreach (var child in _children)
        {
            sum += child.Sum(view, cells);
        }

        return sum;
    }

    /// <summary>Sum of what its IKE SAs have counted, present and past, over rekeys and reconnects.</summary>
    public ulong Sum(SnmpView view, IkeCounterCells cells)
    {
        var sum = Past(view).SumIke(cells) + (_first?.Sum(cells) ?? 0);
        for (var i = 1; i < _counters.Length; i++)
        {
            sum += _counters[i].Sum(cells);
        }

        return sum;
    }

    /// <summary>Child SA pairs that are gone, of all its children, those no longer configured included.</summary>
    public ulong ReadPastPairs(SnmpView view)
    {
        var pairs = _others?.Pairs ?? 0;
        foreach (var past in TrafficOfEnded(view) ?? [])
        {
            pairs += HasChild(past.PolicyName) ? 0 : past.Pairs;
        }

        foreach (var child in _children)
        {
            pairs += child.ReadPastPairs(view);
        }

        return pairs;
    }

    /// <summary>What stays of its tunnels that are gone, and its coming and going. Nothing for a dynamic peer: its row goes with its tunnel.</summary>
    public VpnPast Past(SnmpView view) => FindPast(view).Past;

    /// <summary>Traffic of its tunnels that are gone, by policy; null where there is none.</summary>
    internal IReadOnlyList<PastTraffic>? TrafficOfEnded(SnmpView view) => FindPast(view).Traffic;

    internal static bool NamesItsPeer(VpnConfiguration vpn) => vpn.RemoteAddress is not null || vpn.RemoteIdentity.Type != 0;

    internal static string DynamicName(IkeTunnelSnapshot tunnel) => $"{tunnel.VpnName}/{tunnel.RemoteIdentity.Text}";

    private static IdentityInfo? Known(IdentityInfo? identity) => identity is { Type: not 0 } ? identity : null;

    /// <summary>Looked up once for each state of what has ended: rows outlive views.</summary>
    private PastOfVpn FindPast(SnmpView view)
    {
        if (_past is not { } past || !ReferenceEquals(past.Ended, view.Ended))
        {
            _past = past = _pastKey is { } key ? view.Ended.Find(view.Registry, key) : view.Ended.Nothing;
        }

        return past;
    }

    private bool HasChild(string name)
    {
        for (var i = 0; i < _childNames.Count; i++)
        {
            if (_childNames[i] == name)
            {
                return true;
            }
        }

        return false;
    }

    private static string NameOf(VpnRow row)
    {
        if (row.Configuration is { } configuration)
        {
            return configuration.Name;
        }

        var current = row.Current!;
        return row.IsDynamic ? DynamicName(current) : current.VpnName;
    }

    private ChildRow[] MakeChildren(IReadOnlyList<string> names, List<IkeTunnelSnapshot> generations, IMibNumbers numbers)
    {
        var rows = new ChildRow[names.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            var onDemand = IsEnabled && FindPolicy(names[i]) is { OnDemand: true, Protects: true };
            rows[i] = ChildRow.Make(this, NumberOf(names[i], generations, numbers), names[i], onDemand, generations);
        }

        if (rows.Length > 1)
        {
            Array.Sort(rows, static (left, right) => left.Index.CompareTo(right.Index));
        }

        return rows;
    }

    private SecurityPolicyInfo? FindPolicy(string name) =>
        Configuration is { Policies.Count: > 0 } configuration ? configuration.FindPolicy(name) : null;

    /// <summary>A dynamic peer's children are numbered like the peer itself: by the tunnel, for as long as it lives.</summary>
    private uint NumberOf(string name, List<IkeTunnelSnapshot> generations, IMibNumbers numbers)
    {
        if (!IsDynamic)
        {
            return numbers.Child(Index, name);
        }

        var id = ulong.MaxValue;
        foreach (var generation in generations)
        {
            foreach (var pair in generation.Children)
            {
                id = pair.PolicyName == name ? Math.Min(id, pair.Id.Value) : id;
            }
        }

        return MibNumbers.Dynamic(id);
    }

    private PastTraffic? OtherTraffic(List<IkeTunnelSnapshot> generations)
    {
        PastTraffic? total = null;
        TunnelId counted = default;
        foreach (var generation in generations)
        {
            for (var i = 0; i < generation.Past.Count && generation.Id != counted; i++)
            {
                if (!HasChild(generation.Past[i].PolicyName))
                {
                    total = total?.Plus(generation.Past[i]) ?? generation.Past[i];
                }
            }

            counted = generation.Id;
        }

        return total;
    }

    private VpnStatus StatusOf()
    {
        switch (Current is null ? 0 : Rank(Current.State))
        {
            case 2:
                foreach (var child in _children)
                {
                    var wanted = FindPolicy(child.Name) is not { Protects: false };
                    if (wanted && child.Status is ChildStatus.Down or ChildStatus.Negotiating)
                    {
                        return VpnStatus.Partial;
                    }
                }

                return VpnStatus.Up;
            case 1:
                return VpnStatus.Negotiating;
            default:
                return IsEnabled && (IsTemplate || _children.Any(static child => child.Status == ChildStatus.OnDemand)) ? VpnStatus.OnDemand : VpnStatus.Down;
        }
    }

    /// <summary>
    /// The generations of one tunnel count in the same place. What an SA has counted that is only guessed to belong here
    /// would fall away again.
    /// </summary>
    private static IkeTunnelCounters[] DistinctCounters(List<IkeTunnelSnapshot> generations) => generations switch
    {
        [{ IsVpnCertain: true } only] => [only.Counters],
        _ => [.. generations.Where(static generation => generation.IsVpnCertain).Select(static generation => generation.Counters).Distinct()],
    };

    private static int Rank(IkeTunnelState state) => state switch
    {
        IkeTunnelState.Established or IkeTunnelState.Rekeying => 2,
        IkeTunnelState.InitSent or IkeTunnelState.InitAnswered or IkeTunnelState.AuthSent or IkeTunnelState.AwaitingAuthorization => 1,
        _ => 0,
    };
}
