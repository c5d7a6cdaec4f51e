using System.Runtime.CompilerServices;

namespace MyIkev2.Engine.Sessions;

/// <summary>
/// The slots, in blocks that never move, so that other threads may look at them while there come to be more. Slots are numbered from 1; 0 is none.
/// Only the owner takes and gives back.
/// </summary>
internal sealed class SessionSlots
{
    private const int BlockBits = 12;
    private const int BlockSize = 1 << BlockBits;

    /// <summary>
    /// A slot that was given back is not taken again before this many others: a shard that has just looked it up is long done with it.
    /// </summary>
    private const int Rest = 1024;

    private readonly SessionEntry[]?[] _blocks;
    private readonly UInt128[]?[] _nextHops;
    private int _made;
    private int _freeHead;
    private int _freeTail;
    private int _free;

    /// <param name="largest">Slots at most.</param>
    public SessionSlots(int largest)
    {
        var blocks = ((largest + Rest) >> BlockBits) + 1;
        _blocks = new SessionEntry[]?[blocks];
        _nextHops = new UInt128[]?[blocks];
    }

    /// <summary>Slots that have ever been used: 1 to this.</summary>
    public int Made => Volatile.Read(ref _made);

    /// <summary>Octets of all blocks.</summary>
    public long Octets
    {
        get
        {
            long octets = 0;
            for (var block = 0; block < _blocks.Length; block++)
            {
                octets += Volatile.Read(ref _blocks[block]) is null ? 0 : BlockSize * Unsafe.SizeOf<SessionEntry>();
                octets += Volatile.Read(ref _nextHops[block]) is null ? 0 : BlockSize * Unsafe.SizeOf<UInt128>();
            }

            return octets;
        }
    }

    /// <summary>The slot; any thread, for numbers that it has read from the table.</summary>
    public ref SessionEntry this[int slot] => ref _blocks[(slot - 1) >> BlockBits]![(slot - 1) & (BlockSize - 1)];

    /// <summary>Where the copies of the slot's session go, for one that has copies made. Kept apart: few have.</summary>
    public UInt128 NextHopOf(int slot) => Volatile.Read(ref _nextHops[(slot - 1) >> BlockBits])?[(slot - 1) & (BlockSize - 1)] ?? UInt128.Zero;

    /// <summary>Owner only, before the session can be found.</summary>
    public void SetNextHop(int slot, UInt128 address)
    {
        ref var block = ref _nextHops[(slot - 1) >> BlockBits];
        if (block is null)
        {
            Volatile.Write(ref block, new UInt128[BlockSize]);
        }

        block![(slot - 1) & (BlockSize - 1)] = address;
    }

    /// <summary>A slot to fill; the caller sets its version. True in <paramref name="wasUsed"/> for one that had another session before.</summary>
    public int Take(out bool wasUsed)
    {
        wasUsed = _free > Rest || (_free > 0 && _made >> BlockBits == _blocks.Length);
        if (wasUsed)
        {
            var slot = _freeHead;
            _freeHead = this[slot].Next;
            _free--;
            return slot;
        }

        _blocks[_made >> BlockBits] ??= new SessionEntry[BlockSize];
        Volatile.Write(ref _made, _made + 1);
        return _made;
    }

    public void Return(int slot)
    {
        this[slot].Next = 0;
        if (_free++ == 0)
        {
            _freeHead = slot;
        }
        else
        {
            this[_freeTail].Next = slot;
        }

        _freeTail = slot;
    }
}
