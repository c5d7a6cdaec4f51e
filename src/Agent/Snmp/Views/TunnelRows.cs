using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>A vpn: its configuration, or a live connection of a dynamic peer, or both.</summary>
/// <param name="Index">myikev2VpnIndex.</param>
/// <param name="Configuration">Its configuration; null if it is no longer configured, or for a dynamic peer.</param>
/// <param name="Current">The IKE SA that stands for it now, null while there is none.</param>
/// <param name="IkeSas">Live IKE SAs.</param>
/// <param name="ChildSas">Installed Child SA pairs.</param>
public sealed record VpnRow(uint Index, VpnConfiguration? Configuration, IkeTunnelSnapshot? Current, int IkeSas, int ChildSas);

/// <summary>An IKE SA.</summary>
/// <param name="VpnIndex">myikev2VpnIndex.</param>
/// <param name="Snapshot">The SA.</param>
public readonly record struct IkeSaEntry(uint VpnIndex, IkeTunnelSnapshot Snapshot);

/// <summary>A child of a vpn: a security policy with the Child SA pair that serves it now.</summary>
/// <param name="VpnIndex">myikev2VpnIndex.</param>
/// <param name="Index">myikev2ChildIndex.</param>
/// <param name="Name">Name of the security policy.</param>
/// <param name="Current">The pair that carries its traffic, or is on the way to; null while there is none.</param>
/// <param name="Pairs">Pairs installed now.</param>
public sealed record ChildRow(uint VpnIndex, uint Index, string Name, IpsecTunnelSnapshot? Current, int Pairs);

