namespace MyIkev2.Registry;

/// <summary>
/// The sessions of the data plane: flows of inner packets between the local host and the tunnels, each with an action of its own. Reading never
/// waits for the engine; changes are posted to the shard that owns the table. Any thread.
/// </summary>
public interface ISessionTable
{
    /// <summary>The table as a whole.</summary>
    SessionTableFacts Facts { get; }

    /// <summary>
    /// Adds what is new of a batch, in one step: with no room for all of that, nothing. The caller has asked every definition for its mistake.
    /// Null while no data plane carries packets.
    /// </summary>
    Task<SessionAddResult?> AddAsync(ReadOnlyMemory<SessionDefinition> sessions, CancellationToken cancellationToken);

    /// <summary>Closes a session. The result is its last reading; null when there is none of that number, or it was deleted before.</summary>
    Task<SessionReading?> DeleteAsync(ulong id, CancellationToken cancellationToken);

    /// <summary>One session, open or closed not long ago; null when there is none.</summary>
    SessionReading? Find(ulong id);

    /// <summary>
    /// Sessions with numbers from <paramref name="firstId"/> on, in order. A listing in several pages shows every session that is there from its
    /// beginning to its end.
    /// </summary>
    /// <param name="firstId">Where to go on; 0 = at the beginning.</param>
    /// <param name="limit">Sessions at most.</param>
    /// <param name="state">Only those in this state; null = all.</param>
    SessionPage List(ulong firstId, int limit, SessionState? state);

    /// <summary>Closed sessions that nobody has taken yet, the longest closed first; each is given once.</summary>
    Task<IReadOnlyList<SessionReading>> TakeClosedAsync(int limit, CancellationToken cancellationToken);
}
