using MyIkev2.Registry;

namespace MyIkev2.Engine.Sessions;

/// <summary>
/// The sessions by flow and by number: buckets of lists that run through the slots. As many buckets as the table may have sessions, made once: nothing is
/// ever rebuilt under a reader. The owner links and unlinks, any thread looks up.
/// </summary>
internal sealed class SessionIndex
{
    /// <summary>A list that is longer than this has been changed under its reader.</summary>
    private const int LongestWalk = 1 << 16;

    private readonly SessionSlots _slots;
    private readonly ulong _seed;
    private readonly int[] _byFlow;
    private readonly int[] _byId;
    private int _reuses;

    public SessionIndex(SessionSlots slots, int capacity, ulong seed)
    {
        _slots = slots;
        _seed = seed;
        var buckets = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 64));
        _byFlow = new int[buckets];
        _byId = new int[buckets];
    }

    public long Octets => (_byFlow.Length + (long)_byId.Length) * sizeof(int);

    /// <summary>The open session that an owner must not add again: the same flow between the same interfaces; 0 for none. Owner only.</summary>
    public int FindSame(in SessionDefinition session)
    {
        var key = FlowKey.Of(session);
        for (var slot = FlowBucket(key); slot != 0;)
        {
            ref var entry = ref _slots[slot];
            if (entry.Ports == key.Ports && entry.Source == key.Source && entry.Destination == key.Destination && entry.Protocol == key.Protocol
                && entry.InInterface == session.InInterface && entry.OutInterface == session.OutInterface && entry.Has(SessionFlags.Ipv6) == key.IsIpv6)
            {
                return slot;
            }

            slot = entry.NextByFlow;
        }

        return 0;
    }

    /// <summary>The newest session of a number, open or closed; 0 for none. Any thread: only the owner may take it as certain.</summary>
    public int FindId(ulong id)
    {
        var steps = 0;
        for (var slot = Volatile.Read(ref IdBucket(id)); slot != 0 && steps < LongestWalk; steps++)
        {
            ref var entry = ref _slots[slot];
            if (Volatile.Read(ref entry.Id) == id && entry.Has(SessionFlags.Used))
            {
                return slot;
            }

            slot = Volatile.Read(ref entry.NextById);
        }

        return 0;
    }

    /// <summary>
    /// The open session that a packet meets, 0 for none; of several the one that says most about the interfaces. Any shard. A list may change while it is
    /// read: an entry counts only if it is the same after it was compared, and a walk that finds nothing counts only if no slot got another session
    /// meanwhile.
    /// </summary>
    public int FindPacket(in FlowKey key, in SessionPass pass, out bool isReply, out uint version)
    {
        while (true)
        {
            var reuses = Volatile.Read(ref _reuses);
            var found = Walk(key, pass, out isReply, out version);
            if (found != 0 || reuses == Volatile.Read(ref _reuses))
            {
                return found;
            }
        }
    }

    /// <summary>Tells readers that a slot is about to get another session.</summary>
    public void NoteReuse() => Interlocked.Increment(ref _reuses);

    public void LinkFlow(int slot)
    {
        ref var entry = ref _slots[slot];
        ref var bucket = ref FlowBucket(FlowKey.Of(entry));
        entry.NextByFlow = bucket;
        Volatile.Write(ref bucket, slot);
    }

    public void UnlinkFlow(int slot)
    {
        ref var entry = ref _slots[slot];
        ref var at = ref FlowBucket(FlowKey.Of(entry));
        while (at != slot)
        {
            at = ref _slots[at].NextByFlow;
        }

        Volatile.Write(ref at, entry.NextByFlow);
    }

    public void LinkId(int slot)
    {
        ref var entry = ref _slots[slot];
        ref var bucket = ref IdBucket(entry.Id);
        entry.NextById = bucket;
        Volatile.Write(ref bucket, slot);
    }

    public void UnlinkId(int slot)
    {
        ref var entry = ref _slots[slot];
        ref var at = ref IdBucket(entry.Id);
        while (at != slot)
        {
            at = ref _slots[at].NextById;
        }

        Volatile.Write(ref at, entry.NextById);
    }

    private int Walk(in FlowKey key, in SessionPass pass, out bool isReply, out uint version)
    {
        var (best, bestRank) = (0, 0);
        (isReply, version) = (false, 0);
        var reversedPorts = key.ReversedPorts;
        var steps = 0;
        for (var slot = Volatile.Read(ref FlowBucket(key)); slot != 0 && steps < LongestWalk; steps++)
        {
            ref var entry = ref _slots[slot];
            var seen = Volatile.Read(ref entry.Version);
            var forward = entry.Ports == key.Ports && entry.Source == key.Source && entry.Destination == key.Destination;
            var reply = !forward && entry.Ports == reversedPorts && entry.Source == key.Destination && entry.Destination == key.Source;
            if ((forward || reply) && entry.Protocol == key.Protocol && entry.Has(SessionFlags.Ipv6) == key.IsIpv6 && entry.Has(SessionFlags.Open))
            {
                var rank = reply ? pass.RankOf(entry.OutInterface, entry.InInterface) : pass.RankOf(entry.InInterface, entry.OutInterface);
                Volatile.ReadBarrier();
                if (rank > bestRank && (seen & 1) == 0 && Volatile.Read(ref entry.Version) == seen)
                {
                    (best, bestRank, isReply, version) = (slot, rank, reply, seen);
                }
            }

            slot = Volatile.Read(ref entry.NextByFlow);
        }

        return best;
    }

    private ref int FlowBucket(in FlowKey key) => ref _byFlow[key.Digest(_seed) & (uint)(_byFlow.Length - 1)];

    private ref int IdBucket(ulong id) => ref _byId[(uint)(((id ^ _seed) * 0x9E37_79B9_7F4A_7C15) >> 32) & (uint)(_byId.Length - 1)];
}
