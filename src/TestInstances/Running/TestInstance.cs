using System.Net.Sockets;
using MyIkev2.Engine.Runtime;
using MyIkev2.Engine.Runtime.Diagnostics;
using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Running;

/// <summary>
/// A test run: an engine and a registry of its own, what is done with them from the first tunnel to the last DELETE, and the numbers of it all. Start it
/// once; it ends by itself or when told.
/// </summary>
public sealed class TestInstance : ITestRun, IAsyncDisposable
{
    /// <summary>A run without end is planned to end then, as the public API has no word for never.</summary>
    private static readonly TimeSpan Endless = TimeSpan.FromDays(3650);

    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(30);

    private readonly RunPlan _plan;
    private readonly TestInstanceServices _services;
    private readonly TestEventHub _hub;
    private readonly RunEvents _events;
    private readonly EngineEventRelay _relay;
    private readonly SetupNumbers _numbers;
    private readonly EngineHost _engine;
    private readonly string _setupFileName;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<bool> _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TestSummary> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _working = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly Lock _starting = new();
    private volatile TestSummary? _final;
    private volatile TestRunState _state;
    private bool _triedAll;
    private bool _started;
    private DateTimeOffset? _startedAt;

    /// <param name="name">Name of the run.</param>
    /// <param name="plan">What it does.</param>
    /// <param name="services">What it stands on.</param>
    /// <param name="setupFileName">Where the plan came from, for displays.</param>
    /// <exception cref="ArgumentException">The plan's runtime options are invalid, or its numbers contradict each other.</exception>
    public TestInstance(string name, RunPlan plan, TestInstanceServices services, string setupFileName = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Window, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.MaximumTries, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(plan.Tunnels, 1);
        if (plan.Role == TestRole.Client)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(plan.Configuration.Peers.Count, plan.Tunnels);
        }

        Name = name;
        _plan = plan;
        _services = services;
        _setupFileName = setupFileName;
        _hub = new TestEventHub(services.Time);
        _events = new RunEvents(_hub, plan.AbortOnError);
        _relay = new EngineEventRelay(_events);
        _numbers = new SetupNumbers(services.Time);
        _engine = new EngineHost(plan.Runtime, new EngineHostServices
        {
            Crypto = services.Crypto,
            DataPlane = plan.CarriesPackets || plan.Role == TestRole.Gateway ? null : new NoDataPlane(),
            Loggers = services.Loggers,
            LogLevels = QuietLevels,
            Info = new EngineInfo { Version = services.Version, StartedAt = services.Time.GetUtcNow(), HostName = Environment.MachineName },
            Time = services.Time,
            EventSinks = [_relay],
        });
        _engine.Registry.SetHistoryDepth(
            plan.KeepsIkeHistory || plan.KeepsChildHistory ? ITunnelRegistry.MaximumHistoryDepth : 0, ITunnelRegistry.DefaultHistoryDepth);
        _hub.InterestChanged += FollowInterest;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public TestRole Role => _plan.Role;

    /// <inheritdoc/>
    public TestRunState State => _state;

    /// <inheritdoc/>
    public ITunnelRegistry Registry => _engine.Registry;

    /// <inheritdoc/>
    public IEngineControl Control => _engine;

    /// <inheritdoc/>
    public TestSaOptions? SaOptions => _plan.SaOptions;

    /// <inheritdoc/>
    public Task<TestSummary> Completion => _completion.Task;

    /// <summary>Completes when the sockets are open and the engine runs its configuration, or when the run is over before that.</summary>
    public Task Ready => _ready.Task;

    /// <summary>The endpoints that are open; empty while none is.</summary>
    public IReadOnlyList<IkeListener> Listeners => _engine.Listeners;

    private static EngineLogLevels QuietLevels { get; } = EngineLogLevels.Default;

    private static EngineLogLevels DetailedLevels { get; } = EngineLogLevels.Default.WithAll(LogFacility.Daemon, 2);

