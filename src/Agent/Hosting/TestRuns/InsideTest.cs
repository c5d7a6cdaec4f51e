using MyIkev2.Agent.Grpc;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>A test of ours in this process: an engine, a registry and an API of its own.</summary>
internal sealed class InsideTest : IManagedTest
{
    private readonly StartableRun _run;
    private readonly TestApiServer _api;

    private InsideTest(StartableRun run, TestApiServer api)
    {
        _run = run;
        _api = api;
    }

    public TestDaemonState State => StateOf(_run.Run.State);

    public Task Over => _run.Run.Completion;

    /// <summary>Starts a run and its API.</summary>
    /// <exception cref="StartException">The API cannot listen.</exception>
    public static async Task<InsideTest> StartAsync(TestRunDraft draft, GrpcOptions grpc, int ports, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var run = draft.Create!();
        try
        {
            var api = await TestApiServer.StartAsync(run.Run, grpc, draft.Api, ports, loggers, cancellationToken).ConfigureAwait(false);
            run.Start();
            return new InsideTest(run, api);
        }
        catch
        {
            await run.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public Task<TestDaemonEntry> ReadAsync(CancellationToken cancellationToken)
    {
        var summary = _run.Run.ReadSummary();
        return Task.FromResult(new TestDaemonEntry(_run.Run.Name, StateOf(summary.State), IsOther: false)
        {
            Api = _api.Endpoint,
            Summary = summary,
            Pings = TestPingReport.Of(_run.Run.Registry.Capture()),
            Message = summary.LastError.Length > 0 ? summary.LastError : _api.Remark,
        });
    }

    public async Task StopAsync(bool gracefully)
    {
        try
        {
            await _run.Run.StopAsync(gracefully).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // Somebody else has taken it down in the meantime.
        }
    }

    public async Task<TestDaemonResult> ClearPingsAsync(CancellationToken cancellationToken)
    {
        var result = await _run.Run.Control.ExecuteAsync(new EngineCommand.ClearPings(), progress: null, cancellationToken).ConfigureAwait(false);

        // Nothing to clear is cleared; a test that is over pings no more.
        return result.Status is CommandStatus.Succeeded or CommandStatus.NotFound || Over.IsCompleted
            ? TestDaemonResult.Success
            : new TestDaemonResult(TestDaemonStatus.Failed, result.Message);
    }

    public async ValueTask DisposeAsync()
    {
        // The API goes last: whoever waits for the result gets it.
        await _run.DisposeAsync().ConfigureAwait(false);
        await _api.DisposeAsync().ConfigureAwait(false);
    }

    private static TestDaemonState StateOf(TestRunState state) => state switch
    {
        TestRunState.Defined => TestDaemonState.Defined,
        TestRunState.Preparing => TestDaemonState.Starting,
        TestRunState.Stopping => TestDaemonState.Stopping,
        TestRunState.Ended => TestDaemonState.Ended,
        TestRunState.Failed => TestDaemonState.Failed,
        _ => TestDaemonState.Running,
    };
}
