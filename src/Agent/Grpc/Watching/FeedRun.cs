using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Watching;

/// <summary>The feed while somebody watches. One task turns it; any number of readers follow without locks.</summary>
internal sealed partial class FeedRun : IDisposable
{
    private readonly ITunnelRegistry _registry;
    private readonly ChangeSubscription _events;
    private readonly int _backlog;
    private readonly ILogger _logger;
    private readonly PeriodicTimer _timer;
    private readonly Queue<FeedBatch> _kept = new();
    private readonly List<SnapshotDifference> _differences = [];
    private int _keptEntries;
    private volatile FeedPlace _newest;

    public FeedRun(ITunnelRegistry registry, int backlog, int eventCapacity, TimeProvider clock, ILogger logger)
    {
        _registry = registry;
        _backlog = backlog;
        _logger = logger;

        // Events first: none may fall between them and the view.
        _events = registry.Subscribe(eventCapacity);
        RegistryView view = registry.Capture();
        _newest = new FeedPlace(view, new FeedBatch(0, []));
        _timer = new PeriodicTimer(TunnelFeed.Interval, clock);
        _ = TurnAsync();
    }

    public FeedPlace Newest => _newest;

    public void Dispose()
    {
        _timer.Dispose();
        _events.Dispose();
    }

    private async Task TurnAsync()
    {
        try
        {
            while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
            {
                Look();
            }
        }
        catch (Exception exception)
        {
            // Whoever watches must hear that nothing more will come.
            LogFault(_logger, exception);
            _newest.Batch.Fail(exception);
        }
    }

    /// <summary>One look at the registry: a batch when anything has happened.</summary>
    private void Look()
    {
        (RegistryView before, FeedBatch batch) = _newest;

        // Events first, then the view: the view shows what they led to.
        bool lost = false;
        List<TunnelChange>? events = null;
        while (_events.TryRead(out TunnelChange change))
        {
            lost |= change.Kind == TunnelChangeKind.Resync;
            (events ??= []).Add(change);
        }

        RegistryView view = _registry.Capture();
        ulong version = view.Version;
        if (events is null && version == before.Version)
        {
            return;
        }

        var entries = new List<FeedEntry>();
        foreach (TunnelChange change in events ?? [])
        {
            if (change.Kind != TunnelChangeKind.Resync)
            {
                entries.Add(new FeedEntry(change, isRemoval: false, before: null, version));
            }
        }

        AddDifferences(before, view, version, entries);
        if (entries.Count == 0 && !lost)
        {
            // Something that is none of ours, such as ping tasks.
            _newest = new FeedPlace(view, batch);
            return;
        }

        Publish(new FeedPlace(view, new FeedBatch(batch.End + (lost ? 1u : 0u), entries)), batch, lost);
    }

    private void AddDifferences(RegistryView before, RegistryView now, ulong version, List<FeedEntry> entries)
    {
        for (int shard = 0; shard < now.Shards.Count; shard++)
        {
            // A VRF that was added has brought more.
            ShardView? old = shard < before.Shards.Count ? before.Shards[shard] : null;
            ShardView young = now.Shards[shard];
            if (old?.Version == young.Version)
            {
                continue;
            }

            _differences.Clear();
            SnapshotDifference.Find(old?.Tunnels ?? SnapshotList.Empty, young.Tunnels, _differences);
            foreach (SnapshotDifference difference in _differences)
            {
                IkeTunnelSnapshot tunnel = difference.New ?? difference.Old!;
                entries.Add(new FeedEntry(
                    new TunnelChange(TunnelChangeKind.Changed, young.AsOf, tunnel), isRemoval: difference.New is null, difference.Old, version));
            }
        }
    }

    private void Publish(FeedPlace place, FeedBatch last, bool lost)
    {
        _kept.Enqueue(last);
        _keptEntries += last.Entries?.Count ?? 0;

        // New readers begin here before those of the batch before are told, and what is too old is gone before anybody looks for it.
        _newest = place;
        int limit = lost ? -1 : _backlog - (place.Batch.Entries?.Count ?? 0);
        while (_keptEntries > limit && _kept.TryDequeue(out FeedBatch? old))
        {
            _keptEntries -= old.Entries?.Count ?? 0;
            old.Drop();
        }

        last.Follow(place.Batch);
    }

    [LoggerMessage(1, LogLevel.Error, "Changes of tunnels can no longer be told to those who watch; they have to call again.")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
