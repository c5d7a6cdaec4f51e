namespace MyIkev2.Engine.Runtime;

/// <summary>The engine's health at one moment.</summary>
/// <param name="IsRunning">Started and not stopped.</param>
/// <param name="LongestSilence">Since the least recent turn of any shard; more than a few seconds means that a shard hangs.</param>
/// <param name="DatagramsWaiting">Datagrams in the shards' inboxes.</param>
/// <param name="JobsWaiting">Cryptographic jobs without a thread yet.</param>
/// <param name="InboxDrops">Datagrams and packets dropped because an inbox, or a socket's receive buffer, was full.</param>
/// <param name="SendFailures">Datagrams the system refused to send.</param>
/// <param name="JobThreads">Threads for cryptographic jobs.</param>
public sealed record EngineHealth(
    bool IsRunning, TimeSpan LongestSilence, int DatagramsWaiting, int JobsWaiting, long InboxDrops, long SendFailures, int JobThreads)
{
    /// <summary>Of an engine that does not run.</summary>
    public static EngineHealth None { get; } = new(false, TimeSpan.Zero, 0, 0, 0, 0, 0);

    /// <summary>Of two engines of one process.</summary>
    internal static EngineHealth Sum(EngineHealth left, EngineHealth right) => new(
        left.IsRunning || right.IsRunning,
        left.LongestSilence > right.LongestSilence ? left.LongestSilence : right.LongestSilence,
        left.DatagramsWaiting + right.DatagramsWaiting,
        left.JobsWaiting + right.JobsWaiting,
        left.InboxDrops + right.InboxDrops,
        left.SendFailures + right.SendFailures,
        left.JobThreads + right.JobThreads);
}
