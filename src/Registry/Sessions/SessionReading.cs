namespace MyIkev2.Registry;

/// <summary>One session at one moment.</summary>
public readonly record struct SessionReading
{
    /// <summary>What was asked for; the number is the one that it has.</summary>
    public required SessionDefinition Definition { get; init; }

    /// <summary>Where it is.</summary>
    public SessionState State { get; init; }

    /// <summary>Why it was closed.</summary>
    public SessionCloseCode CloseCode { get; init; }

    /// <summary>Packets of the source.</summary>
    public ulong InPackets { get; init; }

    /// <summary>Packets to the source.</summary>
    public ulong OutPackets { get; init; }

    /// <summary>Octets of the source's IP packets.</summary>
    public ulong InOctets { get; init; }

    /// <summary>Octets of the IP packets to the source.</summary>
    public ulong OutOctets { get; init; }

    /// <summary>When it was added.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was closed; null while it is open.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}

/// <summary>A part of a listing, in the order of the numbers.</summary>
/// <param name="Sessions">The sessions.</param>
/// <param name="NextId">The first number that was not returned; 0 at the end.</param>
public sealed record SessionPage(IReadOnlyList<SessionReading> Sessions, ulong NextId);

/// <summary>What became of one session of a batch.</summary>
/// <param name="Status">Added, or why not.</param>
/// <param name="Id">Its number; for one that is there already, the number of that one.</param>
public readonly record struct SessionAddOutcome(SessionAddStatus Status, ulong Id);

/// <summary>What became of a batch.</summary>
/// <param name="At">When.</param>
/// <param name="IsFull">True: there was no room for all of it, and nothing was added.</param>
/// <param name="Outcomes">One for each session, in order; empty when the table is full.</param>
public sealed record SessionAddResult(DateTimeOffset At, bool IsFull, IReadOnlyList<SessionAddOutcome> Outcomes);

/// <summary>The table as a whole. Each figure is exact; together they are not one instant.</summary>
public sealed record SessionTableFacts
{
    /// <summary>Sessions that may be open at a time.</summary>
    public int Capacity { get; init; }

    /// <summary>Sessions that are open.</summary>
    public int Open { get; init; }

    /// <summary>Closed ones that can still be read.</summary>
    public int Closed { get; init; }

    /// <summary>Sessions added since the start.</summary>
    public ulong Added { get; init; }

    /// <summary>Sessions that came to their end.</summary>
    public ulong Ended { get; init; }

    /// <summary>Packets that met a session.</summary>
    public ulong Matches { get; init; }

    /// <summary>Packets that a session has dropped.</summary>
    public ulong Drops { get; init; }

    /// <summary>Copies that were sent to a next hop.</summary>
    public ulong Copies { get; init; }

    /// <summary>Copies for which there was no way to the next hop.</summary>
    public ulong FailedCopies { get; init; }

    /// <summary>Octets of memory that the table holds.</summary>
    public long MemoryOctets { get; init; }
}
