namespace MyIkev2.Engine.Sessions;

/// <summary>
/// Open sessions by the second in which they are to be looked at: a wheel of lists that run through the slots. A packet moves nothing; a session that
/// was not idle when its second comes is put back where it then belongs.
/// </summary>
internal sealed class SessionWheel(SessionSlots slots)
{
    private const int Bits = 12;
    private const int Size = 1 << Bits;
    private const int Mask = Size - 1;

    /// <summary>Milliseconds of a step, a power of two: about a second.</summary>
    private const int StepBits = 10;

    private readonly int[] _heads = new int[Size];
    private readonly ulong[] _used = new ulong[Size / 64];
    private long _step = -1;
    private int _count;

    /// <summary>The next moment at which there is something to do, monotonic milliseconds; <see cref="long.MaxValue"/> for never.</summary>
    public long Next => _count == 0 ? long.MaxValue : (_step + Distance()) << StepBits;

    /// <summary>Puts a session where it is found at <paramref name="at"/> or up to a step later, or at the end of the wheel when that is further off.</summary>
    public void Add(int slot, long at, long now)
    {
        var present = now >> StepBits;
        if (_count++ == 0)
        {
            _step = present;
        }

        // Rounded up: never before its time. The step that is being taken comes again only after a whole turn.
        var last = _step + Mask;
        var step = Math.Clamp((at + (1 << StepBits) - 1) >> StepBits, Math.Min(Math.Max(_step, present) + 1, last), last);
        var index = (int)(step & Mask);
        ref var entry = ref slots[slot];
        entry.Previous = -index - 1;
        entry.Next = _heads[index];
        if (entry.Next != 0)
        {
            slots[entry.Next].Previous = slot;
        }

        _heads[index] = slot;
        _used[index >> 6] |= 1ul << (index & 63);
    }

    public void Remove(int slot)
    {
        ref var entry = ref slots[slot];
        if (entry.Next != 0)
        {
            slots[entry.Next].Previous = entry.Previous;
        }

        if (entry.Previous > 0)
        {
            slots[entry.Previous].Next = entry.Next;
        }
        else
        {
            var index = -entry.Previous - 1;
            _heads[index] = entry.Next;
            if (entry.Next == 0)
            {
                _used[index >> 6] &= ~(1ul << (index & 63));
            }
        }

        _count--;
    }

    /// <summary>Takes a session whose moment has come; 0 when there is none.</summary>
    public int TakeDue(long now)
    {
        if (_count == 0 || Next > now)
        {
            return 0;
        }

        _step += Distance();
        var slot = _heads[(int)(_step & Mask)];
        Remove(slot);
        return slot;
    }

    /// <summary>Steps from the present one to the first that holds a session.</summary>
    private int Distance()
    {
        var start = (int)(_step & Mask);
        var word = start >> 6;
        var bits = _used[word] & (ulong.MaxValue << (start & 63));
        while (bits == 0)
        {
            word = (word + 1) % _used.Length;
            bits = _used[word];
        }

        return ((word << 6) + System.Numerics.BitOperations.TrailingZeroCount(bits) - start) & Mask;
    }
}
