using Microsoft.Extensions.Logging;

namespace MyIkev2.Engine.Runtime;

/// <summary>What the runtime itself has to say, apart from the engine's events. Event ids 1..99 are stable.</summary>
internal static partial class RuntimeLog
{
    [LoggerMessage(1, LogLevel.Information, "listening on {Endpoint} (UDP{Purpose})")]
    public static partial void Listening(ILogger logger, string endpoint, string purpose);

    [LoggerMessage(2, LogLevel.Warning, "skipped an optional listener: {Reason}")]
    public static partial void ListenerSkipped(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Information, "engine started: {Shards} shard(s), {JobThreads} job thread(s), cryptography by {Crypto}")]
    public static partial void Started(ILogger logger, int shards, int jobThreads, string crypto);

    [LoggerMessage(4, LogLevel.Information, "engine stopping: closing {Tunnels} IKE SA(s)")]
    public static partial void Stopping(ILogger logger, int tunnels);

    [LoggerMessage(5, LogLevel.Information, "engine stopped")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(6, LogLevel.Warning, "{Count} shard(s) did not finish closing in time; their peers will notice by liveness checks")]
    public static partial void StopIncomplete(ILogger logger, int count);

    [LoggerMessage(7, LogLevel.Critical, "shard {Shard} failed in its own bookkeeping and cannot go on")]
    public static partial void ShardFaulted(ILogger logger, int shard, Exception exception);

    [LoggerMessage(8, LogLevel.Error, "a job failed: {Job}")]
    public static partial void JobFaulted(ILogger logger, string job, Exception exception);

    [LoggerMessage(9, LogLevel.Warning, "cannot send: {Reason}")]
    public static partial void SendRefused(ILogger logger, string reason);

    [LoggerMessage(10, LogLevel.Warning, "cannot send: no listener for {Path}")]
    public static partial void NoSocketForPath(ILogger logger, string path);

    [LoggerMessage(11, LogLevel.Warning, "cannot receive on {Endpoint}: {Reason}")]
    public static partial void ReceiveFailed(ILogger logger, string endpoint, string reason);

    [LoggerMessage(12, LogLevel.Warning, "{Count} event(s) were not logged: the log is slower than the engine")]
    public static partial void EventsLost(ILogger logger, long count);

    [LoggerMessage(13, LogLevel.Critical, "KEY LOG IS ON: every key of every IKE SA is written to {File}, of every Child SA to {EspFile}. Whoever reads these files can decrypt negotiations and traffic. Switch it off after debugging.")]
    public static partial void KeyLogOn(ILogger logger, string file, string espFile);

    [LoggerMessage(14, LogLevel.Error, "cannot write the key log {File}: {Reason}")]
    public static partial void KeyLogFailed(ILogger logger, string file, string reason);

    [LoggerMessage(15, LogLevel.Information, "configuration applied: {Vpns} vpn(s), {Changed} new or changed")]
    public static partial void ConfigurationApplied(ILogger logger, int vpns, int changed);
}
