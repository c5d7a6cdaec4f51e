using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>A name of the daemon, and the test that has it.</summary>
internal sealed class TestSlot
{
    private readonly Lock _lock = new();
    private Task _lastTurn;
    private volatile IManagedTest? _test;
    private volatile TestDaemonEntry? _end;

    /// <summary>Whoever makes it has the first turn.</summary>
    public TestSlot(TestDefinition definition, out IDisposable turn)
    {
        Definition = definition;
        var first = new Turn();
        _lastTurn = first.Over;
        turn = first;
    }

    /// <summary>What was asked for last. Changed by whoever has the turn.</summary>
    public TestDefinition Definition { get; set; }

    /// <summary>The test; null while it is being started. Changed by whoever has the turn.</summary>
    public IManagedTest? Test
    {
        get => _test;
        set
        {
            _test = value;
            _end = null;
        }
    }

    /// <summary>How the test ended; null before.</summary>
    public TestDaemonEntry? End
    {
        get => _end;
        set => _end = value;
    }

    public TestDaemonState State => _test?.State ?? TestDaemonState.Defined;

    public Task<TestDaemonEntry> ReadAsync(CancellationToken cancellationToken) => _test is { } test
        ? test.ReadAsync(cancellationToken)
        : Task.FromResult(new TestDaemonEntry(Definition.Name, TestDaemonState.Defined, Definition is TestDefinition.Commands));

    /// <summary>Waits until nobody else changes the test. Dispose the result to end the turn.</summary>
    public async Task<IDisposable> TakeTurnAsync(CancellationToken cancellationToken)
    {
        var turn = new Turn();
        Task before;
        lock (_lock)
        {
            before = _lastTurn;
            _lastTurn = turn.Over;
        }

        try
        {
            await before.WaitAsync(cancellationToken).ConfigureAwait(false);
            return turn;
        }
        catch (OperationCanceledException)
        {
            // Whoever comes next still waits for the one before.
            _ = before.ContinueWith(_ => turn.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
    }

    private sealed class Turn : IDisposable
    {
        private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Over => _over.Task;

        public void Dispose() => _over.TrySetResult();
    }
}
