using System.Numerics;

namespace MyIkev2.Engine.Ping;

/// <summary>
/// A timing wheel of two levels: 1,024 slots of a millisecond, 1,024 of 1,024 milliseconds behind them. Adding and taking a task costs the
/// same for ten as for a hundred thousand; what is further off than 17 minutes is looked at again then.
/// </summary>
internal sealed class PingWheel
{
    private const int Bits = 10;
    private const int Slots = 1 << Bits;
    private const long Mask = Slots - 1;

    private readonly Level _near = new();
    private readonly Level _far = new();
    private PingTask? _ready;
    private long _now;
    private int _count;

    /// <summary>The next moment at which there is something to do, monotonic milliseconds, or null.</summary>
    public long? Next
    {
        get
        {
            if (_ready is not null)
            {
                return _now - 1;
            }

            if (_count == 0)
            {
                return null;
            }

            var near = _near.DistanceFrom((int)(_now & Mask)) is >= 0 and var ahead ? _now + ahead : long.MaxValue;

            // At a block's first millisecond its tasks move near; those of the present block have moved.
            var block = (_now + Mask) >> Bits;
            var far = _far.DistanceFrom((int)(block & Mask)) is >= 0 and var blocks ? (block + blocks) << Bits : long.MaxValue;
            return Math.Min(near, far);
        }
    }

    /// <summary>Makes the task come at <paramref name="at"/>, or as soon as may be.</summary>
    public void Add(PingTask task, long at, long now)
    {
        if (_count == 0 && _ready is null)
        {
            _now = now;
        }

        task.DueAt = Math.Max(at, _now);
        Insert(task);
        _count++;
    }

    /// <summary>Takes a task that is due, in the order of the milliseconds; null when none is.</summary>
    public PingTask? TakeDue(long now)
    {
        while (_ready is null)
        {
            if (Next is not { } at || at > now)
            {
                return null;
            }

            _now = at;
            if ((_now & Mask) == 0)
            {
                MoveNear(_far.Detach((int)((_now >> Bits) & Mask)));
            }

            _ready = _near.Detach((int)(_now & Mask));
            _now++;
        }

        var task = _ready;
        _ready = task.NextInSlot;
        task.NextInSlot = null;
        _count--;
        return task;
    }

    private void MoveNear(PingTask? list)
    {
        while (list is { } task)
        {
            list = task.NextInSlot;
            Insert(task);
        }
    }

    private void Insert(PingTask task)
    {
        if (task.DueAt - _now < Slots)
        {
            _near.Attach((int)(task.DueAt & Mask), task);
        }
        else
        {
            var block = Math.Min(task.DueAt >> Bits, ((_now + Mask) >> Bits) + Slots - 1);
            _far.Attach((int)(block & Mask), task);
        }
    }

    private sealed class Level
    {
        private readonly PingTask?[] _slots = new PingTask?[Slots];
        private readonly ulong[] _used = new ulong[Slots / 64];

        public void Attach(int slot, PingTask task)
        {
            task.NextInSlot = _slots[slot];
            _slots[slot] = task;
            _used[slot >> 6] |= 1ul << (slot & 63);
        }

        public PingTask? Detach(int slot)
        {
            var list = _slots[slot];
            _slots[slot] = null;
            _used[slot >> 6] &= ~(1ul << (slot & 63));
            return list;
        }

        /// <summary>Slots from <paramref name="slot"/> to the first that holds a task, around the wheel; -1 when none does.</summary>
        public int DistanceFrom(int slot)
        {
            var word = slot >> 6;
            var bits = _used[word] & (ulong.MaxValue << (slot & 63));
            for (var step = 0; step <= _used.Length; step++)
            {
                if (bits != 0)
                {
                    var found = (word << 6) + BitOperations.TrailingZeroCount(bits);
                    return (found - slot) & (Slots - 1);
                }

                word = (word + 1) % _used.Length;
                bits = _used[word];
            }

            return -1;
        }
    }
}
