namespace MyIkev2.Testing;

/// <summary>A clock with timers that a test moves by hand: whatever falls due on the way is called, in order, before <see cref="Advance"/> returns.</summary>
public sealed class SteppedClock : TimeProvider
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly List<SteppedTimer> _timers = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SteppedTimer(this, callback, state);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (true)
        {
            SteppedTimer? next;
            lock (_lock)
            {
                next = _timers.Where(timer => timer.Due <= end).MinBy(static timer => timer.Due);
                _now = next?.Due > _now ? next.Due.Value : next is null ? end : _now;
                if (next is not null)
                {
                    next.Due = null;
                }
            }

            if (next is null)
            {
                return;
            }

            next.Call();
        }
    }

    /// <summary>Waits until a timer falls due within <paramref name="by"/>, then moves the clock by as much.</summary>
    public async Task AdvanceToTimerAsync(TimeSpan by)
    {
        for (var changed = Changed; !(NextDue() <= by); changed = Changed)
        {
            await changed.WaitAsync(Patience);
        }

        Advance(by);
    }

    /// <summary>Moves the clock past timers, which fire late, as after a machine was suspended.</summary>
    public void Jump(TimeSpan by)
    {
        lock (_lock)
        {
            _now += by;
        }

        Advance(TimeSpan.Zero);
    }

    /// <summary>Completes when a timer is set or taken back after this was asked for.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>When the next timer falls due, from now; null when none is set.</summary>
    public TimeSpan? NextDue()
    {
        lock (_lock)
        {
            return _timers.Min(static timer => timer.Due) - _now;
        }
    }

    private sealed class SteppedTimer(SteppedClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset? Due { get; set; }

        public void Call() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._now + dueTime;
                clock._changed.TrySetResult();
                clock._changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
