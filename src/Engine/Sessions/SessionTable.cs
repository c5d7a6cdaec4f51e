using MyIkev2.Registry;

namespace MyIkev2.Engine.Sessions;

/// <summary>
/// The sessions of one engine. One shard, the owner, adds, closes and forgets; every shard looks its packets up; any thread reads. Memory is taken with
/// the first session.
/// </summary>
/// <remarks>
/// A session belongs to the flow and not to a tunnel: its two directions, and the tunnels that carry it in the course of its life, may be of different
/// shards. So there is one table, with one writer of its structure and no lock. Counters are added to by interlocked operations when there are several
/// shards; see docs/adr for what that costs.
/// </remarks>
public sealed class SessionTable
{
    /// <summary>The shard that owns the table of an engine.</summary>
    public static readonly Shard.ShardId Owner = new(0);

    /// <summary>Sessions that one call looks at, so that packets do not wait for a crowd that comes to its end together.</summary>
    private const int ExpiryStep = 2048;

    private readonly ulong _seed;
    private readonly SessionCounters[] _counters;
    private readonly SessionSlots _slots;
    private readonly SessionWheel _wheel;
    private readonly ClosedSessions _closed;
    private SessionIndex? _index;
    private Counter _added;
    private Counter _ended;
    private int _open;
    private ulong _lastId;

