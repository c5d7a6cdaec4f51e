namespace MyIkev2.Registry;

/// <summary>
/// Everything the engine has published, at one moment. A request captures one view and answers from it alone, so that its parts agree.
/// Thread-safe; costs nothing to hold but memory.
/// </summary>
public sealed class RegistryView
{
    private readonly ShardView[] _shards;

    private readonly IHostInterfaces? _host;
    private readonly LifetimeTotals _baseline;
    private IReadOnlyList<InterfaceInfo>? _interfaces;
    private IReadOnlyList<TunnelDeviceInfo>? _tunnelDevices;
    private readonly Func<RadiusInfo?>? _radius;
    private IReadOnlyList<ListenerHealth>? _listeners;

    internal RegistryView(ShardView[] shards, EngineFacts facts, HistoryView history, IHostInterfaces? host, DateTimeOffset asOf)
    {
        _shards = shards;
        _host = host;
        _baseline = facts.Baseline;
        Engine = facts.Engine;
        Configuration = facts.Configuration;
        Stacks = facts.Stacks;
        Certificates = facts.Certificates;
        _radius = facts.Radius;
        ConfigurationChangedAt = facts.ConfigurationChangedAt;
        Sockets = facts.Listeners;
        History = history;
        AsOf = asOf;
    }

    /// <summary>When the view was captured.</summary>
    public DateTimeOffset AsOf { get; }

    /// <summary>Facts of the service.</summary>
    public EngineInfo Engine { get; }

    /// <summary>All configured vpns, up or down, in configuration order.</summary>
    public IReadOnlyList<VpnConfiguration> Configuration { get; }

    /// <summary>When the configuration was read or changed last; null before the first.</summary>
    public DateTimeOffset? ConfigurationChangedAt { get; }

    /// <summary>The certificates that the configuration may use: own, of authorities, of peers; and revocation lists.</summary>
    public IReadOnlyList<CertificateInfo> Certificates { get; }

    /// <summary>The RADIUS servers, as they are now; null where none is configured.</summary>
    public RadiusInfo? Radius => _radius?.Invoke();

    /// <summary>The stacks (VRFs) that the service serves.</summary>
    public IReadOnlyList<StackInfo> Stacks { get; }

    /// <summary>Tunnels that ended and what failed, as far as it is remembered.</summary>
    public HistoryView History { get; }

    /// <summary>The host's interfaces, one per address; asked for at first use, at most a second old. Empty where nobody can tell.</summary>
    public IReadOnlyList<InterfaceInfo> Interfaces => Volatile.Read(ref _interfaces) ?? (_interfaces = _host?.Capture() ?? []);

    /// <summary>The bound addresses with their live counters.</summary>
    public IReadOnlyList<ListenerInfo> Sockets { get; }

    /// <summary>Health of the open sockets, one per endpoint and transport, in the order in which they were opened; captured at first use.</summary>
    public IReadOnlyList<ListenerHealth> Listeners =>
        Volatile.Read(ref _listeners) ?? (_listeners = Sockets.Count == 0 ? [] : ListenerHealth.Capture(Sockets, Interfaces));

    /// <summary>The tunnel devices with their counters; asked for at first use, at most a second old.</summary>
    public IReadOnlyList<TunnelDeviceInfo> TunnelDevices =>
        Volatile.Read(ref _tunnelDevices) ?? (_tunnelDevices = _host?.CaptureTunnelDevices() ?? []);

    /// <summary>The shards' views.</summary>
    public IReadOnlyList<ShardView> Shards => _shards;

    /// <summary>The pools of virtual addresses, VRF by VRF in configuration order, with their leases.</summary>
    public IReadOnlyList<AddressPoolSnapshot> AddressPools
    {
        get
        {
            // One shard owns all pools of its VRF.
            IReadOnlyList<AddressPoolSnapshot> pools = [];
            foreach (var shard in _shards)
            {
                if (shard.AddressPools.Count > 0)
                {
                    pools = pools.Count == 0 ? shard.AddressPools : [.. pools, .. shard.AddressPools];
                }
            }

            return pools;
        }
    }

    /// <summary>Number of IKE SAs, superseded generations included.</summary>
    public int TunnelCount
    {
        get
        {
            var count = 0;
            foreach (var shard in _shards)
            {
                count += shard.Tunnels.Count;
            }

            return count;
        }
    }

