using Microsoft.Extensions.Diagnostics.HealthChecks;
using MyIkev2.Engine.Runtime;

namespace MyIkev2.Agent.Hosting;

/// <summary>Asks the engine how it is, without waiting for it: a shard that hangs is seen by its silence.</summary>
internal sealed class EngineHealthCheck(EngineHost engine) : IHealthCheck
{
    // Shards turn at least once a second.
    private static readonly TimeSpan LongSilence = TimeSpan.FromSeconds(5);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var health = engine.Health();
        var data = new Dictionary<string, object>
        {
            ["longestSilenceMilliseconds"] = (long)health.LongestSilence.TotalMilliseconds,
            ["datagramsWaiting"] = health.DatagramsWaiting,
            ["jobsWaiting"] = health.JobsWaiting,
            ["inboxDrops"] = health.InboxDrops,
            ["sendFailures"] = health.SendFailures,
        };
        return Task.FromResult(health switch
        {
            { IsRunning: false } => HealthCheckResult.Unhealthy("the engine is not running", data: data),
            _ when health.LongestSilence > LongSilence => HealthCheckResult.Unhealthy($"a shard has not turned for {health.LongestSilence}", data: data),
            _ => HealthCheckResult.Healthy("all shards turn", data),
        });
    }
}
