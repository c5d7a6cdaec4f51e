using MyIkev2.Engine.Runtime.Control;
using MyIkev2.Engine.Sessions;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Sessions;

/// <summary>The engine's sessions for everybody else: reads the table itself, posts changes to the shard that owns it. Any thread.</summary>
/// <param name="table">The table; null when no shard carries packets, or sessions are switched off.</param>
/// <param name="requests">Where answers come in.</param>
/// <param name="post">Hands a command to the owner; false while the engine does not run.</param>
internal sealed class SessionControl(SessionTable? table, PendingRequests requests, Func<ShardCommand, bool> post) : ISessionTable
{
    private readonly SessionListing? _listing = table is null ? null : new SessionListing(table);

    /// <inheritdoc/>
    public SessionTableFacts Facts => table?.Facts ?? new SessionTableFacts();

    /// <inheritdoc/>
    public async Task<SessionAddResult?> AddAsync(ReadOnlyMemory<SessionDefinition> sessions, CancellationToken cancellationToken) =>
        (await AskAsync(new SessionChange.Add(sessions), cancellationToken).ConfigureAwait(false) as ShardReply.SessionsAdded)?.Result;

    /// <inheritdoc/>
    public async Task<SessionReading?> DeleteAsync(ulong id, CancellationToken cancellationToken) =>
        (await AskAsync(new SessionChange.Delete(id), cancellationToken).ConfigureAwait(false) as ShardReply.SessionDeleted)?.Reading;

    /// <inheritdoc/>
    public SessionReading? Find(ulong id) => table is null ? null : SessionReader.Find(table, id);

    /// <inheritdoc/>
    public SessionPage List(ulong firstId, int limit, SessionState? state)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return _listing?.Read(firstId, limit, state) ?? new SessionPage([], 0);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SessionReading>> TakeClosedAsync(int limit, CancellationToken cancellationToken) =>
        (await AskAsync(new SessionChange.TakeClosed(limit), cancellationToken).ConfigureAwait(false) as ShardReply.SessionsTaken)?.Readings ?? [];

    private async Task<ShardReply?> AskAsync(SessionChange change, CancellationToken cancellationToken)
    {
        if (table is null)
        {
            return null;
        }

        using var request = requests.Open(1);
        if (!post(new ShardCommand.ChangeSessions(request.Number, change)))
        {
            return null;
        }

        var replies = await request.WaitAsync(null, cancellationToken).ConfigureAwait(false);
        return replies.Count == 0 ? null : replies[0];
    }
}