    /// <summary>Sum of all shards' versions: grows with every commit.</summary>
    public ulong Version
    {
        get
        {
            ulong version = 0;
            foreach (var shard in _shards)
            {
                version += shard.Version;
            }

            return version;
        }
    }

    /// <summary>Engine counters over all shards.</summary>
    public EngineCounterReading ReadEngineCounters()
    {
        EngineCounterReading total = default;
        foreach (var shard in _shards)
        {
            total += shard.Counters.Read();
        }

        return total;
    }

    /// <summary>How many IKE SAs and Child SA pairs are in which state; walks nothing.</summary>
    public TunnelTally Tally
    {
        get
        {
            var sum = default(TunnelTally);
            foreach (var shard in _shards)
            {
                sum += shard.Tunnels.Tally;
            }

            return sum;
        }
    }

    /// <summary>The sum of a measure over all snapshots; costs what has changed since it was last asked.</summary>
    public long Sum(SnapshotMeasure measure)
    {
        long sum = 0;
        foreach (var shard in _shards)
        {
            sum += shard.Tunnels.Sum(measure);
        }

        return sum;
    }

    /// <summary>Engine counters over the life of the service, restarts included; gauges are those of now.</summary>
    public EngineCounterReading ReadLifetimeCounters() => _baseline.Counters + ReadEngineCounters();

    /// <summary>Traffic of all Child SA pairs over the life of the service, those that are gone included. Walks the pairs: it is counted live.</summary>
    public IpsecCounterReading ReadLifetimeTraffic() => _baseline.Traffic + ReadTraffic();

    /// <summary>As <see cref="ReadLifetimeTraffic"/>, since the engine started.</summary>
    public IpsecCounterReading ReadTraffic()
    {
        IpsecCounterReading total = default;
        foreach (var shard in _shards)
        {
            total += shard.Retired.Ipsec + shard.Tunnels.ReadTraffic();
        }

        return total;
    }

    /// <summary>Everything counted over the life of the service.</summary>
    public LifetimeTotals ReadLifetime() => new(ReadLifetimeCounters(), ReadLifetimeTraffic());

    /// <summary>The numbers of the whole service at once.</summary>
    public RegistrySummary ReadSummary() => new(Tally, ReadLifetime());

    /// <summary>What ended tunnels have counted, over all shards.</summary>
    public RetiredTotals Retired => _shards.Aggregate(RetiredTotals.Zero, static (sum, shard) => sum.Plus(shard.Retired));

    /// <summary>Number of ping tasks.</summary>
    public int PingCount => _shards.Sum(static shard => shard.Pings.Tasks.Count);

    /// <summary>Ping tasks, shard by shard and oldest first, without the first <paramref name="skip"/>.</summary>
    public IEnumerable<PingTaskSnapshot> EnumeratePings(long skip = 0)
    {
        foreach (var shard in _shards)
        {
            var tasks = shard.Pings.Tasks;
            for (var i = (int)Math.Min(skip, tasks.Count); i < tasks.Count; i++)
            {
                yield return tasks[i];
            }

            skip = Math.Max(0, skip - tasks.Count);
        }
    }

    /// <summary>Ping counters over all tasks of all shards since the last clearing.</summary>
    public PingCounterReading ReadPingTotals() => PingCounterReading.Sum([.. _shards.Select(static shard => shard.Pings.Totals)]);

    /// <summary>All configured manual tunnels, active or not, ordered by id.</summary>
    public IReadOnlyList<ManualTunnelSnapshot> ManualTunnels =>
        [.. _shards.SelectMany(static shard => shard.ManualTunnels).OrderBy(static tunnel => tunnel.Id.Value)];

    /// <summary>The IP filters of a set in search order, with their counters captured over all shards.</summary>
    public IEnumerable<IpFilterSnapshot> Filters(IpFilterSet set) => FilterMerge.Over(_shards, set);

    /// <summary>Notify payloads by type over all shards, by rising type, of the types that have been met.</summary>
    public IReadOnlyList<NotifyCountReading> ReadNotifies() => NotifyCounts.Sum(_shards.Select(static shard => shard.Notifies));

    /// <summary>What stays of a vpn's ended tunnels, and its coming and going, over all shards.</summary>
    public VpnPast Past(VpnKey vpn)
    {
        var past = VpnPast.None;
        foreach (var shard in _shards)
        {
            past = VpnPast.Merge(past, shard.Ended.GetValueOrDefault(vpn, VpnPast.None));
        }

        return past;
    }

