namespace MyIkev2.Registry;

/// <summary>The numbers of a test run at one moment.</summary>
public sealed record TestSummary
{
    /// <summary>Name of the run.</summary>
    public required string Name { get; init; }

    /// <summary>Which side it plays.</summary>
    public required TestRole Role { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required TestRunState State { get; init; }

    /// <summary>Name of the setup file; empty when it came as text.</summary>
    public string SetupFileName { get; init; } = string.Empty;

    /// <summary>When the run was started; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it is to end; null before the start.</summary>
    public DateTimeOffset? PlannedEndAt { get; init; }

    /// <summary>When it was over; null before.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When the first tunnel was begun; null before. For a gateway: when the first tunnel came up.</summary>
    public DateTimeOffset? CreationStartedAt { get; init; }

    /// <summary>When the last tunnel of the creation phase came up or was given up; null before.</summary>
    public DateTimeOffset? CreationFinishedAt { get; init; }

    /// <summary>Length of the creation phase: so far while it goes on. Measured by a clock that nobody sets.</summary>
    public TimeSpan CreationDuration { get; init; }

    /// <summary>Tunnels created in the creation phase; each tunnel counts once, however often it comes up again.</summary>
    public uint CreatedTunnels { get; init; }

    /// <summary>Tunnels of the creation phase that were given up after the last try.</summary>
    public uint FailedTunnels { get; init; }

    /// <summary>Tries of tunnels that failed and were, or will be, tried again.</summary>
    public ulong Retries { get; init; }

    /// <summary>Tunnels created per second of the creation phase; 0 while nothing was.</summary>
    public double SetupRate => CreationDuration > TimeSpan.Zero ? CreatedTunnels / CreationDuration.TotalSeconds : 0;

    /// <summary>Tunnels created in each of the last seconds of the creation phase, oldest first; at most <see cref="RateSeconds"/>.</summary>
    public IReadOnlyList<uint> CreatedPerSecond { get; init; } = [];

    /// <summary>How many seconds <see cref="CreatedPerSecond"/> goes back.</summary>
    public const int RateSeconds = 60;

    /// <summary>How long it took to set up a tunnel, from the first message to the end of IKE_AUTH.</summary>
    public TestLatency SetupLatency { get; init; } = TestLatency.None;

    /// <summary>IKE SAs by state.</summary>
    public TestSaCensus States { get; init; }

    /// <summary>IKE SAs with a Child SA.</summary>
    public ulong WithChild { get; init; }

    /// <summary>Tunnels of the creation phase that are up now.</summary>
    public ulong CreatedLive { get; init; }

    /// <summary>Tunnels that the setup asks for.</summary>
    public required ulong Configured { get; init; }

    /// <summary>Flaps that are complete: the tunnel was deleted and is up again.</summary>
    public ulong Flaps { get; init; }

    /// <summary>Echo requests of all ping tasks and their answers since the last clearing.</summary>
    public PingCounterReading Pings { get; init; }

    /// <summary>Error and critical events so far.</summary>
    public ulong Errors { get; init; }

    /// <summary>How it ended; <see cref="TestResult.Running"/> before.</summary>
    public TestResult Result { get; init; }

    /// <summary>The last error event's text; empty when there was none.</summary>
    public string LastError { get; init; } = string.Empty;
}

/// <summary>A distribution of times.</summary>
/// <param name="Count">How many were measured.</param>
/// <param name="Median">Half of them were not longer.</param>
/// <param name="Percentile90">90 percent were not longer.</param>
/// <param name="Percentile99">99 percent were not longer.</param>
/// <param name="Longest">None was longer.</param>
public sealed record TestLatency(ulong Count, TimeSpan Median, TimeSpan Percentile90, TimeSpan Percentile99, TimeSpan Longest)
{
    /// <summary>Nothing was measured.</summary>
    public static TestLatency None { get; } = new(0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
}
