using MyIkev2.Registry;

namespace MyIkev2.Engine.Sessions;

/// <summary>What one shard counts of packets that meet sessions. Its shard writes, any thread reads.</summary>
internal sealed class SessionCounters
{
    public Counter Matches;
    public Counter Drops;
    public Counter Copies;
    public Counter FailedCopies;
}
