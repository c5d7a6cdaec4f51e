using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Runtime;
using MyIkev2.Registry;
using MyIkev2.TestInstances.Running;

namespace MyIkev2.TestInstances.Tests.Running;

/// <summary>A client and a gateway in this process, with real sockets on loopback.</summary>
public sealed class TestInstanceTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CompositeCryptoProvider _crypto = CryptoProviders.CreateBest();
    private readonly List<TestInstance> _instances = [];

    [Fact]
    public async Task Client_EveryTunnelComesUp_BothSidesCountThemAndTheResultIsSuccess()
    {
        const int Tunnels = 60;
        var gateway = await StartGatewayAsync(Tunnels);
        var client = Instance(LoopbackPlans.Client(Tunnels, gateway.Listeners));
        using var events = client.Subscribe(TestEventLevel.Information);
        client.Start();
        await UntilAsync(events, "tunnels created in");

        var running = client.ReadSummary();
        Assert.Equal((TestRunState.Running, TestResult.Running, TestRole.Client), (running.State, running.Result, running.Role));
        Assert.Equal((60u, 0u, 60ul, 60ul, 60ul), (running.CreatedTunnels, running.FailedTunnels, running.CreatedLive, running.WithChild, running.Configured));
        Assert.Equal((60ul, 60ul), (running.States.Total, running.States.Live));
        Assert.Equal(running.CreatedTunnels / running.CreationDuration.TotalSeconds, running.SetupRate, running.SetupRate * 1e-6);
        Assert.Equal(60ul, running.SetupLatency.Count);
        Assert.True(running.SetupLatency.Median > TimeSpan.Zero && running.SetupLatency.Median <= running.SetupLatency.Percentile90 && running.SetupLatency.Percentile99 <= running.SetupLatency.Longest);
        Assert.True(running.CreationStartedAt >= running.StartedAt && running.CreationFinishedAt >= running.CreationStartedAt && running.PlannedEndAt > running.StartedAt!.Value.AddYears(9));

        var final = await client.StopAsync(gracefully: true).WaitAsync(Patience);
        Assert.Equal((TestRunState.Ended, TestResult.Success, 60ul, string.Empty), (final.State, final.Result, final.States.Live, final.LastError));
        Assert.Same(final, client.ReadSummary());
        Assert.Same(final, await client.Completion);
        Assert.Equal(TestRunState.Ended, client.State);

        // One DELETE for each IKE SA; no other INFORMATIONAL is sent here.
        var answered = await gateway.StopAsync(gracefully: true).WaitAsync(Patience);
        Assert.Equal((ulong)Tunnels, client.Registry.Capture().ReadEngineCounters().InformationalOutRequests);
        Assert.Equal((ulong)Tunnels, gateway.Registry.Capture().ReadEngineCounters().IkeTunnelsEnded);
        Assert.Equal((TestResult.Success, 60u, TestRole.Gateway), (answered.Result, answered.CreatedTunnels, answered.Role));
    }

    [Fact]
    public async Task Stop_NotGracefully_PeersHearNothing()
    {
        var gateway = await StartGatewayAsync(4);
        var client = Instance(LoopbackPlans.Client(4, gateway.Listeners));
        using var events = client.Subscribe(TestEventLevel.Information);
        client.Start();
        await UntilAsync(events, "tunnels created in");

        await client.StopAsync(gracefully: false).WaitAsync(Patience);
        var left = gateway.ReadSummary();
        await gateway.StopAsync(gracefully: false).WaitAsync(Patience);

        Assert.Equal(4ul, left.States.Live);
        Assert.Equal(0ul, gateway.Registry.Capture().ReadEngineCounters().InformationalInRequests);
        Assert.Equal(0ul, client.Registry.Capture().ReadEngineCounters().InformationalOutRequests);
    }

    [Fact]
    public async Task Client_WrongKey_TriesAgainAndFails()
    {
        var gateway = await StartGatewayAsync(3);
        var client = Instance(LoopbackPlans.Client(3, gateway.Listeners, secret: "another secret") with { MaximumTries = 2, RetryInterval = TimeSpan.FromMilliseconds(20) });
        using var events = client.Subscribe(TestEventLevel.Information);
        client.Start();
        await UntilAsync(events, "0 of 3 tunnels created");

        var final = await client.StopAsync(gracefully: true).WaitAsync(Patience);

        Assert.Equal((TestResult.Failed, 0u, 3u, 3ul, 3ul), (final.Result, final.CreatedTunnels, final.FailedTunnels, final.Retries, final.Errors));
        Assert.Contains("was given up after 2 tries", final.LastError, StringComparison.Ordinal);
        Assert.Equal(0ul, final.States.Live);
    }

    [Fact]
    public async Task Client_AbortsOnError_EndsByItself()
    {
        var gateway = await StartGatewayAsync(3);
        var client = Instance(LoopbackPlans.Client(3, gateway.Listeners, secret: "another secret") with { AbortOnError = true });

        client.Start();
        var final = await client.Completion.WaitAsync(Patience);

        Assert.Equal((TestRunState.Ended, TestResult.AbortedOnError), (final.State, final.Result));
        Assert.NotEmpty(final.LastError);
    }

    [Fact]
    public async Task RunningTime_Over_EndsByItself()
    {
        var gateway = Instance(LoopbackPlans.Gateway(1) with { RunningTime = TimeSpan.FromMilliseconds(50) });
        using var events = gateway.Subscribe(TestEventLevel.Debug);

        gateway.Start();
        var final = await gateway.Completion.WaitAsync(Patience);

        Assert.Equal((TestRunState.Ended, TestResult.Failed), (final.State, final.Result));
        Assert.Equal(final.StartedAt + TimeSpan.FromMilliseconds(50), final.PlannedEndAt);
        Assert.True(final.EndedAt >= final.PlannedEndAt);
        await UntilAsync(events, "has ended");
    }

    [Fact]
    public async Task Start_AddressThatIsNotOurs_FailsWithTheReason()
    {
        var plan = LoopbackPlans.Gateway(1) with { Runtime = new EngineRuntimeOptions { Listeners = [new ListenerOptions { Address = "192.0.2.77" }], ShardCount = 1 } };
        var gateway = Instance(plan);

        gateway.Start();
        await gateway.Ready.WaitAsync(Patience);
        var final = await gateway.Completion.WaitAsync(Patience);

        Assert.Equal((TestRunState.Failed, TestResult.Failed), (final.State, final.Result));
        Assert.Contains("192.0.2.77", final.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_Fails_FailsWithTheReasonAndNothingIsStarted()
    {
        var gateway = Instance(LoopbackPlans.Gateway(1) with { Prepare = static _ => throw new InvalidOperationException("no such interface") });

        gateway.Start();
        var final = await gateway.Completion.WaitAsync(Patience);

        Assert.Equal((TestRunState.Failed, "no such interface"), (final.State, final.LastError));
        Assert.Empty(gateway.Listeners);
    }

    [Fact]
    public async Task Prepare_Succeeds_IsTakenBackAtTheEnd()
    {
        var prepared = new Prepared();
        var gateway = Instance(LoopbackPlans.Gateway(1) with { Prepare = _ => Task.FromResult<IAsyncDisposable>(prepared) });
        gateway.Start();
        await gateway.Ready.WaitAsync(Patience);
        Assert.False(prepared.IsTakenBack);

        var final = await gateway.StopAsync(gracefully: true).WaitAsync(Patience);

        Assert.True(prepared.IsTakenBack);
        Assert.Equal(TestResult.Stopped, final.Result);
    }

    [Fact]
    public async Task Stop_BeforeTheStart_EndsAtOnceAndItCannotStart()
    {
        var gateway = Instance(LoopbackPlans.Gateway(1));

        var final = await gateway.StopAsync(gracefully: true).WaitAsync(Patience);

        Assert.Equal((TestRunState.Ended, TestResult.Stopped), (final.State, final.Result));
        Assert.Throws<InvalidOperationException>(gateway.Start);
        await gateway.DisposeAsync();
        Assert.Same(final, await gateway.StopAsync(gracefully: false));
    }

    [Fact]
    public async Task Subscribe_Debug_ShowsEveryMessageWithItsPayloads()
    {
        var gateway = await StartGatewayAsync(1);
        var client = Instance(LoopbackPlans.Client(1, gateway.Listeners));
        using var events = client.Subscribe(TestEventLevel.Debug, "generating IkeAuth request");

        client.Start();

        Assert.Contains("[ IDi", (await UntilAsync(events, "IkeAuth")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flapping_ShortRange_TunnelsComeBackAndTheStatesAlwaysSumToAllIkeSas()
    {
        const int Tunnels = 20;
        var gateway = await StartGatewayAsync(Tunnels);
        var client = Instance(LoopbackPlans.Client(Tunnels, gateway.Listeners) with
        {
            Flapping = new FlapPlan(Tunnels, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20)),
        });
        using var changes = client.Registry.Subscribe();
        using var limit = new CancellationTokenSource(Patience);
        client.Start();

        var looks = 0;
        await foreach (var change in changes.ReadAllAsync(limit.Token))
        {
            var view = client.Registry.Capture();
            Assert.Equal((ulong)view.TunnelCount, TestSaCensus.Of(view).Total);
            var summary = client.ReadSummary();
            Assert.True(summary.CreatedLive <= summary.CreatedTunnels && summary.CreatedTunnels <= Tunnels);
            if (++looks > 100 && summary.Flaps > 3 * Tunnels)
            {
                break;
            }
        }

        var final = await client.StopAsync(gracefully: true).WaitAsync(Patience);
        Assert.Equal((TestResult.Success, 20u, string.Empty), (final.Result, final.CreatedTunnels, final.LastError));
        Assert.Equal(final.Flaps + Tunnels, final.SetupLatency.Count);
    }

    [Fact]
    public async Task Flapping_OfAThousandTunnels_StatesSumToTotalAtEveryLook()
    {
        const int Tunnels = 1000;
        var gateway = await StartGatewayAsync(Tunnels);
        var client = Instance(LoopbackPlans.Client(Tunnels, gateway.Listeners) with
        {
            Flapping = new FlapPlan(Tunnels, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)),
            MaximumTries = 3,
        });
        using var limit = new CancellationTokenSource(3 * Patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        client.Start();

        var summary = client.ReadSummary();
        for (var looks = 0; looks < 100 || summary.Flaps < 200 || summary.CreatedTunnels < Tunnels; looks++)
        {
            // The pace of a caller that asks a hundred times a second; nothing depends on it.
            await pace.WaitForNextTickAsync(limit.Token);
            summary = client.ReadSummary();
            var sum = 0ul;
            for (var state = 0; state < TestSaStates.Count; state++)
            {
                sum += summary.States[(TestSaState)state];
            }

            Assert.Equal(summary.States.Total, sum);
            Assert.InRange(summary.States.Live, 0ul, summary.States.Total);
        }

        await client.StopAsync(gracefully: false).WaitAsync(Patience);
    }

    [Fact]
    public async Task Rekey_OfAChild_ByItsNumber_GivesItAnotherSpi()
    {
        var gateway = await StartGatewayAsync(1);
        var client = Instance(LoopbackPlans.Client(1, gateway.Listeners));
        using var changes = client.Registry.Subscribe();
        using var events = client.Subscribe(TestEventLevel.Information);
        client.Start();
        await UntilAsync(events, "tunnels created in");
        var before = Assert.Single(Assert.Single(client.Registry.Capture().Enumerate()).Children);

        var result = await client.Control.ExecuteAsync(new EngineCommand.RekeyChild(SaSelector.ByUniqueId(before.UniqueId)), null, default);

        Assert.True(result.IsSuccess, result.Message);
        using var limit = new CancellationTokenSource(Patience);
        await foreach (var change in changes.ReadAllAsync(limit.Token))
        {
            if (change.Kind == TunnelChangeKind.ChildRekeyed)
            {
                Assert.Equal(before.SpiIn, change.PreviousChild!.SpiIn);
                Assert.NotEqual(before.SpiIn, change.Child!.SpiIn);
                break;
            }
        }

        Assert.Equal(1ul, client.ReadSummary().WithChild);
    }

    [Fact]
    public async Task Pings_AfterTheHoldTime_AreCounted()
    {
        var gateway = await StartGatewayAsync(3);
        var client = Instance(LoopbackPlans.Client(3, gateway.Listeners) with
        {
            Pings = new PingSchedule(TimeSpan.FromMilliseconds(10), PingPlan.Default with { Interval = TimeSpan.FromMilliseconds(20) })
            {
                ForTunnel = static tunnel => PingPlan.Default with
                {
                    Interval = TimeSpan.FromMilliseconds(20),
                    Source = System.Net.IPAddress.Parse($"10.1.0.{tunnel}"),
                    Destination = System.Net.IPAddress.Parse($"10.2.0.{tunnel + 1}"),
                },
            },
        });
        using var events = client.Subscribe(TestEventLevel.Information, "ping tasks started");
        client.Start();

        Assert.StartsWith("3 ping tasks", (await UntilAsync(events, "started")).Text, StringComparison.Ordinal);
        using var limit = new CancellationTokenSource(Patience);
        while (client.ReadSummary().Pings.Received < 4)
        {
            await Task.Delay(10, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
        {
            await instance.DisposeAsync();
        }

        _crypto.Dispose();
    }

    private TestInstance Instance(RunPlan plan)
    {
        var instance = new TestInstance($"test-{_instances.Count}", plan, new TestInstanceServices { Crypto = _crypto });
        _instances.Add(instance);
        return instance;
    }

    private async Task<TestInstance> StartGatewayAsync(int tunnels)
    {
        var gateway = Instance(LoopbackPlans.Gateway(tunnels));
        gateway.Start();
        await gateway.Ready.WaitAsync(Patience);
        Assert.Equal(TestRunState.Running, gateway.State);
        return gateway;
    }

    private static async Task<TestEvent> UntilAsync(TestEventSubscription events, string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        var seen = new List<string>();
        await foreach (var happened in events.ReadAllAsync(limit.Token))
        {
            seen.Add(happened.Text);
            if (happened.Text.Contains(text, StringComparison.Ordinal))
            {
                return happened;
            }
        }

        throw new InvalidOperationException($"no event with '{text}', but {string.Join(Environment.NewLine, seen)}");
    }

    private sealed class Prepared : IAsyncDisposable
    {
        public bool IsTakenBack { get; private set; }

        public ValueTask DisposeAsync()
        {
            IsTakenBack = true;
            return ValueTask.CompletedTask;
        }
    }
}
