using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>A test that the daemon has started, whatever kind it is and wherever it runs. Thread-safe.</summary>
internal interface IManagedTest : IAsyncDisposable
{
    /// <summary>What it is doing now.</summary>
    TestDaemonState State { get; }

    /// <summary>Completes when it is over by itself or was stopped. Never faults.</summary>
    Task Over { get; }

    /// <summary>What there is to say of it.</summary>
    Task<TestDaemonEntry> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Stops it, and returns when it is over. Asking again, less gracefully, cuts it short.</summary>
    Task StopAsync(bool gracefully);

    /// <summary>Starts its ping counters over at zero, where it has any.</summary>
    Task<TestDaemonResult> ClearPingsAsync(CancellationToken cancellationToken);
}

/// <summary>A test that was over before the agent was started again: its numbers are all there is.</summary>
internal sealed class FinishedTest(TestDaemonEntry entry) : IManagedTest
{
    public TestDaemonState State => entry.State;

    public Task Over => Task.CompletedTask;

    public Task<TestDaemonEntry> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(entry);

    public Task StopAsync(bool gracefully) => Task.CompletedTask;

    public Task<TestDaemonResult> ClearPingsAsync(CancellationToken cancellationToken) => Task.FromResult(TestDaemonResult.Success);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
