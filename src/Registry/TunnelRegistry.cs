using System.Collections.Immutable;

namespace MyIkev2.Registry;

/// <summary>
/// Holds one volatile <see cref="ShardView"/> per shard. Shards replace their own view; readers capture all. Thread-safe without locks on
/// either path.
/// </summary>
public sealed class TunnelRegistry : ITunnelRegistry
{
    private volatile ShardPublisher[] _publishers = [];
    private readonly TimeProvider _time;
    private readonly IHostInterfaces? _interfaces;
    private readonly RegistryHistory _history = new();
    private EngineFacts _facts;
    private ImmutableArray<ChangeSubscription> _subscriptions = [];

    /// <summary>Creates the registry of an engine with <paramref name="shardCount"/> shards.</summary>
    /// <param name="shardCount">Number of shards.</param>
    /// <param name="engine">Facts of the service.</param>
    /// <param name="time">The clock of captures.</param>
    /// <param name="interfaces">Whom to ask for the host's interfaces; null = nobody, and views show none.</param>
    public TunnelRegistry(int shardCount, EngineInfo engine, TimeProvider? time = null, IHostInterfaces? interfaces = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shardCount, 1);
        _facts = new EngineFacts(engine, [], [], LifetimeTotals.Zero, [], null);
        _interfaces = interfaces;
        _time = time ?? TimeProvider.System;
        _ = AddShards(shardCount);
    }

    /// <summary>
    /// Makes room for more shards and returns the number of the first. They are never taken away: what they have counted stays counted. Not thread-safe.
    /// </summary>
    public int AddShards(int count)
    {
        var first = _publishers.Length;
        _publishers = [.. _publishers, .. Enumerable.Range(first, count).Select(shard => new ShardPublisher(this, shard))];
        return first;
    }

    /// <summary>Shards that run no more: what they have counted stays, what they had is gone.</summary>
    public void RetireShards(int first, int count)
    {
        foreach (var publisher in _publishers.AsSpan(first, count))
        {
            publisher.Retire(_time.GetUtcNow());
        }
    }

    /// <summary>The write side of one shard.</summary>
    public IShardPublisher Publisher(int shard) => _publishers[shard];

    /// <summary>Replaces the facts of the service.</summary>
    public void SetEngine(EngineInfo engine) => Update(facts => facts with { Engine = engine });

    /// <summary>Replaces the facts of the stacks.</summary>
    public void SetStacks(IReadOnlyList<StackInfo> stacks) => Update(facts => facts with { Stacks = stacks });

    /// <summary>Replaces the certificates.</summary>
    public void SetCertificates(IReadOnlyList<CertificateInfo> certificates) => Update(facts => facts with { Certificates = certificates });

    /// <summary>Sets whom to ask about RADIUS servers; null for nobody.</summary>
    public void SetRadius(Func<RadiusInfo?>? radius) => Update(facts => facts with { Radius = radius });

    /// <summary>Replaces the sockets that are open.</summary>
    public void SetListeners(IReadOnlyList<ListenerInfo> listeners) => Update(facts => facts with { Listeners = listeners });

    /// <summary>What earlier runs of the service have counted: lifetime readings start there.</summary>
    public void SetBaseline(LifetimeTotals baseline) => Update(facts => facts with { Baseline = baseline.AsBaseline() });

    /// <summary>Replaces what is known of the configuration, and tells subscribers.</summary>
    public void SetConfiguration(IReadOnlyList<VpnConfiguration> configuration)
    {
        Update(facts => facts with { Configuration = configuration, ConfigurationChangedAt = _time.GetUtcNow() });
        Offer(new TunnelChange(TunnelChangeKind.ConfigurationChanged, _time.GetUtcNow()));
    }

    /// <inheritdoc/>
    public RegistryView Capture()
    {
        var publishers = _publishers;
        var shards = new ShardView[publishers.Length];
        for (var shard = 0; shard < shards.Length; shard++)
        {
            shards[shard] = publishers[shard].View;
        }

        return new RegistryView(shards, Volatile.Read(ref _facts), _history.Capture(), _interfaces, _time.GetUtcNow());
    }

    /// <inheritdoc/>
    public ChangeSubscription Subscribe(int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        var subscription = new ChangeSubscription(capacity, Unsubscribe);
        ImmutableInterlocked.Update(ref _subscriptions, static (all, added) => all.Add(added), subscription);
        return subscription;
    }

    /// <inheritdoc/>
    public void SetHistoryDepth(int tunnels, int failures)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(tunnels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tunnels, ITunnelRegistry.MaximumHistoryDepth);
        ArgumentOutOfRangeException.ThrowIfNegative(failures);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(failures, ITunnelRegistry.MaximumHistoryDepth);
        _history.SetDepth(tunnels, failures);
    }

    /// <inheritdoc/>
    public void CheckpointHistory() => _history.Checkpoint(Capture());

    /// <summary>Tells of a failure that no shard had part in, for example a configuration that was refused.</summary>
    public void Report(TunnelChangeKind kind, FailureRecord failure)
    {
        _history.Enter(failure);
        Offer(new TunnelChange(kind, failure.At, Reason: failure.Reason, Text: failure.Text) { Failure = failure });
    }

    private void Update(Func<EngineFacts, EngineFacts> change) =>
        ImmutableInterlocked.Update(ref _facts, static (facts, change) => change(facts), change);

    private void Unsubscribe(ChangeSubscription subscription) =>
        ImmutableInterlocked.Update(ref _subscriptions, static (all, gone) => all.Remove(gone), subscription);

    private void Offer(TunnelChange change)
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Offer(change);
        }
    }

    private sealed class ShardPublisher : IShardPublisher
    {
        private readonly TunnelRegistry _registry;
        private volatile ShardView _view;

        public ShardPublisher(TunnelRegistry registry, int shard)
        {
            _registry = registry;
            _view = new ShardView
            {
                Shard = shard,
                Version = 0,
                AsOf = registry._time.GetUtcNow(),
                Tunnels = SnapshotList.Empty,
                Counters = Counters,
                Health = Health,
                Notifies = Notifies,
                Retired = RetiredTotals.Zero,
                Ended = ImmutableDictionary<VpnKey, VpnPast>.Empty,
                Pings = PingTaskList.Empty,
            };
        }

        public EngineCounters Counters { get; } = new();

        public NotifyCounts Notifies { get; } = new();

        public ShardHealth Health { get; } = new();

        public ShardView View => _view;

        /// <summary>Called when its shard's thread has ended.</summary>
        public void Retire(DateTimeOffset at)
        {
            var old = _view;
            _view = new ShardView
            {
                Shard = old.Shard,
                Version = old.Version + 1,
                AsOf = at,
                Tunnels = SnapshotList.Empty,
                Counters = Counters,
                Health = Health,
                Notifies = Notifies,
                Retired = old.Retired,
                Ended = old.Ended,
                Pings = PingTaskList.Empty,
            };
        }

        public void Commit(in ShardChanges changes)
        {
            var old = _view;
            _view = new ShardView
            {
                Shard = old.Shard,
                Version = old.Version + 1,
                AsOf = changes.At,
                Tunnels = old.Tunnels.With(changes.Upserts, changes.Removals),
                Counters = Counters,
                Health = Health,
                Notifies = Notifies,
                Retired = changes.Retired ?? old.Retired,
                Ended = changes.Ended ?? old.Ended,
                Pings = changes.Pings ?? old.Pings,
                ManualTunnels = changes.ManualTunnels ?? old.ManualTunnels,
                Filters = changes.Filters ?? old.Filters,
                AddressPools = changes.AddressPools ?? old.AddressPools,
            };
            _registry._history.Enter(changes.Changes);
            foreach (var change in changes.Changes)
            {
                _registry.Offer(change);
            }
        }
    }
}
