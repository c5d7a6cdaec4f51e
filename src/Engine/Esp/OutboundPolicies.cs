using MyIkev2.Engine.DataPlane;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Esp;

/// <summary>
/// The outbound security policies of a shard: those of the configuration (traps, pass, drop) and those of the SAs that are installed. Written
/// by the shard; <see cref="Table"/> may be read by any thread.
/// </summary>
internal sealed class OutboundPolicies(IShardOutput output, Func<EngineInstant> moment, string vrf)
{
    /// <summary>Entries that stay without any SA.</summary>
    private readonly HashSet<PolicyEntry> _configured = [];

    /// <summary>Older pairs of an entry behind the one that it leads to: rare (duplicate SAs, a rekey under way), so kept apart.</summary>
    private readonly Dictionary<PolicyEntry, List<SaPair>> _older = [];

    private readonly FilterStatistics _defaultIpv4 = new();
    private readonly FilterStatistics _defaultIpv6 = new();
    private ValueList<PeerPolicy> _peers = [];
    private PolicyEntry[] _manual = [];
    private PolicyTable _table = PolicyTable.Empty(SelectorHashThresholds.Default);

    /// <summary>The policies as they are now; immutable but for the SA of an entry.</summary>
    public PolicyTable Table => Volatile.Read(ref _table);

    /// <summary>How long an acquire keeps others of the same policy back.</summary>
    public TimeSpan AcquireTimeout { get; private set; } = new EngineLimits().AcquireTimeout;

    /// <summary>Something is to be published.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>What is counted of the rule for packets that no policy matches.</summary>
    public FilterStatistics Default(bool ipv6) => ipv6 ? _defaultIpv6 : _defaultIpv4;

    /// <summary>The policies as monitors see them; costs the same however many there are.</summary>
    public FilterTable PublishFilters()
    {
        IsChanged = false;
        return new FilterTable(vrf, _table, _peers, _manual, _defaultIpv4, _defaultIpv6);
    }

    /// <summary>Takes over the policies of a configuration; entries of SAs stay. Returns those that are configured no more.</summary>
    public IReadOnlyList<PolicyEntry> Load(EngineConfiguration configuration)
    {
        _peers = configuration.Peers;
        _manual = [.. configuration.ManualTunnels.SelectMany(ConfiguredPolicies.ManualEntries)];
        IsChanged = true;
        AcquireTimeout = configuration.Limits.AcquireTimeout;
        TouchDefault(_defaultIpv4);
        TouchDefault(_defaultIpv6);
        if (configuration.SelectorHash != _table.Thresholds)
        {
            Rebuild(configuration.SelectorHash);
        }

        var wanted = new HashSet<PolicyEntry>();
        foreach (var entry in ConfiguredPolicies.Build(configuration))
        {
            wanted.Add(Configure(entry));
        }

        var dropped = _configured.Where(entry => !wanted.Contains(entry)).ToList();
        foreach (var entry in dropped)
        {
            _configured.Remove(entry);
            RemoveIfUnused(entry);
        }

        return dropped;
    }

    /// <summary>From now on packets of this policy ask for an SA (<c>close-action trap</c>, <c>dpd-action trap</c>).</summary>
    public void AddTraps(PeerPolicy peer, ChildPolicy policy)
    {
        foreach (var entry in ConfiguredPolicies.TrapsOf(peer, policy))
        {
            Configure(entry);
        }
    }

    /// <summary>Moves the traffic of the pair's selectors to it.</summary>
    public void Attach(SaPair pair, ChildSaInstallation installation)
    {
        foreach (var local in installation.LocalSelectors)
        {
            foreach (var remote in installation.RemoteSelectors)
            {
                if (local.IsIpv6 == remote.IsIpv6)
                {
                    Lead(Find(new PolicyEntry(installation.VpnName, installation.Policy, local, remote, installation.Manual)), pair);
                }
            }
        }
    }

