using MyIkev2.Registry;

namespace MyIkev2.Engine.Sessions;

/// <summary>What may be asked of the owner of the session table. A closed set.</summary>
public abstract record SessionChange
{
    private SessionChange()
    {
    }

    /// <summary>Add what is new of these. Answered with <see cref="Shard.ShardReply.SessionsAdded"/>.</summary>
    public sealed record Add(ReadOnlyMemory<SessionDefinition> Sessions) : SessionChange;

    /// <summary>Close one. Answered with <see cref="Shard.ShardReply.SessionDeleted"/>.</summary>
    public sealed record Delete(ulong Id) : SessionChange;

    /// <summary>Give closed ones that were not given before. Answered with <see cref="Shard.ShardReply.SessionsTaken"/>.</summary>
    public sealed record TakeClosed(int Limit) : SessionChange;

    /// <summary>Packets of another shard have brought these to their end. Not answered.</summary>
    internal sealed record NoteEnding(IReadOnlyList<EndingSession> Sessions) : SessionChange;
}
