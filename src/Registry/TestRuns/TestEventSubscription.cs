using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MyIkev2.Registry;

/// <summary>
/// A bounded queue of a test run's events for one subscriber. The run never waits for it: when it is full, the oldest events go, and the reader gets
/// one warning that says how many. Any number of writers, one reader.
/// </summary>
public sealed class TestEventSubscription : IDisposable
{
    private readonly Channel<TestEvent> _queue;
    private readonly TestEventHub _hub;
    private readonly TimeProvider _time;
    private volatile Filter _filter;
    private long _lost;
    private long _told;

    internal TestEventSubscription(int capacity, TestEventLevel level, string keyword, TimeProvider time, TestEventHub hub)
    {
        _time = time;
        _hub = hub;
        _filter = new Filter(level, keyword);
        _queue = Channel.CreateBounded<TestEvent>(
            new BoundedChannelOptions(capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest },
            _ => Interlocked.Increment(ref _lost));
    }

    /// <summary>The least severe events that it takes.</summary>
    public TestEventLevel Level => _filter.Level;

    /// <summary>What the text of its events contains; empty = anything.</summary>
    public string Keyword => _filter.Keyword;

    /// <summary>Events dropped so far because the reader was slow.</summary>
    public ulong Lost => (ulong)Volatile.Read(ref _lost);

    /// <summary>Replaces the filter. Events that wait already stay.</summary>
    public void SetFilter(TestEventLevel level, string keyword)
    {
        _filter = new Filter(level, keyword);
        _hub.FilterChanged();
    }

    /// <summary>Yields events until the run is over, the subscription is disposed or <paramref name="cancellationToken"/> fires.</summary>
    public async IAsyncEnumerable<TestEvent> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await _queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            while (TryRead(out var read))
            {
                yield return read;
            }
        }

        // What was lost to make room for the last event.
        while (TryRead(out var last))
        {
            yield return last;
        }
    }

    /// <summary>Takes the next event without waiting. What was lost is told before the events that came later.</summary>
    public bool TryRead([NotNullWhen(true)] out TestEvent? read)
    {
        var lost = Volatile.Read(ref _lost);
        if (lost != _told)
        {
            read = new TestEvent(TestEventLevel.Warning, $"{lost - _told} events were lost: they came faster than they were read", _time.GetUtcNow());
            _told = lost;
            return true;
        }

        return _queue.Reader.TryRead(out read);
    }

    /// <summary>Ends the subscription.</summary>
    public void Dispose()
    {
        _hub.Unsubscribe(this);
        Complete();
    }

    /// <summary>True when an event of this level may be wanted.</summary>
    internal bool Wants(TestEventLevel level) => level <= _filter.Level;

    internal void Offer(TestEvent happened)
    {
        var filter = _filter;
        if (happened.Level <= filter.Level && (filter.Keyword.Length == 0 || happened.Text.Contains(filter.Keyword, StringComparison.Ordinal)))
        {
            _queue.Writer.TryWrite(happened);
        }
    }

    /// <summary>No more events; the reader still gets those that wait.</summary>
    internal void Complete() => _queue.Writer.TryComplete();

    private sealed record Filter(TestEventLevel Level, string Keyword);
}
