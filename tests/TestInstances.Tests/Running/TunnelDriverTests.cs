using MyIkev2.Registry;
using MyIkev2.TestInstances.Running;
using MyIkev2.Testing;

namespace MyIkev2.TestInstances.Tests.Running;

/// <summary>The pace, the window, the retries and the flapping of a client, on a clock that only moves when the test says so.</summary>
public sealed class TunnelDriverTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly SteppedClock _time = new();
    private readonly ScriptedEngine _engine = new();
    private readonly TestEventHub _hub;
    private readonly RunEvents _events;
    private readonly SetupNumbers _numbers;
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public TunnelDriverTests()
    {
        _hub = new TestEventHub(_time);
        _events = new RunEvents(_hub, abortsOnError: false);
        _numbers = new SetupNumbers(_time);
    }

    [Fact]
    public async Task Interval_OfATenthOfASecond_StartsOneTunnelEachTenth()
    {
        var driver = Start(Plan(3) with { SetupInterval = TimeSpan.FromMilliseconds(100) });

        var first = await _engine.NextAsync();
        await ArmedAsync(TimeSpan.FromMilliseconds(100));
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.True(_engine.IsIdle);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var second = await _engine.NextAsync();
        await ArmedAsync(TimeSpan.FromMilliseconds(100));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        var third = await _engine.NextAsync();

        Assert.Equal(["tunnel-0", "tunnel-1", "tunnel-2"], new[] { first, second, third }.Select(static asked => asked.Vpn));
        first.Succeed();
        second.Succeed();
        third.Succeed();
        await driver.Created.WaitAsync(Patience);
        await _running.WaitAsync(Patience);
        var summary = Read();
        Assert.Equal((3u, 0u, TimeSpan.FromMilliseconds(200)), (summary.CreatedTunnels, summary.FailedTunnels, summary.CreationDuration));
        Assert.Equal(15, summary.SetupRate, 6);
    }

    [Fact]
    public async Task NoInterval_ManyTunnels_AsManyAreUnderWayAsTheWindowHas()
    {
        var driver = Start(Plan(10) with { Window = 4 });

        var asked = await _engine.NextAsync(4);
        Assert.True(_engine.IsIdle);
        for (var done = 0; done < 10; done++)
        {
            asked[done].Succeed();
            if (asked.Count < 10)
            {
                asked.Add(await _engine.NextAsync());
            }

            Assert.True(_engine.IsIdle);
        }

        await driver.Created.WaitAsync(Patience);
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"tunnel-{i}"), asked.Select(static one => one.Vpn));
    }

    [Fact]
    public async Task Try_Fails_IsRepeatedAfterTheRetryIntervalAndGivenUpAfterTheLast()
    {
        using var told = _hub.Subscribe(TestEventLevel.Warning, string.Empty);
        var driver = Start(Plan(1) with { MaximumTries = 3, RetryInterval = TimeSpan.FromSeconds(10) });
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            (await _engine.NextAsync()).Fail("no answer");
            if (attempt < 3)
            {
                await ArmedAsync(TimeSpan.FromSeconds(10));
                _time.Advance(TimeSpan.FromSeconds(10));
            }
        }

        await driver.Created.WaitAsync(Patience);
        await _running.WaitAsync(Patience);

        var summary = Read();
        Assert.Equal((0u, 1u, 2ul), (summary.CreatedTunnels, summary.FailedTunnels, summary.Retries));
        Assert.Equal((1ul, "tunnel 0 was given up after 3 tries: no answer"), (_events.Errors, _events.LastError));
        Assert.Equal([TestEventLevel.Warning, TestEventLevel.Warning, TestEventLevel.Error], Drain(told).Select(static e => e.Level));
        Assert.True(_engine.IsIdle);
    }

    [Fact]
    public async Task Try_FailsOnce_TheTunnelStillCounts()
    {
        var driver = Start(Plan(2) with { MaximumTries = 2, RetryInterval = TimeSpan.FromSeconds(1) });
        var asked = await _engine.NextAsync(2);

        asked[0].Fail("no answer");
        await ArmedAsync(TimeSpan.FromSeconds(1));
        asked[1].Succeed();
        _time.Advance(TimeSpan.FromSeconds(1));
        var again = await _engine.NextAsync();
        again.Succeed();
        await driver.Created.WaitAsync(Patience);

        Assert.Equal("tunnel-0", again.Vpn);
        var summary = Read();
        Assert.Equal((2u, 0u, 1ul, 0ul), (summary.CreatedTunnels, summary.FailedTunnels, summary.Retries, _events.Errors));
    }

    [Fact]
    public async Task Flapping_TunnelIsUp_IsDeletedByItsNumberAfterAWaitWithinTheRangeAndSetUpAgain()
    {
        var ids = Ids(2);
        var driver = Start(Plan(2) with { Flapping = new FlapPlan(1, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)) }, ids);
        var asked = await _engine.NextAsync(2);
        ids.Apply(new TunnelChange(TunnelChangeKind.Opened, default, MyIkev2.Testing.CannedRegistry.Tunnel(2) with { VpnName = "tunnel-0", UniqueId = 77 }));
        asked[0].Succeed();
        asked[1].Succeed();
        await driver.Created.WaitAsync(Patience);
        var wait = await ArmedAsync(static due => due is not null);
        Assert.InRange(wait, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));

        for (var flap = 1; flap <= 2; flap++)
        {
            _time.Advance(TimeSpan.FromSeconds(60));
            var flush = await _engine.NextAsync();
            Assert.Equal(new EngineCommand.FlushIke(SaSelector.ByUniqueId(77)), flush.Command);
            Assert.True(_engine.IsIdle);
            flush.Succeed();
            var again = await _engine.NextAsync();
            Assert.Equal("tunnel-0", again.Vpn);
            Assert.Equal((ulong)flap - 1, Read().Flaps);
            again.Succeed();
            await ArmedAsync(static due => due is not null);
            Assert.Equal((ulong)flap, Read().Flaps);
        }

        Assert.Equal(2u, Read().CreatedTunnels);
    }

    [Fact]
    public async Task Flapping_SameSeed_WaitsTheSame()
    {
        var waits = new List<TimeSpan>();
        for (var run = 0; run < 2; run++)
        {
            await using var other = new TunnelDriverTests();
            other.Start(Plan(1) with { Seed = 7, Flapping = new FlapPlan(1, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)) });
            (await other._engine.NextAsync()).Succeed();
            waits.Add(await other.ArmedAsync(static due => due is not null));
        }

        Assert.Equal(waits[0], waits[1]);
    }

    [Fact]
    public async Task Stall_Minutes_IsNotMadeUpInOneBurst()
    {
        Start(Plan(1000) with { SetupInterval = TimeSpan.FromMilliseconds(50) });
        await _engine.NextAsync();
        await ArmedAsync(TimeSpan.FromMilliseconds(50));

        // The timer fires late, as on a machine that was suspended.
        _time.Jump(TimeSpan.FromMinutes(5));
        await ArmedAsync(static due => due > TimeSpan.Zero && due <= TimeSpan.FromMilliseconds(50));

        var burst = 0;
        while (!_engine.IsIdle)
        {
            await _engine.NextAsync();
            burst++;
        }

        Assert.InRange(burst, 1, 4);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private static RunPlan Plan(int tunnels) => LoopbackPlans.Client(tunnels, LoopbackPlans.AnyGateway);

    private static TunnelNumbers Ids(int tunnels) => new(Enumerable.Range(0, tunnels).Select(static i => $"tunnel-{i}"));

    private TunnelDriver Start(RunPlan plan, TunnelNumbers? ids = null)
    {
        var driver = new TunnelDriver(plan, _engine, ids ?? Ids(plan.Tunnels), _numbers, _events, _time);
        _running = Task.Run(() => driver.RunAsync(_stop.Token));
        return driver;
    }

    private TestSummary Read() => _numbers.AddTo(new TestSummary { Name = "t", Role = TestRole.Client, State = TestRunState.Creating, Configured = 1 });

    /// <summary>Waits until the loop has gone to sleep for this long.</summary>
    private Task<TimeSpan> ArmedAsync(TimeSpan due) => ArmedAsync(at => at == due);

    private async Task<TimeSpan> ArmedAsync(Func<TimeSpan?, bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var changed = _time.Changed;
            if (_time.NextDue() is var due && condition(due))
            {
                return due!.Value;
            }

            await changed.WaitAsync(limit.Token);
        }
    }

    private static List<TestEvent> Drain(TestEventSubscription subscription)
    {
        var read = new List<TestEvent>();
        while (subscription.TryRead(out var happened))
        {
            read.Add(happened);
        }

        return read;
    }
}
