using System.Collections.Concurrent;
using System.Net;
using MyIkev2.Agent.Hosting.TestRuns;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Tests.Hosting.TestRuns;

/// <summary>Makes scripted runs: a setup that begins with <c>bad</c> is unusable, every other one is fine.</summary>
internal sealed class ScriptedFactory : ITestRunFactory
{
    /// <summary>The runs that were made, by name, the last one of each.</summary>
    public ConcurrentDictionary<string, ScriptedRun> Runs { get; } = new();

    /// <summary>What was asked for, in order.</summary>
    public ConcurrentQueue<TestRunRequest> Requests { get; } = new();

    /// <summary>How often a run was started.</summary>
    public ConcurrentQueue<string> Started { get; } = new();

    /// <summary>How often a run was taken down.</summary>
    public ConcurrentQueue<string> Disposed { get; } = new();

    /// <summary>Whether runs end as soon as they are asked to.</summary>
    public bool StopsAtOnce { get; init; } = true;

    public TestRunDraft Read(TestRunRequest request)
    {
        Requests.Enqueue(request);
        if (request.Setup.StartsWith("bad", StringComparison.Ordinal))
        {
            return new TestRunDraft { Errors = ["line 1: error: bad: is no option"] };
        }

        return new TestRunDraft
        {
            Api = new IPEndPoint(IPAddress.Loopback, 0),
            Create = () =>
            {
                var run = new ScriptedRun { Summary = Summary(request.Name) };
                Runs[request.Name] = run;
                if (StopsAtOnce)
                {
                    _ = EndWhenAskedAsync(run);
                }

                return new StartableRun(run, () => Started.Enqueue(request.Name), async () =>
                {
                    await run.StopAsync(gracefully: false);
                    Disposed.Enqueue(request.Name);
                });
            },
        };
    }

    private static TestSummary Summary(string name) => new() { Name = name, Role = TestRole.Client, State = TestRunState.Running, Configured = 5, CreatedTunnels = 4 };

    private static async Task EndWhenAskedAsync(ScriptedRun run)
    {
        await run.StopAsked;
        run.End(run.Summary with { State = TestRunState.Ended, Result = TestResult.Stopped });
    }
}
