using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MyIkev2.Registry;

/// <summary>
/// A bounded queue of changes for one subscriber. The engine never waits for it: when it is full, further changes are counted and dropped
/// until the reader has caught up, and the reader then gets one <see cref="TunnelChangeKind.Resync"/>. Any number of writers, one reader.
/// </summary>
public sealed class ChangeSubscription : IDisposable
{
    private readonly Channel<TunnelChange> _queue;
    private readonly Action<ChangeSubscription> _unsubscribe;
    private long _lost;
    private int _overflowed;

    internal ChangeSubscription(int capacity, Action<ChangeSubscription> unsubscribe)
    {
        _queue = Channel.CreateBounded<TunnelChange>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _unsubscribe = unsubscribe;
    }

    /// <summary>Changes dropped so far.</summary>
    public ulong Lost => (ulong)Volatile.Read(ref _lost);

    /// <summary>Yields changes until the subscription is disposed or <paramref name="cancellationToken"/> fires.</summary>
    public async IAsyncEnumerable<TunnelChange> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (TryRead(out var change))
            {
                yield return change;
            }
        }
    }

    /// <summary>Takes the next change without waiting.</summary>
    public bool TryRead(out TunnelChange change)
    {
        if (_queue.Reader.TryRead(out change!))
        {
            return true;
        }

        if (Interlocked.Exchange(ref _overflowed, 0) != 0)
        {
            change = new TunnelChange(TunnelChangeKind.Resync, default);
            return true;
        }

        return false;
    }

    /// <summary>Ends the subscription.</summary>
    public void Dispose()
    {
        _unsubscribe(this);
        _queue.Writer.TryComplete();
    }

    internal void Offer(TunnelChange change)
    {
        // Once something was lost, everything up to the reader's Resync is worthless to it.
        if (Volatile.Read(ref _overflowed) != 0 || !_queue.Writer.TryWrite(change))
        {
            Interlocked.Increment(ref _lost);
            Volatile.Write(ref _overflowed, 1);
        }
    }
}