    /// <param name="options">Bounds and times.</param>
    /// <param name="shards">Shards that look up here.</param>
    /// <param name="seed">A random number: nobody outside may foresee which flows share a bucket.</param>
    public SessionTable(SessionTableOptions options, int shards, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Capacity, SessionTableOptions.LargestCapacity);
        Options = options;
        _seed = seed;
        IsShared = shards > 1;
        _counters = [.. Enumerable.Range(0, shards).Select(static _ => new SessionCounters())];
        _slots = new SessionSlots(options.Capacity + options.ClosedLimit);
        _wheel = new SessionWheel(_slots);
        _closed = new ClosedSessions(_slots);
    }

    public SessionTableOptions Options { get; }

    /// <summary>No packet can meet a session. Any thread.</summary>
    public bool IsEmpty => Volatile.Read(ref _open) == 0;

    /// <summary>The next moment at which <see cref="Expire"/> has something to do, monotonic milliseconds; null for never.</summary>
    public long? NextDeadline => Math.Min(_wheel.Next, _closed.NextDeadline(Options.ClosedRetention)) is < long.MaxValue and var next ? next : null;

    /// <summary>Any thread.</summary>
    public SessionTableFacts Facts => new()
    {
        Capacity = Options.Capacity,
        Open = Volatile.Read(ref _open),
        Closed = _closed.Count,
        Added = _added.Value,
        Ended = _ended.Value,
        Matches = Sum(static counters => counters.Matches.Value),
        Drops = Sum(static counters => counters.Drops.Value),
        Copies = Sum(static counters => counters.Copies.Value),
        FailedCopies = Sum(static counters => counters.FailedCopies.Value),
        MemoryOctets = _slots.Octets + (Volatile.Read(ref _index)?.Octets ?? 0),
    };

    /// <summary>Several shards may write to one entry.</summary>
    internal bool IsShared { get; }

    internal SessionSlots Slots => _slots;

    /// <summary>Null until there has been a session.</summary>
    internal SessionIndex? Index => Volatile.Read(ref _index);

    internal SessionCounters CountersOf(int shard) => _counters[shard];

    /// <summary>Adds what is new; nothing when there is not room for all of that.</summary>
    public SessionAddResult Add(EngineInstant now, ReadOnlySpan<SessionDefinition> sessions)
    {
        if (_index is null)
        {
            Volatile.Write(ref _index, new SessionIndex(_slots, Options.Capacity, _seed));
        }

        if (sessions.Length > Options.Capacity - _open && CountNew(sessions) > Options.Capacity - _open)
        {
            return new SessionAddResult(now.ToUtc(), true, []);
        }

        var outcomes = new SessionAddOutcome[sessions.Length];
        for (var i = 0; i < sessions.Length; i++)
        {
            outcomes[i] = Duplicate(sessions[i]) ?? new SessionAddOutcome(SessionAddStatus.Accepted, Insert(now, sessions[i]));
        }

        return new SessionAddResult(now.ToUtc(), false, outcomes);
    }

    /// <summary>Closes a session on behalf of its owner. The result is its last reading, null when there is none, or none that was not deleted before.</summary>
    public SessionReading? Delete(EngineInstant now, ulong id)
    {
        if (id == 0 || _index is not { } index || index.FindId(id) is not (> 0 and var slot) || _slots[slot].Has(SessionFlags.Deleted))
        {
            return null;
        }

        Interlocked.Or(ref _slots[slot].Flags, SessionFlags.Deleted);
        if (_slots[slot].Has(SessionFlags.Open))
        {
            Close(now, slot, SessionCloseCode.NotClosed);
        }

        SessionReader.TryRead(_slots, slot, out var reading);
        Trim();
        return reading;
    }

    /// <summary>Closed sessions that have not been taken yet.</summary>
    public IReadOnlyList<SessionReading> TakeClosed(int limit) => _closed.Take(limit);

    /// <summary>Closes what is idle, and forgets what has been closed for long. A bounded portion: see <see cref="NextDeadline"/> for whether there is more.</summary>
    public void Expire(EngineInstant now)
    {
        for (var step = 0; step < ExpiryStep && _wheel.TakeDue(now.Monotonic) is > 0 and var slot; step++)
        {
            ref var entry = ref _slots[slot];
            var due = Volatile.Read(ref entry.LastSeen) + (entry.IdleSeconds * 1000L);

            // Back into the wheel first: closing takes it out of there.
            _wheel.Add(slot, due, now.Monotonic);
            if (entry.Has(SessionFlags.Lingers))
            {
                Close(now, slot, SessionCloseCode.FinAck);
            }
            else if (due <= now.Monotonic)
            {
                Close(now, slot, SessionCloseCode.Timeout);
            }
        }

        Trim();
        for (var step = 0; step < ExpiryStep && _closed.Oldest(now.Monotonic - Options.ClosedRetention) is > 0 and var slot; step++)
        {
            Forget(slot);
        }
    }

    /// <summary>A packet has shown that these sessions come to their end: by TCP RST at once, by FINs when the last acknowledgements have had their time.</summary>
    internal void NoteEnding(EngineInstant now, IReadOnlyList<EndingSession> sessions)
    {
        foreach (var (slot, version) in sessions)
        {
            ref var entry = ref _slots[slot];
            if (entry.Version != version || !entry.Has(SessionFlags.Open))
            {
                continue;
            }

            if (entry.Has(SessionFlags.Reset))
            {
                Close(now, slot, SessionCloseCode.Reset);
            }
            else if (!entry.Has(SessionFlags.Lingers))
            {
                Interlocked.Or(ref entry.Flags, SessionFlags.Lingers);
                _wheel.Remove(slot);
                _wheel.Add(slot, now.Monotonic + Options.FinWait, now.Monotonic);
            }
        }

        Trim();
    }

    private SessionAddOutcome? Duplicate(in SessionDefinition session)
    {
        var index = _index!;
        if (session.Id != 0 && index.FindId(session.Id) is > 0 and var same && _slots[same].Has(SessionFlags.Open))
        {
            return new SessionAddOutcome(SessionAddStatus.NumberInUse, session.Id);
        }

        return index.FindSame(session) is > 0 and var flow ? new SessionAddOutcome(SessionAddStatus.FlowInUse, _slots[flow].Id) : null;
    }

    /// <summary>How many of them would be added, the later of two equal ones not counted.</summary>
    private int CountNew(ReadOnlySpan<SessionDefinition> sessions)
    {
        var ids = new HashSet<ulong>();
        var flows = new HashSet<SessionDefinition>();
        var count = 0;
        foreach (ref readonly var session in sessions)
        {
            // Only what makes two sessions the same.
            var flow = session with { Id = 0, Action = default, NextHop = null, IdleSeconds = 0 };
            if (Duplicate(session) is null && (session.Id == 0 || !ids.Contains(session.Id)) && flows.Add(flow))
            {
                ids.Add(session.Id);
                count++;
            }
        }

        return count;
    }

    private ulong Insert(EngineInstant now, in SessionDefinition session)
    {
        var index = _index!;
        var id = session.Id == 0 ? FreeId() : session.Id;
        var slot = _slots.Take(out var wasUsed);
        ref var entry = ref _slots[slot];
        if (wasUsed)
        {
            index.NoteReuse();
        }

        Interlocked.Increment(ref entry.Version);
        entry.Source = session.Source.Bits;
        entry.Destination = session.Destination.Bits;
        entry.Ports = SessionEntry.PortsOf(session.SourcePort, session.DestinationPort);
        entry.Protocol = session.Protocol;
        entry.InInterface = session.InInterface;
        entry.OutInterface = session.OutInterface;
        entry.Action = session.Action;
        entry.Id = id;
        (entry.InPackets, entry.OutPackets, entry.InOctets, entry.OutOctets) = (0, 0, 0, 0);
        (entry.StartedAt, entry.EndedAt, entry.LastSeen) = (now.UnixMilliseconds, 0, now.Monotonic);
        var flags = SessionFlags.Used | SessionFlags.Open | (session.Source.IsIpv6 ? SessionFlags.Ipv6 : 0);
        if (session.NextHop is { } nextHop)
        {
            _slots.SetNextHop(slot, nextHop.Bits);
            flags |= nextHop.IsIpv6 ? SessionFlags.NextHopIpv6 : 0;
        }

        var idle = Math.Min(session.IdleSeconds == 0 ? (session.Protocol == Esp.IpProtocols.Tcp ? Options.TcpIdle : Options.OtherIdle) : session.IdleSeconds * 1000L, Options.LongestIdle);
        entry.IdleSeconds = (uint)Math.Max(1, idle / 1000);
        Volatile.Write(ref entry.Flags, flags);
        Interlocked.Increment(ref entry.Version);
        index.LinkId(slot);
        index.LinkFlow(slot);
        _wheel.Add(slot, now.Monotonic + (entry.IdleSeconds * 1000L), now.Monotonic);
        _added.Increment();
        Volatile.Write(ref _open, _open + 1);
        return id;
    }

    private ulong FreeId()
    {
        do
        {
            _lastId++;
        }
        while (_lastId == 0 || _index!.FindId(_lastId) != 0);

        return _lastId;
    }

    private void Close(EngineInstant now, int slot, SessionCloseCode code)
    {
        ref var entry = ref _slots[slot];
        _wheel.Remove(slot);
        _index!.UnlinkFlow(slot);
        Volatile.Write(ref entry.EndedAt, now.UnixMilliseconds);
        Interlocked.Or(ref entry.Flags, SessionFlags.WithCloseCode(0, code));
        Interlocked.And(ref entry.Flags, ~SessionFlags.Open);
        _closed.Add(slot, now.Monotonic);
        _ended.Increment();
        Volatile.Write(ref _open, _open - 1);
    }

    private void Trim()
    {
        while (_closed.Count > Options.ClosedLimit)
        {
            Forget(_closed.Oldest(long.MaxValue));
        }
    }

    private void Forget(int slot)
    {
        _closed.Remove(slot);
        _index!.UnlinkId(slot);
        ref var entry = ref _slots[slot];
        Interlocked.Increment(ref entry.Version);
        Volatile.Write(ref entry.Flags, 0);
        Interlocked.Increment(ref entry.Version);
        _slots.Return(slot);
    }

    private ulong Sum(Func<SessionCounters, ulong> of)
    {
        ulong sum = 0;
        foreach (var counters in _counters)
        {
            sum += of(counters);
        }

        return sum;
    }
}

/// <summary>A session that a packet has brought to its end, as it was then.</summary>
internal readonly record struct EndingSession(int Slot, uint Version);