    /// <summary>The pair sends no more; an older one of the same selectors takes over, else the entry goes or becomes a trap again.</summary>
    public void Detach(SaPair pair)
    {
        foreach (var entry in pair.Entries)
        {
            if (entry.Sa is { } current && ReferenceEquals(current.Pair, pair))
            {
                entry.Sa = TakeOlder(entry)?.Outbound;
                entry.Statistics.Touch(moment());
                RemoveIfUnused(entry);
            }
            else if (_older.TryGetValue(entry, out var older))
            {
                older.Remove(pair);
            }
        }

        pair.Entries.Clear();
    }

    private PolicyEntry Configure(PolicyEntry entry)
    {
        var standing = Find(entry);
        _configured.Add(standing);
        return standing;
    }

    /// <summary>The entry of the table with the same key; added when there is none.</summary>
    private PolicyEntry Find(PolicyEntry entry)
    {
        if (_table.TryFind(entry.Key) is { } standing)
        {
            if (standing.IsSamePolicy(entry))
            {
                return standing;
            }

            // The policy changed (priority, action) while its key stayed: the newer holds, with the SA of the older.
            entry.Sa = standing.Sa;
            entry.Statistics = standing.Statistics;
            entry.Statistics.Touch(moment());
            Replace(standing, entry);
            return entry;
        }

        entry.Statistics.Touch(moment());
        Publish(_table.With(entry));
        if (entry.Action != PolicyAction.Pass)
        {
            output.RouteTo(entry.Local, entry.Remote, wanted: true);
        }

        return entry;
    }

    private void Replace(PolicyEntry standing, PolicyEntry entry)
    {
        Publish(_table.Without(standing).With(entry));
        if (standing.Sa?.Pair is { } pair && pair.Entries.Remove(standing))
        {
            pair.Entries.Add(entry);
        }

        if (_older.Remove(standing, out var older))
        {
            _older[entry] = older;
            foreach (var other in older)
            {
                other.Entries.Remove(standing);
                other.Entries.Add(entry);
            }
        }

        if (_configured.Remove(standing))
        {
            _configured.Add(entry);
        }

        if (standing.Action == PolicyAction.Pass != (entry.Action == PolicyAction.Pass))
        {
            output.RouteTo(entry.Local, entry.Remote, wanted: entry.Action != PolicyAction.Pass);
        }
    }

    private void Lead(PolicyEntry entry, SaPair pair)
    {
        if (pair.Entries.Contains(entry))
        {
            return;
        }

        if (entry.Sa?.Pair is { } before)
        {
            if (!_older.TryGetValue(entry, out var older))
            {
                _older[entry] = older = [];
            }

            older.Add(before);
        }

        entry.Sa = pair.Outbound;
        entry.Statistics.Touch(moment());
        pair.Entries.Add(entry);
    }

    private SaPair? TakeOlder(PolicyEntry entry)
    {
        if (!_older.TryGetValue(entry, out var older))
        {
            return null;
        }

        SaPair? last = null;
        if (older.Count > 0)
        {
            last = older[^1];
            older.RemoveAt(older.Count - 1);
        }

        if (older.Count == 0)
        {
            _older.Remove(entry);
        }

        return last;
    }

    private void RemoveIfUnused(PolicyEntry entry)
    {
        if (entry.Sa is not null || _configured.Contains(entry))
        {
            return;
        }

        Publish(_table.Without(entry));
        if (entry.Action != PolicyAction.Pass)
        {
            output.RouteTo(entry.Local, entry.Remote, wanted: false);
        }
    }

    private void Rebuild(SelectorHashThresholds thresholds)
    {
        var rebuilt = PolicyTable.Empty(thresholds);
        foreach (var entry in _table.Entries)
        {
            rebuilt = rebuilt.With(entry);
        }

        Publish(rebuilt);
    }

    private void TouchDefault(FilterStatistics statistics)
    {
        if (statistics.CreatedAt is null)
        {
            statistics.Touch(moment());
        }
    }

    private void Publish(PolicyTable table)
    {
        IsChanged = true;
        Volatile.Write(ref _table, table);
    }
}