/// <summary>
/// The rows of the tunnel tables of one registry view, each list in the order of its index. Immutable; built once for a
/// view and used by every request that meets the same view.
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

    /// <summary>Sorts what a view holds into table rows.</summary>
    public static TunnelRows Build(RegistryView view, MibNumbers numbers)
    {
        var builder = new Builder(numbers);
        foreach (var vpn in view.Configuration)
        {
            builder.AddConfigured(vpn);
        }

        foreach (var snapshot in view.Enumerate())
        {
            builder.AddSnapshot(snapshot);
        }

        return builder.Finish();
    }

    private sealed class VpnUnderConstruction(uint index, VpnConfiguration? configuration)
    {
        private readonly List<ChildUnderConstruction> _children = [];

        internal uint Index { get; } = index;

        internal VpnConfiguration? Configuration { get; } = configuration;

        internal IkeTunnelSnapshot? Current { get; set; }

        internal int IkeSas { get; set; }

        internal int ChildSas { get; set; }

        internal IReadOnlyList<ChildUnderConstruction> Children => _children;

        /// <summary>A vpn has a handful of policies, so a search from the start beats a dictionary per vpn.</summary>
        internal ChildUnderConstruction? FindChild(string name)
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

        internal ChildUnderConstruction AddChild(string name, uint number)
        {
            var child = new ChildUnderConstruction(name, number);
            _children.Add(child);
            return child;
        }
    }

    private sealed class ChildUnderConstruction(string name, uint index)
    {
        internal string Name { get; } = name;

        internal uint Index { get; } = index;

        internal IpsecTunnelSnapshot? Current { get; set; }

        internal int Pairs { get; set; }
    }

    private sealed class Builder(MibNumbers numbers)
    {
        private readonly Dictionary<uint, VpnUnderConstruction> _vpns = [];
        private readonly Dictionary<(string Vrf, string Name), VpnUnderConstruction> _configured = [];
        private readonly List<IkeSaEntry> _ikeSas = [];

        internal void AddConfigured(VpnConfiguration configuration)
        {
            var vpn = new VpnUnderConstruction(numbers.Vpn(configuration.Vrf, configuration.Name), configuration);
            if (!_configured.TryAdd((configuration.Vrf, configuration.Name), vpn))
            {
                return;
            }

            _vpns.Add(vpn.Index, vpn);
            foreach (var policy in configuration.SecurityPolicies)
            {
                if (vpn.FindChild(policy) is null)
                {
                    vpn.AddChild(policy, numbers.Child(vpn.Index, policy));
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
            vpn.IkeSas++;
            vpn.Current = Better(vpn.Current, snapshot);

            foreach (var pair in snapshot.Children)
            {
                AddPair(vpn, pair);
            }
        }

        internal TunnelRows Finish()
        {
            var vpns = _vpns.Values.OrderBy(vpn => vpn.Index).ToArray();
            var ikeSas = _ikeSas.ToArray();
            Array.Sort(ikeSas, static (left, right) => left.VpnIndex != right.VpnIndex
                ? left.VpnIndex.CompareTo(right.VpnIndex)
                : left.Snapshot.UniqueId.CompareTo(right.Snapshot.UniqueId));
            return new TunnelRows(
                [.. vpns.Select(vpn => new VpnRow(vpn.Index, vpn.Configuration, vpn.Current, vpn.IkeSas, vpn.ChildSas))],
                ikeSas,
                [.. vpns.SelectMany(vpn => vpn.Children
                    .OrderBy(child => child.Index)
                    .Select(child => new ChildRow(vpn.Index, child.Index, child.Name, child.Current, child.Pairs)))]);
        }

        private void AddPair(VpnUnderConstruction vpn, IpsecTunnelSnapshot pair)
        {
            // A dynamic peer's children are numbered like the peer itself: by the tunnel, for as long as it lives.
            var child = vpn.FindChild(pair.PolicyName) ?? vpn.AddChild(
                pair.PolicyName,
                vpn.Index >= MibNumbers.FirstDynamic ? MibNumbers.Dynamic(pair.Id.Value) : numbers.Child(vpn.Index, pair.PolicyName));
            if (IsInstalled(pair))
            {
                child.Pairs++;
                vpn.ChildSas++;
            }

            if (child.Current is null || Rank(pair.State) >= Rank(child.Current.State))
            {
                child.Current = pair;
            }
        }

        private VpnUnderConstruction VpnOf(IkeTunnelSnapshot snapshot)
        {
            if (_configured.TryGetValue((snapshot.Vrf, snapshot.VpnName), out var configured) && NamesItsPeer(configured.Configuration!))
            {
                return configured;
            }

            var index = configured is not null || snapshot.VpnName.Length == 0
                ? MibNumbers.Dynamic(snapshot.Id.Value)
                : numbers.Vpn(snapshot.Vrf, snapshot.VpnName);
            if (!_vpns.TryGetValue(index, out var vpn))
            {
                vpn = new VpnUnderConstruction(index, configuration: null);
                _vpns.Add(index, vpn);
            }

            return vpn;
        }

        /// <summary>A vpn that accepts any peer is a template: each of its live connections is a vpn of its own.</summary>
        private static bool NamesItsPeer(VpnConfiguration vpn) => vpn.RemoteAddress is not null || vpn.RemoteIdentity.Type != 0;

        private static bool IsInstalled(IpsecTunnelSnapshot pair) => pair.State is IpsecTunnelState.Installed or IpsecTunnelState.Rekeying;

        /// <summary>The one further on in its life; of equals the newer.</summary>
        private static IkeTunnelSnapshot Better(IkeTunnelSnapshot? old, IkeTunnelSnapshot candidate)
        {
            if (old is null)
            {
                return candidate;
            }

            var gain = Rank(candidate.State) - Rank(old.State);
            return gain > 0 || (gain == 0 && candidate.UniqueId > old.UniqueId) ? candidate : old;
        }

        private static int Rank(IkeTunnelState state) => state switch
        {
            IkeTunnelState.Established or IkeTunnelState.Rekeying => 2,
            IkeTunnelState.InitSent or IkeTunnelState.InitAnswered or IkeTunnelState.AuthSent or IkeTunnelState.AwaitingAuthorization => 1,
            _ => 0,
        };

        private static int Rank(IpsecTunnelState state) => state switch
        {
            IpsecTunnelState.Installed or IpsecTunnelState.Rekeying => 3,
            IpsecTunnelState.Negotiating => 2,
            IpsecTunnelState.Routed => 1,
            _ => 0,
        };
    }
}