    /// <summary>Begins the run; returns at once.</summary>
    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public void Start()
    {
        lock (_starting)
        {
            if (_started)
            {
                throw new InvalidOperationException("a test run is started once");
            }

            _started = true;
        }

        _ = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public TestSummary ReadSummary()
    {
        if (_final is { } final)
        {
            return final;
        }

        var view = _engine.Registry.Capture();
        var census = TestSaCensus.Of(view, _plan.KeepsIkeHistory ? (ulong)view.History.Tunnels.Count : 0);
        var summary = _numbers.AddTo(new TestSummary
        {
            Name = Name,
            Role = Role,
            State = _state,
            SetupFileName = _setupFileName,
            StartedAt = _startedAt,
            PlannedEndAt = _startedAt + (_plan.RunningTime > TimeSpan.Zero ? _plan.RunningTime : Endless),
            States = census,
            WithChild = (ulong)view.Tally.WithChild,
            Configured = (ulong)_plan.Tunnels,
            Pings = view.ReadPingTotals(),
            Errors = _events.Errors,
            LastError = _events.LastError,
        });
        return summary with { CreatedLive = Math.Min(census.Live, summary.CreatedTunnels) };
    }

    /// <inheritdoc/>
    public TestPoolUsage ReadPoolUsage() => Role == TestRole.Gateway ? PoolUsage.Of(_engine.Registry.Capture().AddressPools) : TestPoolUsage.None;

    /// <inheritdoc/>
    public TestEventSubscription Subscribe(TestEventLevel level, string keyword = "") => _hub.Subscribe(level, keyword);

    /// <inheritdoc/>
    public Task<TestSummary> StopAsync(bool gracefully)
    {
        if (Completion.IsCompleted)
        {
            return Completion;
        }

        var neverStarted = false;
        lock (_starting)
        {
            neverStarted = !_started;
            _started = true;
        }

        _stop.TrySetResult(gracefully);
        if (!gracefully)
        {
            _hurry.Cancel();
        }

        if (neverStarted)
        {
            Conclude(RunEnd.Stopped, ReadSummary());
            _completion.TrySetResult(_final!);
        }

        return Completion;
    }

    /// <summary>Ends the run, if it still goes on, without a word to its peers.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(gracefully: false).ConfigureAwait(false);
        _working.Dispose();
        _hurry.Dispose();
    }

#pragma warning disable CA1031 // Whatever goes wrong, the run must end and say why: somebody waits for its result.
    private async Task RunAsync()
    {
        _startedAt = _services.Time.GetUtcNow();
        _state = TestRunState.Preparing;
        var log = _plan.Log is { } wanted ? EventLogFile.Start(wanted, _hub, _events) : null;
        IAsyncDisposable? prepared = null;
        var end = RunEnd.Broken;
        TestSummary? last = null;
        try
        {
            _events.Information($"test {Name} begins: {_plan.Role}, {_plan.Tunnels} tunnels{(_plan.Description.Length > 0 ? $", {_plan.Description}" : string.Empty)}");
            prepared = _plan.Prepare is { } prepare ? await prepare(_hurry.Token).ConfigureAwait(false) : null;
            _engine.Start(_plan.Configuration, _setupFileName);
            await _engine.Applied.ConfigureAwait(false);
            end = await WorkAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.Task.IsCompleted)
        {
            end = RunEnd.Stopped;
        }
        catch (Exception e)
        {
            _events.Critical(Describe(e));
        }

        try
        {
            last = ReadSummary();
            await TakeDownAsync(end, prepared).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _events.Critical(Describe(e));
            end = RunEnd.Broken;
        }

        Conclude(end, last ?? ReadSummary());
        if (log is not null)
        {
            await log.DisposeAsync().ConfigureAwait(false);
        }

        _completion.TrySetResult(_final!);
    }
#pragma warning restore CA1031

    /// <summary>Everything from the open sockets to the reason to end.</summary>
    private async Task<RunEnd> WorkAsync()
    {
        var ids = _plan.Role == TestRole.Client ? new TunnelNumbers(_plan.Configuration.Peers.Take(_plan.Tunnels).Select(static peer => peer.Name)) : null;
        var end = await FollowAndBehaveAsync(ids, ids is null ? new GatewayCount(_plan.Tunnels, _numbers) : null).ConfigureAwait(false);
        _triedAll |= ids is null && _numbers.AddTo(Blank).CreatedTunnels >= _plan.Tunnels;
        return end;
    }

