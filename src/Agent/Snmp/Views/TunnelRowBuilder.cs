using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// Keeps table rows up to date with the registry. From one view to the next only the vpns are made again whose tunnels
/// have changed, so that the cost follows the changes and not the number of tunnels; another configuration makes all anew.
/// Not thread-safe; the rows it gives are immutable.
/// </summary>
internal sealed class TunnelRowBuilder(IMibNumbers numbers)
{
    private readonly Dictionary<VpnKey, VpnMembers> _named = [];
    private readonly Dictionary<TunnelId, VpnMembers> _dynamic = [];
    private readonly SortedDictionary<uint, VpnMembers> _changed = [];
    private readonly HashSet<uint> _dynamicIndexes = [];
    private readonly List<SnapshotDifference> _differences = [];
    private readonly Dictionary<uint, string> _shownNames = [];
    private readonly HashSet<uint> _stale = [];
    private readonly NameIndex _names = new();
    private List<RowChunk> _chunks = [];
    private HashSet<VpnKey> _templates = [];
    private RegistryView? _view;
    private DateTimeOffset? _lastRowChange;

    /// <summary>The rows of a view that is at least as new as the one before.</summary>
    internal TunnelRows Update(RegistryView view)
    {
        numbers.Settle(view.Configuration);
        if (_view is null || !ReferenceEquals(_view.Configuration, view.Configuration) || _view.Shards.Count != view.Shards.Count)
        {
            Reset(view);
        }
        else
        {
            for (var i = 0; i < view.Shards.Count; i++)
            {
                SnapshotDifference.Find(_view.Shards[i].Tunnels, view.Shards[i].Tunnels, _differences);
            }
        }

        foreach (var (old, @new) in _differences)
        {
            Remove(old);
            Add(@new);
        }

        _differences.Clear();
        var isFirst = _view is null;
        _view = view;
        ApplyChanges(isFirst);
        return new TunnelRows(_chunks, _names.List, _templates, _lastRowChange);
    }

    /// <summary>Starts from the configuration; all tunnels are new to it.</summary>
    private void Reset(RegistryView view)
    {
        _named.Clear();
        _dynamic.Clear();
        _dynamicIndexes.Clear();
        _changed.Clear();
        _chunks = [];
        _stale.UnionWith(_shownNames.Keys);
        _templates = [];
        foreach (var configuration in view.Configuration)
        {
            var key = new VpnKey(configuration.Vrf, configuration.Name);
            var isTemplate = !VpnRow.NamesItsPeer(configuration);
            var members = new VpnMembers(numbers.Vpn(key.Vrf, key.Name), isTemplate ? null : key, configuration);
            if (_named.TryAdd(key, members))
            {
                _changed.Add(members.Index, members);
            }

            if (isTemplate)
            {
                _templates.Add(key);
            }
        }

        foreach (var shard in view.Shards)
        {
            SnapshotDifference.Find(SnapshotList.Empty, shard.Tunnels, _differences);
        }
    }

    private void Add(IkeTunnelSnapshot? snapshot)
    {
        if (snapshot is null || !HasRow(snapshot))
        {
            return;
        }

        var members = Find(snapshot) ?? Create(snapshot);
        members.Generations.Add(snapshot);
        _changed[members.Index] = members;
    }

    private void Remove(IkeTunnelSnapshot? snapshot)
    {
        if (snapshot is not null && HasRow(snapshot) && Find(snapshot) is { } members)
        {
            members.Generations.RemoveAll(generation => ReferenceEquals(generation, snapshot));
            _changed[members.Index] = members;
        }
    }

    private static bool HasRow(IkeTunnelSnapshot snapshot) => snapshot.State is not (IkeTunnelState.Pending or IkeTunnelState.Closed);

    private VpnMembers? Find(IkeTunnelSnapshot snapshot)
    {
        var named = _named.GetValueOrDefault(new VpnKey(snapshot.Vrf, snapshot.VpnName));
        return IsDynamic(snapshot, named) ? _dynamic.GetValueOrDefault(snapshot.Id) : named;
    }

    /// <summary>Whether a tunnel is a row of its own: its vpn is not known, or is a template.</summary>
    private static bool IsDynamic(IkeTunnelSnapshot snapshot, VpnMembers? named) => named is null
        ? snapshot.VpnName.Length == 0
        : named.Configuration is { } configuration && !VpnRow.NamesItsPeer(configuration);

    /// <summary>A tunnel that belongs to no configured vpn: of a dynamic peer, or left of a vpn that is no longer configured.</summary>
    private VpnMembers Create(IkeTunnelSnapshot snapshot)
    {
        var key = new VpnKey(snapshot.Vrf, snapshot.VpnName);
        VpnMembers members;
        if (!IsDynamic(snapshot, _named.GetValueOrDefault(key)))
        {
            members = new VpnMembers(numbers.Vpn(key.Vrf, key.Name), key, configuration: null);
            _named.Add(key, members);
            return members;
        }

        // Numbers wrap: one that a living tunnel still has is passed over.
        var id = snapshot.Id.Value;
        while (!_dynamicIndexes.Add(MibNumbers.Dynamic(id)))
        {
            id++;
        }

        members = new VpnMembers(MibNumbers.Dynamic(id), pastKey: null, configuration: null) { Tunnel = snapshot.Id };
        _dynamic.Add(snapshot.Id, members);
        return members;
    }

    private void ApplyChanges(bool isFirst)
    {
        if (_changed.Count == 0 && _stale.Count == 0)
        {
            return;
        }

        var changes = new List<(uint Index, VpnRow? Row)>(_changed.Count);
        var cameOrWent = false;
        foreach (var (index, members) in _changed)
        {
            var row = members.IsEmpty ? null : new VpnRow(members, numbers);
            changes.Add((index, row));
            _stale.Remove(index);
            cameOrWent |= Rename(index, row?.Name);
            if (row is null)
            {
                Forget(members);
            }
        }

        foreach (var index in _stale)
        {
            cameOrWent |= Rename(index, name: null);
        }

        _stale.Clear();
        _changed.Clear();
        _chunks = RowChunk.Apply(_chunks, changes);
        _names.Settle();
        _lastRowChange = cameOrWent && !isFirst ? _view!.AsOf : _lastRowChange;
    }

    /// <summary>Takes note of the name of a row, or that it is gone. True if the row came or went.</summary>
    private bool Rename(uint index, string? name)
    {
        var old = _shownNames.GetValueOrDefault(index);
        if (old == name)
        {
            return false;
        }

        if (old is not null)
        {
            _names.Remove(old, index);
            _shownNames.Remove(index);
        }

        if (name is not null)
        {
            _names.Add(name, index);
            _shownNames.Add(index, name);
        }

        return old is null || name is null;
    }

    private void Forget(VpnMembers members)
    {
        if (members.Tunnel is { } tunnel)
        {
            _dynamic.Remove(tunnel);
            _dynamicIndexes.Remove(members.Index);
        }
        else
        {
            _named.Remove(members.PastKey!.Value);
        }
    }
}
