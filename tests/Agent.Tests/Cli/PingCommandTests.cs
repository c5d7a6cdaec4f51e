using System.Net;
using System.Text.Json;
using MyIkev2.Agent.Cli;
using MyIkev2.Agent.Grpc.TestApi;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;
using StartPings = MyIkev2.Agent.Grpc.V1.StartPings;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary>Ping tasks on the command line and over both APIs, from a registry with known results.</summary>
public sealed class PingCommandTests
{
    [Fact]
    public async Task Start_AllWords_ReachTheEngineAsMeant()
    {
        var control = new ScriptedControl();
        await using var host = await GrpcHost.StartAsync(control: control);

        var (code, output, error) = await RunAsync(
            host, "cmd ping start vpn hq child lan child dmz interval 100ms size 1000 count 5 timeout 1.5s setup-interval 0 source 10.0.0.1 destination 10.1.0.1 max-loss 2.5 answer-echo");

        Assert.Equal((0, "done\n", ""), (code, output, error));
        Assert.True(control.Commands.Reader.TryRead(out var command));
        var start = Assert.IsType<EngineCommand.StartPings>(command);
        Assert.Equal(("hq", "lan dmz"), (start.VpnName, string.Join(' ', start.SecurityPolicies)));
        Assert.Equal(
            new PingPlan
            {
                Interval = TimeSpan.FromMilliseconds(100),
                PayloadLength = 1_000,
                Count = 5,
                Timeout = TimeSpan.FromSeconds(1.5),
                SetupInterval = TimeSpan.Zero,
                Source = IPAddress.Parse("10.0.0.1"),
                Destination = IPAddress.Parse("10.1.0.1"),
                MaximumLossPercent = 2.5,
                AnswerEcho = true,
            },
            start.Plan);
    }

    [Fact]
    public async Task Start_WithoutWords_HasTheDefaults()
    {
        var control = new ScriptedControl();
        await using var host = await GrpcHost.StartAsync(control: control);

        Assert.Equal(0, (await RunAsync(host, "cmd ping start all")).Code);

        Assert.True(control.Commands.Reader.TryRead(out var command));
        var start = Assert.IsType<EngineCommand.StartPings>(command);
        Assert.Null(start.VpnName);
        Assert.Empty(start.SecurityPolicies);
        Assert.Equal(PingPlan.Default, start.Plan);
    }

