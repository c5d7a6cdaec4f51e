namespace MyIkev2.Benchmarks;

/// <summary>One row of the table.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Summary">What it measures, in one line.</param>
/// <param name="RunAsync">Runs it and returns the process's exit code.</param>
/// <param name="NeedsPeer">It needs foreign programs, so "all" leaves it out.</param>
internal sealed record Benchmark(string Name, string Summary, Func<BenchmarkRun, Task<int>> RunAsync, bool NeedsPeer = false);

/// <summary>What the user asked for.</summary>
internal sealed class BenchmarkRun(TextWriter output, bool isShort, int? rounds, int? count, string? only = null)
{
    public TextWriter Output { get; } = output;

    public bool IsShort { get; } = isShort;

    public int Rounds { get; } = rounds ?? (isShort ? 2 : 5);

    /// <summary>What is wrong with it, or null.</summary>
    public string? Problem => rounds < 1 || count < 1 ? "--rounds and --count must be at least 1" : null;

    /// <summary>Where plots go; null for nowhere.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>The agent to start; null for the one beside this program.</summary>
    public string? AgentProgram { get; init; }

    /// <summary>Whether the part of the benchmark that is called so was asked for.</summary>
    public bool Wants(string part) => only is null || part.Contains(only, StringComparison.OrdinalIgnoreCase);

    /// <summary>How much a round does.</summary>
    public int Count(int usual, int inShort) => count ?? (IsShort ? inShort : usual);
}
