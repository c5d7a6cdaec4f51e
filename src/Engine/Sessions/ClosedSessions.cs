using MyIkev2.Registry;

namespace MyIkev2.Engine.Sessions;

/// <summary>The sessions that were closed and can still be read, the longest closed first: a list through the slots. Owner only, but for the count.</summary>
internal sealed class ClosedSessions(SessionSlots slots)
{
    private int _head;
    private int _tail;
    private int _count;

    /// <summary>The first that has not been taken; 0 when all have.</summary>
    private int _notTaken;

    /// <summary>Any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    public long NextDeadline(long retention) => _head == 0 ? long.MaxValue : slots[_head].LastSeen + retention;

    /// <summary>The longest closed, if it was closed by <paramref name="until"/>; 0 for none.</summary>
    public int Oldest(long until) => _head != 0 && slots[_head].LastSeen <= until ? _head : 0;

    public void Add(int slot, long now)
    {
        ref var entry = ref slots[slot];

        // Nobody asks any more when a packet came last.
        entry.LastSeen = now;
        entry.Next = 0;
        entry.Previous = _tail;
        if (_tail == 0)
        {
            _head = slot;
        }
        else
        {
            slots[_tail].Next = slot;
        }

        _tail = slot;
        if (_notTaken == 0)
        {
            _notTaken = slot;
        }

        Volatile.Write(ref _count, _count + 1);
    }

    public void Remove(int slot)
    {
        ref var entry = ref slots[slot];
        if (_notTaken == slot)
        {
            _notTaken = entry.Next;
        }

        if (entry.Previous == 0)
        {
            _head = entry.Next;
        }
        else
        {
            slots[entry.Previous].Next = entry.Next;
        }

        if (entry.Next == 0)
        {
            _tail = entry.Previous;
        }
        else
        {
            slots[entry.Next].Previous = entry.Previous;
        }

        Volatile.Write(ref _count, _count - 1);
    }

    public IReadOnlyList<SessionReading> Take(int limit)
    {
        var taken = new List<SessionReading>();
        while (_notTaken != 0 && taken.Count < limit)
        {
            if (SessionReader.TryRead(slots, _notTaken, out var reading))
            {
                taken.Add(reading);
            }

            _notTaken = slots[_notTaken].Next;
        }

        return taken;
    }
}
