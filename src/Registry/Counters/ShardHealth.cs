namespace MyIkev2.Registry;

/// <summary>
/// How the loop of one shard is doing, live. Its own thread writes what it does; the length of the inbox and what did not fit are written by whoever
/// posts. Anybody reads, also while the loop hangs.
/// </summary>
public sealed class ShardHealth
{
    private long _inboxLength;
    private long _inboxDrops;

    /// <summary>Turns of the loop.</summary>
    public Counter Turns;

    /// <summary>Time spent working, sleep not included.</summary>
    public Counter BusyMicroseconds;

    /// <summary>Turns longer than <see cref="SlowTurnMilliseconds"/>.</summary>
    public Counter SlowTurns;

    /// <summary>Gauge: heavy computations that wait or run.</summary>
    public Counter JobsPending;

    /// <summary>From when on a turn is slow.</summary>
    public const int SlowTurnMilliseconds = 10;

    /// <summary>Datagrams and packets that wait for the shard.</summary>
    public int InboxLength => (int)Volatile.Read(ref _inboxLength);

    /// <summary>Adds to the inbox, or takes off; returns the new length. Any thread.</summary>
    public int AddToInbox(int datagrams) => (int)Interlocked.Add(ref _inboxLength, datagrams);

    /// <summary>Counts datagrams and packets that found the inbox full. Any thread.</summary>
    public void AddInboxDrops(int datagrams) => Interlocked.Add(ref _inboxDrops, datagrams);

    /// <summary>Captures everything.</summary>
    public ShardHealthReading Read() => new(
        InboxLength, (ulong)Volatile.Read(ref _inboxDrops), Turns.Value, BusyMicroseconds.Value, SlowTurns.Value, (int)JobsPending.Value);
}

/// <summary>Health of a shard, captured.</summary>
/// <param name="InboxLength">Datagrams and packets that wait for the shard.</param>
/// <param name="InboxDrops">Those that found the inbox full.</param>
/// <param name="Turns">Turns of the loop.</param>
/// <param name="BusyMicroseconds">Time spent working.</param>
/// <param name="SlowTurns">Turns longer than <see cref="ShardHealth.SlowTurnMilliseconds"/>.</param>
/// <param name="JobsPending">Heavy computations that wait or run.</param>
public readonly record struct ShardHealthReading(
    int InboxLength, ulong InboxDrops, ulong Turns, ulong BusyMicroseconds, ulong SlowTurns, int JobsPending);
