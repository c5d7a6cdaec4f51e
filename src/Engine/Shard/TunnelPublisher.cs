using System.Collections.Immutable;
using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Ping;
using MyIkev2.Engine.Sa;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>Collects what changed during a turn and hands it to the registry once, at the turn's end.</summary>
internal sealed class TunnelPublisher(ShardContext context)
{
    private readonly HashSet<IkeSa> _dirty = [];
    private readonly List<IkeTunnelSnapshot> _upserts = [];
    private readonly List<(TunnelId Id, uint Generation)> _removals = [];
    private readonly List<TunnelChange> _changes = [];
    private RetiredTotals _retired = RetiredTotals.Zero;
    private bool _retiredChanged;
    private readonly ImmutableDictionary<VpnKey, VpnPast>.Builder _vpns = ImmutableDictionary.CreateBuilder<VpnKey, VpnPast>();
    private bool _vpnsChanged;
    private ManualTunnels? _manualTunnels;
    private OutboundPolicies? _policies;

    /// <summary>Whose tasks are published too; null when there can be none.</summary>
    public PingEngine? Pings { get; set; }

    /// <summary>Which are published too; null in shards that own none.</summary>
    public AddressPools? Pools { get; set; }

    public SnapshotBuilder Snapshots { get; } = new();

    /// <summary>Whose tunnels and filters are published too.</summary>
    public void Source(ManualTunnels manualTunnels, OutboundPolicies? policies) => (_manualTunnels, _policies) = (manualTunnels, policies);

    public void MarkDirty(IkeSa sa) => _dirty.Add(sa);

    public void Note(TunnelChange change) => _changes.Add(change);

    /// <summary>The SA is up: with the first tunnel that is, its vpn is up.</summary>
    public void Established(IkeSa sa, EngineInstant now)
    {
        var family = sa.Family;
        if (family.UpAs is not null)
        {
            return;
        }

        var key = KeyOf(sa);
        family.UpAs = key;
        var past = _vpns.GetValueOrDefault(key, VpnPast.None);
        Set(key, past.TunnelsUp > 0
            ? past with { TunnelsUp = past.TunnelsUp + 1 }
            : past with { TunnelsUp = 1, UpCount = past.UpCount + 1, LastUpAt = now.ToUtc() });
    }

    /// <summary>The tunnel ended: with the last one that is up, its vpn goes down.</summary>
    public void Ended(IkeSa sa, IkeTunnelSnapshot last, EngineInstant now)
    {
        context.Counters.IkeTunnelsEnded.Increment();
        var key = sa.Family.UpAs ?? KeyOf(sa);
        var past = _vpns.GetValueOrDefault(key, VpnPast.None);
        Set(key, past.TunnelsUp > 1
            ? past with { TunnelsUp = past.TunnelsUp - 1 }
            : past with
            {
                TunnelsUp = 0,
                DownCount = past.DownCount + 1,
                LastDownAt = now.ToUtc(),
                LastDownReason = last.CloseReason,
                LastDownText = last.CloseText,
            });
    }

    /// <summary>The SA is gone: it leaves the view, and its family's counters fold in with the last of its generations.</summary>
    public void Closed(IkeSa sa, IkeTunnelSnapshot last)
    {
        _dirty.Remove(sa);
        _removals.Add((sa.TunnelId, sa.Generation));
        sa.Family.Leave(sa);
        if (sa.Family.Living.Count == 0)
        {
            if (sa.IsPolicyCertain)
            {
                var key = KeyOf(sa);
                Set(key, _vpns.GetValueOrDefault(key, VpnPast.None).Plus(last.Past, sa.Counters.Read()));
            }

            _retired = _retired with { IkeTunnels = _retired.IkeTunnels + 1, Ike = _retired.Ike + sa.Counters.Read().AtEnd() };
            _retiredChanged = true;
        }
    }

    /// <summary>A Child SA is gone: its traffic folds into its tunnel and into the shard's totals.</summary>
    public void Fold(IkeSa sa, ChildSa child)
    {
        var reading = child.Counters.Read();
        Fold(sa, new PastTraffic(child.Policy.Name, 1, reading));
        _retired = _retired with { IpsecTunnels = _retired.IpsecTunnels + 1, Ipsec = _retired.Ipsec + reading };
        _retiredChanged = true;
    }

    /// <summary>Adds to the tunnel's past. All generations show it, so none may be left with an older one.</summary>
    public void Fold(IkeSa sa, PastTraffic more)
    {
        sa.Family.Fold(more);
        foreach (var generation in sa.Family.Living)
        {
            MarkDirty(generation);
        }
    }

    public void EndTurn(EngineInstant now)
    {
        foreach (var sa in _dirty)
        {
            _upserts.Add(Snapshots.Build(sa));
        }

        _dirty.Clear();
        var pings = Pings is { IsChanged: true } changed ? changed.Publish() : null;
        var manual = _manualTunnels is { IsChanged: true } tunnels ? tunnels.Publish() : null;
        var filters = _policies is { IsChanged: true } policies ? policies.PublishFilters() : null;
        var pools = Pools is { IsChanged: true } leases ? leases.Publish() : null;
        if (_upserts.Count + _removals.Count + _changes.Count == 0 && !_retiredChanged && pings is null && manual is null && filters is null && pools is null && !_vpnsChanged)
        {
            return;
        }

        context.Output.Commit(new ShardChanges
        {
            At = now.ToUtc(),
            Upserts = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_upserts),
            Removals = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_removals),
            Changes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_changes),
            Retired = _retiredChanged ? _retired : null,
            Ended = _vpnsChanged ? _vpns.ToImmutable() : null,
            Pings = pings,
            ManualTunnels = manual,
            Filters = filters,
            AddressPools = pools,
        });
        _upserts.Clear();
        _removals.Clear();
        _changes.Clear();
        _retiredChanged = false;
        _vpnsChanged = false;
    }

    private void Set(VpnKey key, VpnPast past)
    {
        _vpns[key] = past;
        _vpnsChanged = true;
    }

    private static VpnKey KeyOf(IkeSa sa) => new(sa.Vrf, sa.Name);
}
