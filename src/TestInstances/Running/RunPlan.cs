using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime;
using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Running;

/// <summary>Everything that a test run does, decided before it begins. Immutable; what it refers to must not change while the run lasts.</summary>
public sealed record RunPlan
{
    /// <summary>Most setups under way at once unless the plan says otherwise.</summary>
    public const int DefaultWindow = 256;

    /// <summary>Which side it plays.</summary>
    public required TestRole Role { get; init; }

    /// <summary>Tunnels to create (client) or to expect (gateway).</summary>
    public required int Tunnels { get; init; }

    /// <summary>
    /// What the engine runs. A client's peers are its tunnels, in the order in which they are created, each with the children that it is to have; none of
    /// these may start, restart or be tried again by itself.
    /// </summary>
    public required EngineConfiguration Configuration { get; init; }

    /// <summary>Sockets, threads, and the deadline of a graceful stop.</summary>
    public required EngineRuntimeOptions Runtime { get; init; }

    /// <summary>Shown at the start; may be empty.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary>Time from one tunnel's start to the next one's; zero = as fast as <see cref="Window"/> allows.</summary>
    public TimeSpan SetupInterval { get; init; }

    /// <summary>Setups under way at once, at least 1.</summary>
    public int Window { get; init; } = DefaultWindow;

    /// <summary>Wait after a try that failed.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Tries of a tunnel, at least 1.</summary>
    public int MaximumTries { get; init; } = 3;

    /// <summary>When the run ends by itself, from its start; zero = never.</summary>
    public TimeSpan RunningTime { get; init; }

    /// <summary>The first error ends the run.</summary>
    public bool AbortOnError { get; init; }

    /// <summary>Tunnels that go down and come up again; null = none.</summary>
    public FlapPlan? Flapping { get; init; }

    /// <summary>Pings through the tunnels; null = none.</summary>
    public PingSchedule? Pings { get; init; }

    /// <summary>The engine itself carries the tunnels' packets. False: a client speaks only IKE, which costs less; a gateway still answers its clients' pings.</summary>
    public bool CarriesPackets { get; init; } = true;

    /// <summary>IKE SAs that are gone stay in the registry's history, and count as closed.</summary>
    public bool KeepsIkeHistory { get; init; }

    /// <summary>Child SAs that are gone stay in the registry's history.</summary>
    public bool KeepsChildHistory { get; init; }

    /// <summary>
    /// Makes what the run needs of the host (addresses) before its sockets open; what it returns is disposed after they have closed. Null = nothing. An
    /// <see cref="IOException"/> or <see cref="InvalidOperationException"/> says for the user why it cannot.
    /// </summary>
    public Func<CancellationToken, Task<IAsyncDisposable>>? Prepare { get; init; }

    /// <summary>What is kept of each run's events in a file; null = nothing.</summary>
    public EventLogPlan? Log { get; init; }

    /// <summary>What displays say of its IKE SAs; null = nothing beyond what the registry shows.</summary>
    public TestSaOptions? SaOptions { get; init; }

    /// <summary>Beginning of every random choice, so that a run can be repeated.</summary>
    public int Seed { get; init; }
}

/// <summary>Tunnels that flap.</summary>
/// <param name="Tunnels">The first so many.</param>
/// <param name="Minimum">Shortest time that a tunnel stays up.</param>
/// <param name="Maximum">Longest time.</param>
public sealed record FlapPlan(int Tunnels, TimeSpan Minimum, TimeSpan Maximum);

/// <summary>When and how tunnels are pinged.</summary>
/// <param name="HoldTime">Wait after the creation of the tunnels (client) or after the start (gateway).</param>
/// <param name="Plan">How. Its setup interval is the time between the starts of two tasks.</param>
public sealed record PingSchedule(TimeSpan HoldTime, PingPlan Plan)
{
    /// <summary>The plan of each tunnel where they differ, by the tunnel's index; null = one for all.</summary>
    public Func<int, PingPlan>? ForTunnel { get; init; }
}

/// <summary>A file of events.</summary>
/// <param name="Path">The file; when it grows past the limit it gets the suffix <c>.prev</c>, and a new one begins.</param>
/// <param name="Level">The least severe events kept.</param>
/// <param name="Keyword">Only events with this in their text; empty = all.</param>
/// <param name="MaximumOctets">The limit; 0 = none.</param>
/// <param name="InMemory">Keep them in memory, the oldest go at the limit, and write the file at the end.</param>
public sealed record EventLogPlan(string Path, TestEventLevel Level, string Keyword, long MaximumOctets, bool InMemory);
