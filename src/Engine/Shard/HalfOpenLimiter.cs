using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Shard;

/// <summary>The limits of <c>dos-protection</c> other than cookies: half-open SAs in all and per peer address, jobs, established SAs.</summary>
internal sealed class HalfOpenLimiter(ShardContext context)
{
    private readonly Dictionary<IpAddress, int> _perAddress = [];

    public void Add(IpAddress remote) => _perAddress[remote] = _perAddress.GetValueOrDefault(remote) + 1;

    public void Remove(IpAddress remote)
    {
        if (_perAddress.TryGetValue(remote, out var count))
        {
            if (count <= 1)
            {
                _perAddress.Remove(remote);
            }
            else
            {
                _perAddress[remote] = count - 1;
            }
        }
    }

    /// <summary>Why a new SA is refused, or null. Shards share the limits in equal parts.</summary>
    public string? Refusal(EngineLimits limits, IpAddress remote, int unfinishedJobs)
    {
        var counters = context.Counters;
        if (limits.BlockThreshold > 0 && _perAddress.GetValueOrDefault(remote) >= limits.BlockThreshold)
        {
            return "too many half-open SAs of this peer address (block-threshold)";
        }

        if (limits.HalfOpenLimit > 0 && counters.HalfOpen.Value >= Share(limits.HalfOpenLimit))
        {
            return "too many half-open SAs (init-limit-half-open)";
        }

        if (limits.JobLimit > 0 && (ulong)unfinishedJobs >= Share(limits.JobLimit))
        {
            return "too many unfinished jobs (init-limit-job-load)";
        }

        return limits.IkeSaLimit > 0 && counters.Established.Value >= Share(limits.IkeSaLimit) ? "too many SAs (ike-sa-limit)" : null;
    }

    private ulong Share(int limit) => (ulong)((limit + context.Map.ShardCount - 1) / context.Map.ShardCount);
}
