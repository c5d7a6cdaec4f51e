using System.Net;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>Makes test runs of setup files.</summary>
internal interface ITestRunFactory
{
    /// <summary>Reads a setup. Nothing is started, opened or written.</summary>
    TestRunDraft Read(TestRunRequest request);
}

/// <summary>What a run is to be made of.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Setup">Text of its setup file.</param>
/// <param name="SetupFileName">Name of that file; empty when there is none.</param>
/// <param name="LogFile">Where it writes its log; null for nowhere.</param>
internal sealed record TestRunRequest(string Name, string Setup, string SetupFileName, string? LogFile)
{
    /// <summary>Files that the setup names must be below this folder; empty = it may name none.</summary>
    public string Folder { get; init; } = string.Empty;

    /// <summary>The setup holds secrets.</summary>
    public override string ToString() => $"test {Name}";
}

/// <summary>A setup that was read.</summary>
internal sealed record TestRunDraft
{
    /// <summary>What makes it unusable, one line each.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];

    /// <summary>What is doubtful, one line each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Where its API is to listen.</summary>
    public IPEndPoint Api { get; init; } = new(IPAddress.Any, 0);

    /// <summary>Makes the run; for drafts without errors.</summary>
    public Func<StartableRun>? Create { get; init; }
}

/// <summary>A run that can be started, once.</summary>
/// <param name="Run">The run.</param>
/// <param name="Start">Starts it; what goes wrong from here on is told by the run.</param>
/// <param name="DisposeAsync">Takes it down.</param>
internal sealed record StartableRun(ITestRun Run, Action Start, Func<ValueTask> DisposeAsync);
