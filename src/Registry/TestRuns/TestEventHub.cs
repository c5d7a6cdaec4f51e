using System.Collections.Immutable;

namespace MyIkev2.Registry;

/// <summary>Hands the events of one test run to its subscribers. Thread-safe; publishing never waits.</summary>
/// <param name="time">The clock of the events.</param>
public sealed class TestEventHub(TimeProvider time)
{
    /// <summary>Events that wait for one subscriber, before the oldest go.</summary>
    public const int Capacity = 4096;

    private readonly Lock _completing = new();
    private ImmutableArray<TestEventSubscription> _subscriptions = [];
    private bool _completed;

    /// <summary>A subscription came, went or changed its filter: <see cref="IsWanted"/> may have another answer. Raised on the subscriber's thread.</summary>
    public event Action? InterestChanged;

    /// <summary>Starts a queue of events.</summary>
    public TestEventSubscription Subscribe(TestEventLevel level, string keyword, int capacity = Capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentNullException.ThrowIfNull(keyword);
        var subscription = new TestEventSubscription(capacity, level, keyword, time, this);
        lock (_completing)
        {
            if (_completed)
            {
                subscription.Complete();
            }
            else
            {
                ImmutableInterlocked.Update(ref _subscriptions, static (all, added) => all.Add(added), subscription);
            }
        }

        InterestChanged?.Invoke();
        return subscription;
    }

    /// <summary>True when somebody may want events of this level: what nobody reads need not be put into words.</summary>
    public bool IsWanted(TestEventLevel level)
    {
        foreach (var subscription in _subscriptions)
        {
            if (subscription.Wants(level))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Tells subscribers of an event.</summary>
    public void Publish(TestEventLevel level, string text)
    {
        var happened = new TestEvent(level, text, time.GetUtcNow());
        foreach (var subscription in _subscriptions)
        {
            subscription.Offer(happened);
        }
    }

    /// <summary>No more events: subscriptions end after those that wait, and new ones are empty.</summary>
    public void Complete()
    {
        lock (_completing)
        {
            _completed = true;
        }

        foreach (var subscription in _subscriptions)
        {
            subscription.Complete();
        }
    }

    internal void Unsubscribe(TestEventSubscription subscription)
    {
        ImmutableInterlocked.Update(ref _subscriptions, static (all, gone) => all.Remove(gone), subscription);
        InterestChanged?.Invoke();
    }

    internal void FilterChanged() => InterestChanged?.Invoke();
}
