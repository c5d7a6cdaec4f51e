using MyIkev2.Registry;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>The commands of a test that is another program.</summary>
/// <param name="Name">Name of the test.</param>
/// <param name="Setup">Prepare it.</param>
/// <param name="Up">Start it.</param>
/// <param name="Destroy">Stop it and clean up.</param>
internal sealed record CommandPlan(string Name, IReadOnlyList<string> Setup, IReadOnlyList<string> Up, IReadOnlyList<string> Destroy)
{
    /// <summary>Where they run; null = where the agent does.</summary>
    public TestNamespace? Namespace { get; init; }

    /// <summary>Commands may hold secrets.</summary>
    public override string ToString() => $"commands of {Name}";
}

/// <summary>
/// A test that is another program: prepared, started and stopped by commands. It runs from its first start command on, whether that stays in the foreground
/// or not, until it is destroyed; it has failed when a command fails that prepares or starts it.
/// </summary>
internal sealed class CommandTest : IManagedTest
{
    /// <summary>How long the program in the foreground may take to end after the commands that stop it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly CommandPlan _plan;
    private readonly TimeSpan _timeout;
    private readonly OutputTail _output;
    private readonly CommandShell _host;
    private readonly CommandShell _shell;

    // Never disposed: it has nothing to give back, and whoever stops a test that is gone must not fail.
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly Task _running;
    private volatile State _state = new(TestDaemonState.Starting, string.Empty);
    private Task? _stop;

    private CommandTest(CommandPlan plan, TimeSpan timeout, int outputOctets, bool cleanFirst)
    {
        _plan = plan;
        _timeout = timeout;
        _output = new OutputTail(outputOctets);
        _host = new CommandShell(_output);
        _shell = plan.Namespace is { } space ? new CommandShell(_output, space.Name) : _host;
        _running = Task.Run(() => RunAsync(cleanFirst));
    }

    TestDaemonState IManagedTest.State => _state.Of;

    /// <summary>Failed or stopped. A program that was started well is never over by itself: it may have gone into the background.</summary>
    public Task Over => _over.Task;

    /// <summary>What the commands write.</summary>
    internal OutputTail Output => _output;

    /// <summary>Begins with the commands.</summary>
    /// <param name="plan">The commands.</param>
    /// <param name="timeout">How long one that prepares or cleans up may take.</param>
    /// <param name="outputOctets">How much of their output is kept.</param>
    /// <param name="cleanFirst">The program may still be there from before a crash: it is stopped first.</param>
    public static CommandTest Start(CommandPlan plan, TimeSpan timeout, int outputOctets, bool cleanFirst) => new(plan, timeout, outputOctets, cleanFirst);

    public Task<TestDaemonEntry> ReadAsync(CancellationToken cancellationToken)
    {
        var state = _state;
        var text = _output.ToString();
        return Task.FromResult(new TestDaemonEntry(_plan.Name, state.Of, IsOther: true)
        {
            Message = state.Failure.Length > 0 ? $"{state.Failure}\n{text}" : text,
        });
    }

    public Task<TestDaemonResult> ClearPingsAsync(CancellationToken cancellationToken) => Task.FromResult(TestDaemonResult.Success);

    public Task StopAsync(bool gracefully)
    {
        lock (_lock)
        {
            _stop ??= Task.Run(StopAsync);
        }

        if (!gracefully)
        {
            // The foreground program goes before its own commands ask it to.
            _stopping.Cancel();
        }

        return _stop;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(gracefully: false).ConfigureAwait(false);
        if (_shell != _host)
        {
            _shell.Dispose();
        }

        _host.Dispose();
    }

    private async Task RunAsync(bool cleanFirst)
    {
        if (cleanFirst)
        {
            await CleanAsync(_stopping.Token).ConfigureAwait(false);
        }

        var failure = await _host.RunAsync(_plan.Namespace?.Make() ?? [], _timeout, goOn: false, _stopping.Token).ConfigureAwait(false)
            ?? await _shell.RunAsync(_plan.Setup, _timeout, goOn: false, _stopping.Token).ConfigureAwait(false);
        if (failure is null && Become(TestDaemonState.Running, string.Empty))
        {
            failure = await _shell.RunAsync(_plan.Up, Timeout.InfiniteTimeSpan, goOn: false, _stopping.Token).ConfigureAwait(false);
        }

        if (failure is not null && Become(TestDaemonState.Failed, failure))
        {
            _over.TrySetResult();
        }
    }

    private async Task StopAsync()
    {
        State before;
        lock (_lock)
        {
            before = _state;
            _state = before.Of == TestDaemonState.Failed ? before : new State(TestDaemonState.Stopping, string.Empty);
        }

        if (before.Of == TestDaemonState.Starting)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }

        // What was prepared is cleaned up, however far it came.
        var failure = await CleanAsync(CancellationToken.None).ConfigureAwait(false);
        await Task.WhenAny(_running, Task.Delay(failure is null ? Grace : TimeSpan.Zero, _stopping.Token)).ConfigureAwait(false);
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _state = before.Of == TestDaemonState.Failed ? before : new State(failure is null ? TestDaemonState.Ended : TestDaemonState.Failed, failure ?? string.Empty);
        _over.TrySetResult();
    }

    private async Task<string?> CleanAsync(CancellationToken cancellationToken)
    {
        var failure = await _shell.RunAsync(_plan.Destroy, _timeout, goOn: true, cancellationToken).ConfigureAwait(false);
        return await _host.RunAsync(_plan.Namespace?.Remove() ?? [], _timeout, goOn: true, cancellationToken).ConfigureAwait(false) is { } left ? failure ?? left : failure;
    }

    /// <summary>False when the test is on its way to its end already.</summary>
    private bool Become(TestDaemonState state, string failure)
    {
        lock (_lock)
        {
            if (_state.Of == TestDaemonState.Stopping)
            {
                return false;
            }

            _state = new State(state, failure);
            return true;
        }
    }

    private sealed record State(TestDaemonState Of, string Failure);
}
