using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Grpc.Support;

/// <summary>A test run over a canned registry that says what the test says, and remembers how it was stopped.</summary>
internal sealed class ScriptedRun : ITestRun
{
    private readonly TaskCompletionSource<TestSummary> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _arrivals = new(0);
    private readonly TaskCompletionSource<bool> _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _subscribed;

    public CannedRegistry Canned { get; init; } = new();

    public TestEventHub Events { get; } = new(TimeProvider.System);

    public TestSummary Summary { get; set; } = new() { Name = "canned", Role = TestRole.Client, State = TestRunState.Running, Configured = 100 };

    public TestPoolUsage Pool { get; init; } = TestPoolUsage.None;

    /// <summary>How it was asked to stop, once it was.</summary>
    public Task<bool> StopAsked => _stopped.Task;

    public string Name => Summary.Name;

    public TestRole Role => Summary.Role;

    public TestRunState State => Summary.State;

    public ITunnelRegistry Registry => Canned.Registry;

    public IEngineControl Control { get; init; } = new ScriptedControl();

    public TestSaOptions? SaOptions { get; init; }

    public Task<TestSummary> Completion => _completion.Task;

    public TestSummary ReadSummary() => Summary;

    public TestPoolUsage ReadPoolUsage() => Pool;

    /// <summary>How many subscriptions were begun so far.</summary>
    public int Subscribed => Volatile.Read(ref _subscribed);

    public TestEventSubscription Subscribe(TestEventLevel level, string keyword = "")
    {
        TestEventSubscription subscription = Events.Subscribe(level, keyword);
        Interlocked.Increment(ref _subscribed);
        _arrivals.Release();
        return subscription;
    }

    /// <summary>Over once so many subscriptions were begun.</summary>
    public async Task WaitForSubscribersAsync(int count)
    {
        while (Subscribed < count)
        {
            await _arrivals.WaitAsync();
        }
    }

    public Task<TestSummary> StopAsync(bool gracefully)
    {
        _stopped.TrySetResult(gracefully);
        return Completion;
    }

    /// <summary>The run is over.</summary>
    public void End(TestSummary final)
    {
        Summary = final;
        Events.Complete();
        _completion.TrySetResult(final);
    }
}
