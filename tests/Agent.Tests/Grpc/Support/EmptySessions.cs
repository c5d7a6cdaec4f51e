using MyIkev2.Registry;

namespace MyIkev2.Agent.Tests.Grpc.Support;

/// <summary>A session table without sessions that takes none.</summary>
internal sealed class EmptySessions : ISessionTable
{
    public SessionTableFacts Facts { get; } = new();

    public Task<SessionAddResult?> AddAsync(ReadOnlyMemory<SessionDefinition> sessions, CancellationToken cancellationToken) => Task.FromResult<SessionAddResult?>(null);

    public Task<SessionReading?> DeleteAsync(ulong id, CancellationToken cancellationToken) => Task.FromResult<SessionReading?>(null);

    public SessionReading? Find(ulong id) => null;

    public SessionPage List(ulong firstId, int limit, SessionState? state) => new([], 0);

    public Task<IReadOnlyList<SessionReading>> TakeClosedAsync(int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SessionReading>>([]);
}