    [Theory]
    [InlineData("interval", "'interval' needs a value")]
    [InlineData("interval soon", "'soon' is no value of 'interval'")]
    [InlineData("size -1", "'-1' is no value of 'size'")]
    [InlineData("often 3", "'often' is not known here; there is [child NAME]...")]
    [InlineData("interval 1ms", "the interval must be 10ms to 1h")]
    [InlineData("destination there", "'there' is no IP address")]
    public async Task Start_Mistake_IsNamedAndNothingStarts(string words, string expected)
    {
        var control = new ScriptedControl();
        await using var host = await GrpcHost.StartAsync(control: control);

        var (code, _, error) = await RunAsync(host, "cmd ping start all " + words);

        Assert.Equal(1, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.False(control.Commands.Reader.TryRead(out _));
    }

    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("2", 2_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("2min", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("", null)]
    [InlineData("-1s", null)]
    [InlineData("1e300s", null)]
    [InlineData("99999999999999999999h", null)]
    public void Duration_Text_IsReadOrRefused(string text, int? milliseconds)
    {
        Assert.Equal(milliseconds is not null, PingWords.TryDuration(text, out var span));
        Assert.Equal(milliseconds ?? 0, span.TotalMilliseconds);
    }

    [Fact]
    public void Words_NoValueAtAll_NeverThrows()
    {
        foreach (var word in new[] { "child", "interval", "size", "count", "timeout", "setup-interval", "source", "destination", "max-loss" })
        {
            Assert.False(PingWords.TryRead([word], new StartPings(), out var mistake));
            Assert.Equal($"'{word}' needs a value", mistake);
        }
    }

    [Fact]
    public async Task Show_LinesAndTotals_AreThoseOfTheRegistry()
    {
        await using var host = await GrpcHost.StartAsync(WithPings());

        var (code, output, _) = await RunAsync(host, "show ping");
        Assert.Equal(0, code);
        Assert.Equal(
            """
            10.1.0.1 <-> 10.2.0.1: send 10 recv 9, miss 1
            10.1.0.2 <-> 10.2.0.2: send 20 recv 18, miss 2
            2001:db8::3 <-> 2001:db8:1::3: send 30 recv 27, miss 3
            showing 3 of 3: send 60 recv 54, miss 6
            total: send 160 recv 144, miss 16

            """,
            output);

        (_, output, _) = await RunAsync(host, "show ping --skip 1 --limit 1");
        Assert.Equal(
            "10.1.0.2 <-> 10.2.0.2: send 20 recv 18, miss 2\nshowing 1 of 3: send 20 recv 18, miss 2\ntotal: send 160 recv 144, miss 16\n", output);

        (_, output, _) = await RunAsync(host, "show ping details --limit 1");
        Assert.StartsWith(
            """
            10.1.0.1 <-> 10.2.0.1: send 10 recv 9, miss 1
              hq lan-1, running, every 1000 ms, 64 octets, 100 times
              lost 1 (10%), duplicates 2, late 1
              rtt min/avg/max 1/1/1 ms, p50/p90/p99 1/1/1 ms
            """,
            output,
            StringComparison.Ordinal);

        (_, output, _) = await RunAsync(host, "show ping summary");
        Assert.Equal("3 ping tasks: send 160 recv 144, miss 16\n  lost 16 (10%), duplicates 0, late 0\n  rtt min/avg/max 2/2/2 ms, p50/p90/p99 2/2/2 ms\n", output);
    }

    [Fact]
    public async Task Show_Json_HasTasksAndTotals()
    {
        await using var host = await GrpcHost.StartAsync(WithPings());
        using var json = JsonDocument.Parse((await RunAsync(host, "show ping --json")).Output);
        Assert.Equal(3, json.RootElement.GetProperty("task-count").GetInt32());
        Assert.Equal(160, json.RootElement.GetProperty("total").GetProperty("sent").GetInt32());
        var task = json.RootElement.GetProperty("ping")[2];
        Assert.Equal(("lan-3", "2001:db8::3", "running", 27, 3_000), (
            task.GetProperty("security-policy").GetString(),
            task.GetProperty("local").GetString(),
            task.GetProperty("state").GetString(),
            task.GetProperty("received").GetInt32(),
            task.GetProperty("rtt-max").GetInt32()));
        using var summary = JsonDocument.Parse((await RunAsync(host, "show ping summary --json")).Output);
        Assert.False(summary.RootElement.TryGetProperty("ping", out _));
    }

    [Fact]
    public async Task Show_NoTasks_SaysSo()
    {
        await using var host = await GrpcHost.StartAsync();
        Assert.Equal("showing 0 of 0: send 0 recv 0, miss 0\ntotal: send 0 recv 0, miss 0\n", (await RunAsync(host, "show ping")).Output);
        Assert.Equal("0 ping tasks: send 0 recv 0, miss 0\n  lost 0 (0%), duplicates 0, late 0\n", (await RunAsync(host, "show ping summary")).Output);
    }

    [Theory]
    [InlineData(0, 0, 3)]
    [InlineData(0, 2, 2)]
    [InlineData(2, 5, 1)]
    [InlineData(3, 0, 0)]
    [InlineData(uint.MaxValue, uint.MaxValue, 0)]
    public async Task GetPingSummary_Page_HasItsTasksAndTheTotalsOfAll(uint start, uint length, int expected)
    {
        await using var host = await GrpcHost.StartAsync(WithPings());
        var result = await host.TestApi.GetPingSummaryAsync(new PingResultQuery { Start = start, Len = length });
        Assert.Equal(expected, result.ResultList.Count);
        Assert.Equal((160ul, 144ul), (result.TotalSent, result.TotalRecv));
        Assert.All(result.ResultList.Select((task, i) => (task, i)), row =>
            Assert.Equal(((start + (ulong)row.i + 1) * 10, (start + (ulong)row.i + 1) * 9), (row.task.TotalSentPkt, row.task.TotalRecvPkt)));
    }

    [Theory]
    [InlineData(CommandStatus.Succeeded)]
    [InlineData(CommandStatus.NotFound)]
    public async Task ClearPingStats_WithOrWithoutTasks_Succeeds(CommandStatus status)
    {
        var control = new ScriptedControl { OnExecute = (_, _, _) => Task.FromResult(new CommandResult(status, 0, "", [])) };
        await using var host = await GrpcHost.StartAsync(control: control);
        await host.TestApi.ClearPingStatsAsync(new Empty());
        Assert.True(control.Commands.Reader.TryRead(out var command));
        Assert.IsType<EngineCommand.ClearPings>(command);
    }

    // Three tasks over two shards; the totals remember tasks that are gone.
    private static CannedRegistry WithPings()
    {
        var canned = new CannedRegistry(tunnels: 2);
        canned.Commit(0, pings: new PingTaskList([PingTask(1, "10.1.0.1", "10.2.0.1"), PingTask(2, "10.1.0.2", "10.2.0.2")], Totals(60)));
        canned.Commit(1, pings: new PingTaskList([PingTask(3, "2001:db8::3", "2001:db8:1::3")], Totals(100)));
        return canned;

        static PingCounters Totals(ulong sent) => Counters(sent, 2_000, PingCounters.TotalHistogramBits);
    }

    private static PingTaskSnapshot PingTask(uint number, string local, string remote)
    {
        var counters = Counters(number * 10, number * 1_000, PingCounters.TaskHistogramBits);
        counters.Duplicates.Set(2);
        counters.Late.Set(1);
        counters.State = PingTaskState.Running;
        return new PingTaskSnapshot
        {
            Number = number,
            VpnName = "hq",
            PolicyName = $"lan-{number}",
            IkeTunnelId = new TunnelId(number),
            Local = IPAddress.Parse(local),
            Remote = IPAddress.Parse(remote),
            Plan = PingPlan.Default with { Count = 100 },
            Counters = counters,
        };
    }

    private static PingCounters Counters(ulong sent, long roundTrip, int bits)
    {
        var counters = new PingCounters(bits);
        counters.Sent.Set(sent);
        counters.Lost.Set(sent / 10);
        for (var i = 0ul; i < sent / 10 * 9; i++)
        {
            counters.RecordAnswer(roundTrip);
        }

        return counters;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(GrpcHost host, string typed)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await CliApplication.RunAsync(["--socket", host.SocketPath, .. typed.Split(' ')], output, error).WaitAsync(TimeSpan.FromSeconds(60));
        return (code, output.ToString(), error.ToString());
    }
}
