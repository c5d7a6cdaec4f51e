using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime.Tests.Loopback;

/// <summary>Pings between two engines with sockets and threads of their own.</summary>
public sealed class PingLoopbackTests
{
    private const int Vpns = 6;
    private const uint Count = 10;

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task Ping_ThroughAllTunnelsBothWays_LosesNothing(int shards, bool portable)
    {
        await using var pair = new LoopbackPair(shards, configure: options => options.PortableSockets = portable, carriesPackets: true);
        pair.Start();
        pair.Configure(Vpns, startByItself: true);
        await LoopbackPair.UntilAsync(pair.A, static view => view.ReadEngineCounters().ChildrenInstalled == Vpns);
        await LoopbackPair.UntilAsync(pair.B, static view => view.ReadEngineCounters().ChildrenInstalled == Vpns);

        // There is a tunnel device, so the engines answer only for the addresses of their own tasks. B's are there first.
        var plan = new PingPlan { Interval = TimeSpan.FromMilliseconds(20), Count = Count, Timeout = TimeSpan.FromSeconds(20), AnswerEcho = true };
        var start = new EngineCommand.StartPings(null, [], plan);
        var first = await pair.B.ExecuteAsync(start with { Plan = plan with { Count = 0 } }, null, CancellationToken.None);
        var result = await pair.ExecuteAsync(start);

        Assert.Equal((Vpns, $"Started {Vpns} ping tasks."), (first.Affected, result.Message));
        await AnsweredAsync(pair, Vpns * Count);
        var view = pair.A.Registry.Capture();
        Assert.Equal(Vpns, view.EnumeratePings().Select(static task => task.VpnName).Distinct().Count());
        Assert.All(view.EnumeratePings(), static task => Assert.Equal((Count, Count), (task.Counters.Sent.Value, task.Counters.Received.Value)));
        Assert.InRange(view.ReadPingTotals().RttMinimum, 1ul, 5_000_000ul);
        Assert.Equal(CommandStatus.Succeeded, (await pair.ExecuteAsync(new EngineCommand.ClearPings())).Status);
        Assert.Equal(0ul, pair.A.Registry.Capture().ReadPingTotals().Sent);
    }

    [Fact]
    public async Task Commands_WithNothingToDo_SayWhatIsMissing()
    {
        await using var pair = new LoopbackPair(2, carriesPackets: true);
        pair.Start();
        pair.Configure(1, startByItself: false);

        Assert.Equal((CommandStatus.NotFound, "no vpn 'paris' is configured; there is vpn-1"), await AskAsync(new EngineCommand.StartPings("paris", [], PingPlan.Default)));
        Assert.Equal((CommandStatus.NotFound, "no Child SA of vpn 'vpn-1' to ping through"), await AskAsync(new EngineCommand.StartPings("vpn-1", [], PingPlan.Default)));
        Assert.Equal((CommandStatus.NotFound, "no ping task runs"), await AskAsync(new EngineCommand.StopPings(null)));
        Assert.Equal((CommandStatus.NotFound, "no ping task to clear"), await AskAsync(new EngineCommand.ClearPings()));
        Assert.Equal(
            (CommandStatus.Invalid, "the size must be 16 to 65000 octets"),
            await AskAsync(new EngineCommand.StartPings(null, [], new PingPlan { PayloadLength = 1 })));

        async Task<(CommandStatus, string)> AskAsync(EngineCommand command) =>
            await pair.ExecuteAsync(command) is var result ? (result.Status, result.Message) : default;
    }

    // Each command goes through every shard's loop, which is all that time has to do here.
    private static async Task AnsweredAsync(LoopbackPair pair, ulong expected)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (pair.A.Registry.Capture().ReadPingTotals().Received < expected)
        {
            Assert.False(limit.IsCancellationRequested, $"only {pair.A.Registry.Capture().ReadPingTotals()}");
            await pair.ExecuteAsync(new EngineCommand.StopPings("no vpn"));
        }
    }
}
