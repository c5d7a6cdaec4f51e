using System.Net;

namespace MyIkev2.Registry;

/// <summary>How tunnels are to be pinged. The ranges are those that <see cref="Mistake"/> checks.</summary>
public sealed record PingPlan
{
    /// <summary>Smallest payload: what the engine needs to tell its own answers.</summary>
    public const int MinimumPayload = 16;

    /// <summary>Largest payload.</summary>
    public const int MaximumPayload = 65_000;

    /// <summary>Plan with all defaults.</summary>
    public static PingPlan Default { get; } = new();

    /// <summary>Time between two requests of a task, 10 ms to 1 hour.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Octets behind the ICMP echo header, 16 to 65,000.</summary>
    public int PayloadLength { get; init; } = 64;

    /// <summary>Requests of each task; 0 = until stopped.</summary>
    public uint Count { get; init; }

    /// <summary>How long an answer may take before its request counts as lost, 10 ms to 1 minute.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time between the starts of two tasks of a shard, 0 to 1 minute; null = all of them spread over one interval, at most 10 ms apart.</summary>
    public TimeSpan? SetupInterval { get; init; }

    /// <summary>Inner source address; null = the first address of the local traffic selectors.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>Inner destination address; null = the first address of the remote traffic selectors.</summary>
    public IPAddress? Destination { get; init; }

    /// <summary>Answer echo requests of the peer to the tasks' own source addresses. An agent without a tunnel device answers all anyway.</summary>
    public bool AnswerEcho { get; init; }

    /// <summary>Percent of lost requests above which a task is reported, once; 0 to 100.</summary>
    public double MaximumLossPercent { get; init; } = 10;

    /// <summary>What is wrong with the plan, or null.</summary>
    public string? Mistake()
    {
        if (Interval < TimeSpan.FromMilliseconds(10) || Interval > TimeSpan.FromHours(1))
        {
            return "the interval must be 10ms to 1h";
        }

        if (PayloadLength is < MinimumPayload or > MaximumPayload)
        {
            return $"the size must be {MinimumPayload} to {MaximumPayload} octets";
        }

        if (Timeout < TimeSpan.FromMilliseconds(10) || Timeout > TimeSpan.FromMinutes(1))
        {
            return "the timeout must be 10ms to 1min";
        }

        if (SetupInterval is { } setup && (setup < TimeSpan.Zero || setup > TimeSpan.FromMinutes(1)))
        {
            return "the setup interval must be 0 to 1min";
        }

        if (Source is not null && Destination is not null && Source.AddressFamily != Destination.AddressFamily)
        {
            return "source and destination must be of one address family";
        }

        return double.IsNaN(MaximumLossPercent) || MaximumLossPercent is < 0 or > 100 ? "the largest loss must be 0 to 100 percent" : null;
    }
}
