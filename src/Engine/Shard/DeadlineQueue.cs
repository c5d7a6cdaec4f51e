using MyIkev2.Engine.Sa;

namespace MyIkev2.Engine.Shard;

/// <summary>
/// The earliest deadline of each SA, in order. An entry counts only while its SA still points to it, so moving a deadline costs one push and
/// removing one costs nothing.
/// </summary>
/// <param name="count">How many SAs there are: none has more than one entry that counts.</param>
internal sealed class DeadlineQueue(Func<int> count)
{
    /// <summary>Entries that no longer count and are borne besides as many as there are SAs.</summary>
    private const int Spare = 1024;

    private readonly PriorityQueue<IkeSa, long> _queue = new();

    /// <summary>Entries, whether they count or not.</summary>
    public int Entries => _queue.Count;

    /// <summary>The next moment that counts, in monotonic milliseconds, or null.</summary>
    public long? Next
    {
        get
        {
            while (_queue.TryPeek(out var sa, out var at))
            {
                if (sa.Timers.Scheduled == at)
                {
                    return at;
                }

                _queue.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Makes sure that <paramref name="sa"/> is looked at no later than <paramref name="at"/>.</summary>
    public void Schedule(IkeSa sa, long? at)
    {
        if (at is not { } moment)
        {
            sa.Timers.Scheduled = long.MaxValue;
            return;
        }

        // A later moment is found out when the earlier one fires: traffic that keeps an SA alive pushes nothing.
        if (moment < sa.Timers.Scheduled)
        {
            sa.Timers.Scheduled = moment;
            _queue.Enqueue(sa, moment);
            if (_queue.Count > Spare + (2 * count()))
            {
                Sweep();
            }
        }
    }

    /// <summary>An entry keeps its SA in memory: those of SAs that were refused at once must not wait for their moment, however many come.</summary>
    private void Sweep()
    {
        var rest = _queue.UnorderedItems.Where(static entry => entry.Element.Timers.Scheduled == entry.Priority).ToArray();
        _queue.Clear();
        _queue.EnqueueRange(rest);
    }

    /// <summary>Takes the next SA that is due, or null.</summary>
    public IkeSa? TakeDue(long now)
    {
        while (_queue.TryPeek(out var sa, out var at) && at <= now)
        {
            _queue.Dequeue();
            if (sa.Timers.Scheduled == at)
            {
                sa.Timers.Scheduled = long.MaxValue;
                return sa;
            }
        }

        return null;
    }
}