    /// <summary>What each vpn has counted, past and present. Walks all tunnels.</summary>
    public IReadOnlyDictionary<VpnKey, VpnTotals> ReadVpnTotals() => VpnTotals.Of(this);

    /// <summary>All snapshots, ordered by tunnel id and, within an id, newest generation first.</summary>
    public IEnumerable<IkeTunnelSnapshot> Enumerate() => EnumerateFrom(default);

    /// <summary>As <see cref="Enumerate()"/>, from tunnel <paramref name="from"/> on.</summary>
    public IEnumerable<IkeTunnelSnapshot> EnumerateFrom(TunnelId from)
    {
        if (_shards.Length == 1)
        {
            foreach (var snapshot in _shards[0].Tunnels.EnumerateFrom(from))
            {
                yield return snapshot;
            }

            yield break;
        }

        var queue = new PriorityQueue<IEnumerator<IkeTunnelSnapshot>, ulong>();
        foreach (var shard in _shards)
        {
            var enumerator = shard.Tunnels.EnumerateFrom(from).GetEnumerator();
            if (enumerator.MoveNext())
            {
                queue.Enqueue(enumerator, enumerator.Current.Id.Value);
            }
        }

        while (queue.TryDequeue(out var next, out var id))
        {
            // All generations of one id live in one shard and follow each other.
            bool more;
            do
            {
                yield return next.Current;
                more = next.MoveNext();
            }
            while (more && next.Current.Id.Value == id);

            if (more)
            {
                queue.Enqueue(next, next.Current.Id.Value);
            }
        }
    }

    /// <summary>Matching snapshots in order.</summary>
    public IEnumerable<IkeTunnelSnapshot> Enumerate(TunnelFilter filter)
    {
        foreach (var snapshot in filter.Id is { } id ? EnumerateFrom(id).TakeWhile(s => s.Id == id) : Enumerate())
        {
            if (filter.Matches(snapshot))
            {
                yield return snapshot;
            }
        }
    }

    /// <summary>Matching tunnels with their counters captured, in order.</summary>
    public IEnumerable<TunnelReading> Read(TunnelFilter filter) => Enumerate(filter).Select(Read);

    /// <summary>Captures the counters of one tunnel.</summary>
    public TunnelReading Read(IkeTunnelSnapshot snapshot) => new(snapshot, AsOf);

    /// <summary>The newest generation of a tunnel, or null.</summary>
    public IkeTunnelSnapshot? Find(TunnelId id)
    {
        foreach (var shard in _shards)
        {
            if (shard.Tunnels.Find(id) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The newest generation of the next tunnel after <paramref name="id"/>, or null; logarithmic.</summary>
    public IkeTunnelSnapshot? FindAfter(TunnelId id)
    {
        IkeTunnelSnapshot? best = null;
        foreach (var shard in _shards)
        {
            if (shard.Tunnels.FindAfter(id) is { } found && (best is null || found.Id < best.Id))
            {
                best = found;
            }
        }

        return best;
    }

    /// <summary>The IKE SA whose own SPI is <paramref name="spi"/>, or null. Each shard's view builds its index once, at first use.</summary>
    public IkeTunnelSnapshot? FindByOwnSpi(ulong spi)
    {
        foreach (var shard in _shards)
        {
            if (shard.Index.ByOwnSpi.TryGetValue(spi, out var found))
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The IKE SA with this number, or null. Each shard's view builds its index once, at first use.</summary>
    public IkeTunnelSnapshot? FindByUniqueId(uint uniqueId)
    {
        foreach (var shard in _shards)
        {
            if (shard.Index.ByUniqueId.TryGetValue(uniqueId, out var found))
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>
    /// The Child SA pair whose inbound SPI is <paramref name="spi"/>, with its IKE SA, or null. Each shard's view builds its index once, at first use.
    /// </summary>
    public (IkeTunnelSnapshot Ike, IpsecTunnelSnapshot Child)? FindChildByInboundSpi(uint spi)
    {
        foreach (var shard in _shards)
        {
            if (shard.Index.ByInboundSpi.TryGetValue(spi, out var found))
            {
                return found;
            }
        }

        return null;
    }
}
