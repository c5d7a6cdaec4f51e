using System.Collections.Concurrent;
using System.Threading.Channels;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Control;

/// <summary>Commands that wait for their shards' answers. Thread-safe; delivering never waits.</summary>
internal sealed class PendingRequests
{
    // Progress lines that may wait for a slow reader; the final reply is never lost because it is kept apart.
    private const int ProgressCapacity = 1024;

    private readonly ConcurrentDictionary<long, PendingRequest> _open = new();
    private long _last;

    public int Count => _open.Count;

    /// <summary>Opens a request that expects <paramref name="shards"/> final replies. Dispose it when no longer interested.</summary>
    public PendingRequest Open(int shards)
    {
        var number = Interlocked.Increment(ref _last);
        var request = new PendingRequest(number, shards, ProgressCapacity, n => _open.TryRemove(n, out _));
        _open[number] = request;
        return request;
    }

    public void Deliver(long number, ShardReply reply)
    {
        if (_open.TryGetValue(number, out var request))
        {
            request.Deliver(reply);
        }
    }

    /// <summary>Ends every open request: the engine has stopped.</summary>
    public void Abandon()
    {
        foreach (var request in _open.Values)
        {
            request.Abandon();
        }
    }
}

/// <summary>One command under way. Shards deliver, one reader reads.</summary>
internal sealed class PendingRequest : IDisposable
{
    private readonly Channel<string> _progress;
    private readonly TaskCompletionSource<IReadOnlyList<ShardReply>> _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<ShardReply> _final = [];
    private readonly Action<long> _close;
    private readonly int _expected;

    public PendingRequest(long number, int expected, int progressCapacity, Action<long> close)
    {
        Number = number;
        _expected = expected;
        _close = close;
        _progress = Channel.CreateBounded<string>(new BoundedChannelOptions(progressCapacity)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.DropOldest,
        });
    }

    public long Number { get; }

    /// <summary>All final replies, in the order they came; fewer than asked for when the engine stopped meanwhile.</summary>
    public async Task<IReadOnlyList<ShardReply>> WaitAsync(Action<string>? progress, CancellationToken cancellationToken)
    {
        await foreach (var line in _progress.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            progress?.Invoke(line);
        }

        return await _completed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Deliver(ShardReply reply)
    {
        if (reply is ShardReply.Progress { Line: var line })
        {
            _progress.Writer.TryWrite(line);
            return;
        }

        lock (_final)
        {
            _final.Add(reply);
            if (_final.Count < _expected)
            {
                return;
            }
        }

        Abandon();
    }

    /// <summary>Ends the wait with what has been delivered.</summary>
    public void Abandon()
    {
        lock (_final)
        {
            _completed.TrySetResult([.. _final]);
        }

        _progress.Writer.TryComplete();
    }

    public void Dispose() => _close(Number);
}
