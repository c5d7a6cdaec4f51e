using System.Net;

namespace MyIkev2.Registry;

/// <summary>The facts of a ping task: echo requests between two inner addresses through one tunnel. Immutable; the counters live.</summary>
public sealed record PingTaskSnapshot
{
    /// <summary>Number of the task, from 1, never reused by its shard while the process runs.</summary>
    public required uint Number { get; init; }

    /// <summary>The vpn.</summary>
    public required string VpnName { get; init; }

    /// <summary>Security policy of the Child SA pair that it began with.</summary>
    public required string PolicyName { get; init; }

    /// <summary>The IKE tunnel that it began with.</summary>
    public required TunnelId IkeTunnelId { get; init; }

    /// <summary>Inner address that the requests come from.</summary>
    public required IPAddress Local { get; init; }

    /// <summary>Inner address that they go to.</summary>
    public required IPAddress Remote { get; init; }

    /// <summary>How it pings.</summary>
    public required PingPlan Plan { get; init; }

    /// <summary>Live counters and state.</summary>
    public required PingCounters Counters { get; init; }
}

/// <summary>The ping tasks of one shard. Immutable; the counters live.</summary>
/// <param name="Tasks">Oldest first.</param>
/// <param name="Totals">Over all tasks since the last clearing, those removed included.</param>
public sealed record PingTaskList(IReadOnlyList<PingTaskSnapshot> Tasks, PingCounters Totals)
{
    /// <summary>No task was ever started.</summary>
    public static PingTaskList Empty { get; } = new([], new PingCounters(PingCounters.TotalHistogramBits));
}