    private async Task<RunEnd> FollowAndBehaveAsync(TunnelNumbers? ids, GatewayCount? arrivals)
    {
        // What came before the end is counted before the run is judged.
        await using var follower = new ChangeFollower(_engine.Registry, ids, arrivals);
        _state = ids is null ? TestRunState.Running : TestRunState.Creating;
        _ready.TrySetResult();
        var behaviour = BehaveAsync(ids, _working.Token);
        var time = TimeOverAsync(_working.Token);
        try
        {
            Task[] ends = [_stop.Task, _events.Aborted, _engine.Faulted, time];
            var first = await Task.WhenAny([.. ends, behaviour]).ConfigureAwait(false);
            if (first == behaviour)
            {
                // A fault of it is a fault of the run.
                await behaviour.ConfigureAwait(false);
                first = await Task.WhenAny(ends).ConfigureAwait(false);
            }

            if (first == _engine.Faulted)
            {
                _events.Critical($"the engine broke down: {Describe(await _engine.Faulted.ConfigureAwait(false))}");
                return RunEnd.Broken;
            }

            return first == _stop.Task ? RunEnd.Stopped : first == _events.Aborted ? RunEnd.Aborted : RunEnd.TimeOver;
        }
        finally
        {
            await _working.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(behaviour, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends with the running time; a timer takes some weeks at most.</summary>
    private async Task TimeOverAsync(CancellationToken cancellationToken)
    {
        if (_plan.RunningTime == TimeSpan.Zero)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }

        for (var left = _plan.RunningTime; left > TimeSpan.Zero; left = _startedAt!.Value + _plan.RunningTime - _services.Time.GetUtcNow())
        {
            await Task.Delay(left < LongestDelay ? left : LongestDelay, _services.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private TestSummary Blank => new() { Name = Name, Role = Role, State = _state, Configured = (ulong)_plan.Tunnels };

    /// <summary>What the run does by itself; ends when nothing is left to do.</summary>
    private async Task BehaveAsync(TunnelNumbers? ids, CancellationToken cancellationToken)
    {
        var driving = Task.CompletedTask;
        if (ids is not null)
        {
            var driver = new TunnelDriver(_plan, _engine, ids, _numbers, _events, _services.Time);
            driving = driver.RunAsync(cancellationToken);
            await (await Task.WhenAny(driver.Created, driving).ConfigureAwait(false)).ConfigureAwait(false);
            _triedAll = true;
            _state = TestRunState.Running;
            var summary = _numbers.AddTo(Blank);
            _events.Information($"{summary.CreatedTunnels} of {_plan.Tunnels} tunnels created in {summary.CreationDuration.TotalSeconds:0.000} s, {summary.SetupRate:0.0} per second");
        }

        await PingStarter.RunAsync(_plan, _engine, _events, _services.Time, cancellationToken).ConfigureAwait(false);
        await driving.ConfigureAwait(false);
    }

    private async Task TakeDownAsync(RunEnd end, IAsyncDisposable? prepared)
    {
        _state = TestRunState.Stopping;
        _relay.BeginEnd();
        try
        {
            if (end == RunEnd.Broken || (_stop.Task.IsCompletedSuccessfully && !_stop.Task.Result))
            {
                await _engine.AbandonAsync().ConfigureAwait(false);
            }
            else
            {
                await TunnelFarewell.SayAsync(_engine, _plan.Window, _plan.Runtime.StopDeadline, _hurry.Token).ConfigureAwait(false);
                await _engine.StopAsync(_hurry.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            if (prepared is not null)
            {
                await TakeBackAsync(prepared).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What the run took of the host goes back; what cannot be given back is told.</summary>
    private async Task TakeBackAsync(IAsyncDisposable prepared)
    {
        try
        {
            await prepared.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or SocketException)
        {
            _events.Error(e.Message);
        }
    }

    /// <param name="end">Why it ended.</param>
    /// <param name="last">The numbers before the tunnels were taken down: those after it say nothing of the test.</param>
    private void Conclude(RunEnd end, TestSummary last)
    {
        var result = RunJudgement.Judge(end, _triedAll, last.CreatedTunnels, _plan.Tunnels, last.Errors);
        _events.Information($"test {Name} has ended: {result}, {last.CreatedTunnels} of {_plan.Tunnels} tunnels created, {last.States.Live} up");
        _state = end == RunEnd.Broken ? TestRunState.Failed : TestRunState.Ended;
        _final = last with
        {
            State = _state,
            EndedAt = _services.Time.GetUtcNow(),
            Result = result,
            Errors = _events.Errors,
            LastError = _events.LastError,
        };
        _hub.Complete();
        _ready.TrySetResult();
    }

    /// <summary>Every message is put into words only while somebody wants to read them.</summary>
    private void FollowInterest() => _engine.LogLevels = _hub.IsWanted(TestEventLevel.Debug) ? DetailedLevels : QuietLevels;

    /// <summary>TABLE: what says for the user what is wrong; anything else is a fault of ours, and its kind belongs to the report.</summary>
    private static string Describe(Exception e) =>
        e is ListenException or TunnelDeviceException or IOException or UnauthorizedAccessException or SocketException or InvalidOperationException
            ? e.Message
            : $"{e.GetType().Name}: {e.Message}";
}
