using MyIkev2.Agent.Snmp.Cisco.Rows;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>An IKE SA.</summary>
/// <param name="VpnIndex">myikev2VpnIndex.</param>
/// <param name="Snapshot">The SA.</param>
public readonly record struct IkeSaEntry(uint VpnIndex, IkeTunnelSnapshot Snapshot);

/// <summary>
/// The rows of the tunnel tables of one registry view, each list in the order of its index. Immutable once built; used by
/// every request that meets the same view.
/// </summary>
public sealed class TunnelRows
{
    private TunnelRows(VpnRow[] vpns, IkeSaEntry[] ikeSas, ChildRow[] children)
    {
        Vpns = vpns;
        IkeSas = ikeSas;
        Children = children;
    }

    /// <summary>Rows of myikev2VpnTable.</summary>
    public VpnRow[] Vpns { get; }

    /// <summary>Rows of myikev2IkeSaTable.</summary>
    public IkeSaEntry[] IkeSas { get; }

    /// <summary>Rows of myikev2ChildTable.</summary>
    public ChildRow[] Children { get; }

    /// <summary>What the Cisco layout has made of these rows; made at its first use.</summary>
    internal CiscoRows? Cisco;

    /// <summary>Sorts what a view holds into table rows.</summary>
    public static TunnelRows Build(RegistryView view, IMibNumbers numbers)
    {
        numbers.Settle(view.Configuration);
        var builder = new Builder(numbers, view.Configuration.Count, view.TunnelCount);
        foreach (var vpn in view.Configuration)
        {
            builder.AddConfigured(vpn);
        }

        // Shard by shard: the rows get an order of their own, so that of the view would be wasted.
        foreach (var shard in view.Shards)
        {
            foreach (var snapshot in shard.Tunnels.Enumerate())
            {
                builder.AddSnapshot(snapshot);
            }
        }

        // After the tunnels, so that a child that has a row is found.
        foreach (var shard in view.Shards)
        {
            builder.AddPast(shard);
        }

        return builder.Finish();
    }

    private sealed class Builder(IMibNumbers numbers, int configured, int tunnels)
    {
        private readonly Dictionary<(string Vrf, string Name), VpnRow> _configured = new(configured);
        private readonly Dictionary<uint, VpnRow> _others = [];
        private readonly List<VpnRow> _vpns = new(configured);
        private readonly List<IkeSaEntry> _ikeSas = new(tunnels);
        private int _children;

        internal void AddConfigured(VpnConfiguration configuration)
        {
            var vpn = new VpnRow(numbers.Vpn(configuration.Vrf, configuration.Name), configuration);
            if (!_configured.TryAdd((configuration.Vrf, configuration.Name), vpn))
            {
                return;
            }

            _vpns.Add(vpn);
            foreach (var policy in configuration.SecurityPolicies)
            {
                if (vpn.FindChild(policy) is null)
                {
                    AddChild(vpn, policy, numbers.Child(vpn.Index, policy));
                }
            }
        }

        internal void AddSnapshot(IkeTunnelSnapshot snapshot)
        {
            if (snapshot.State is IkeTunnelState.Pending or IkeTunnelState.Closed)
            {
                return;
            }

            var vpn = VpnOf(snapshot);
            _ikeSas.Add(new IkeSaEntry(vpn.Index, snapshot));
            vpn.Count(snapshot);
            for (var i = 0; i < snapshot.Children.Count; i++)
            {
                var pair = snapshot.Children[i];
                var child = vpn.FindChild(pair.PolicyName) ?? AddChild(vpn, pair.PolicyName, NumberOf(vpn, pair));
                child.Count(pair);
                vpn.Count(pair);
            }
        }

        internal void AddPast(ShardView shard)
        {
            foreach (var (key, past) in shard.Ended)
            {
                if (_configured.TryGetValue((key.Vrf, key.Name), out var vpn) && NamesItsPeer(vpn.Configuration!))
                {
                    vpn.Count(past);
                    Add(vpn, past.Traffic);
                }
            }

            // Every generation of a tunnel shows its past.
            TunnelId last = default;
            foreach (var snapshot in shard.Tunnels.Enumerate())
            {
                if (snapshot.Id != last && snapshot.Past.Count > 0 && snapshot.State is not (IkeTunnelState.Pending or IkeTunnelState.Closed))
                {
                    Add(VpnOf(snapshot), snapshot.Past);
                    last = snapshot.Id;
                }
            }
        }

        internal TunnelRows Finish()
        {
            var vpns = Sorted(_vpns, static vpn => vpn.Index);
            var ikeSas = Sorted(_ikeSas, static entry => ((ulong)entry.VpnIndex << 32) | entry.Snapshot.UniqueId);
            var children = new List<ChildRow>(_children);
            foreach (var vpn in vpns)
            {
                children.AddRange(vpn.ChildrenInOrder);
            }

            return new TunnelRows(vpns, ikeSas, [.. children]);
        }

        private static void Add(VpnRow vpn, IReadOnlyList<PastTraffic> past)
        {
            for (var i = 0; i < past.Count; i++)
            {
                vpn.Count(past[i]);
            }
        }

        private ChildRow AddChild(VpnRow vpn, string name, uint index)
        {
            _children++;
            return vpn.AddChild(name, index);
        }

        /// <summary>A dynamic peer's children are numbered like the peer itself: by the tunnel, for as long as it lives.</summary>
        private uint NumberOf(VpnRow vpn, IpsecTunnelSnapshot pair) => vpn.Index >= MibNumbers.FirstDynamic
            ? MibNumbers.Dynamic(pair.Id.Value)
            : numbers.Child(vpn.Index, pair.PolicyName);

        private VpnRow VpnOf(IkeTunnelSnapshot snapshot)
        {
            if (_configured.TryGetValue((snapshot.Vrf, snapshot.VpnName), out var vpn) && NamesItsPeer(vpn.Configuration!))
            {
                return vpn;
            }

            var index = vpn is not null || snapshot.VpnName.Length == 0
                ? MibNumbers.Dynamic(snapshot.Id.Value)
                : numbers.Vpn(snapshot.Vrf, snapshot.VpnName);
            if (!_others.TryGetValue(index, out vpn))
            {
                vpn = new VpnRow(index, configuration: null);
                _others.Add(index, vpn);
                _vpns.Add(vpn);
            }

            return vpn;
        }

        /// <summary>A vpn that accepts any peer is a template: each of its live connections is a vpn of its own.</summary>
        private static bool NamesItsPeer(VpnConfiguration vpn) => vpn.RemoteAddress is not null || vpn.RemoteIdentity.Type != 0;

        private static T[] Sorted<T>(List<T> rows, Func<T, ulong> key)
        {
            var keys = new ulong[rows.Count];
            for (var i = 0; i < keys.Length; i++)
            {
                keys[i] = key(rows[i]);
            }

            var sorted = rows.ToArray();
            Array.Sort(keys, sorted);
            return sorted;
        }
    }
}
