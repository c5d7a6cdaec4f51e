using System.Text.Json;
using MyIkev2.Agent.Cli.Display;
using MyIkev2.Agent.Hosting.TestRuns;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Agent.Tests.Cli;

/// <summary>What <c>test run</c> shows and writes, and the exit codes by which scripts judge.</summary>
public sealed class TestRunReportTests
{
    private static readonly TestSummary Summary = new()
    {
        Name = "nightly",
        Role = TestRole.Client,
        State = TestRunState.Creating,
        SetupFileName = "nightly.yml",
        StartedAt = CannedRegistry.Now,
        CreationDuration = TimeSpan.FromSeconds(4),
        CreatedTunnels = 100,
        FailedTunnels = 1,
        Retries = 3,
        CreatedPerSecond = [30, 40],
        SetupLatency = new TestLatency(100, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(9), TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(31)),
        States = Census(),
        WithChild = 2,
        CreatedLive = 3,
        Configured = 200,
        Errors = 1,
        LastError = "tunnel 7 was given up after 3 tries: no answer",
    };

    [Fact]
    public void Progress_WhileCreating_IsOneLineOfWhatCounts() => Assert.Equal(
        "creating: 3 of 200 tunnels up, 100 created, 40 in the last second, 0 under way, 1 failed, 3 tried again, 1 error",
        TestRunText.Progress(Summary));

    [Fact]
    public void Report_AtTheEnd_HasEveryNumberAndTheResult()
    {
        var report = TestRunText.Report(Summary with { State = TestRunState.Ended, Result = TestResult.Partial });

        Assert.Contains("Tunnels     3 up, 100 of 200 created, 1 given up, 3 tries repeated\n", report, StringComparison.Ordinal);
        Assert.Contains("Creation    4.000 s, 25 per second\n", report, StringComparison.Ordinal);
        Assert.Contains("Setup time  median 5.0 ms, 90% 9.0 ms, 99% 20.0 ms, longest 31.0 ms\n", report, StringComparison.Ordinal);
        Assert.Contains("IKE SAs     3, established 2, dpd 1\n", report, StringComparison.Ordinal);
        Assert.Contains("Errors      1, the last: tunnel 7 was given up after 3 tries: no answer\n", report, StringComparison.Ordinal);
        Assert.EndsWith("Result      partial\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_HasStableNames()
    {
        using var json = JsonDocument.Parse(TestRunJson.Format(Summary with { Result = TestResult.Partial }));
        var root = json.RootElement;

        Assert.Equal(("partial", 2), (root.GetProperty("result").GetString(), root.GetProperty("result-code").GetInt32()));
        Assert.Equal((100, 1, 25.0), (root.GetProperty("tunnels-created").GetInt32(), root.GetProperty("tunnels-failed").GetInt32(), root.GetProperty("setup-rate").GetDouble()));
        Assert.Equal([30, 40], root.GetProperty("created-per-second").EnumerateArray().Select(static rate => rate.GetInt32()));
        Assert.Equal(9, root.GetProperty("setup-latency").GetProperty("p90-ms").GetDouble());
        var states = root.GetProperty("ike-sa");
        Assert.Equal((3, 3, 2, 1), (states.GetProperty("total").GetInt32(), states.GetProperty("live").GetInt32(), states.GetProperty("established").GetInt32(), states.GetProperty("dpd").GetInt32()));
    }

    [Theory]
    [InlineData(TestResult.Success, 0)]
    [InlineData(TestResult.Failed, 1)]
    [InlineData(TestResult.Partial, 4)]
    [InlineData(TestResult.AbortedOnError, 5)]
    [InlineData(TestResult.Stopped, 6)]
    public void ExitCode_OfEachResult_IsStable(TestResult result, int expected) => Assert.Equal(expected, TestProgram.ExitCodeOf(result));

    private static TestSaCensus Census()
    {
        var canned = new CannedRegistry(tunnels: 0, shards: 1);
        canned.Commit(0, upserts: [.. Enumerable.Range(2, 3).Select(static number => CannedRegistry.Tunnel(number) with { State = IkeTunnelState.Established })]);
        canned.Registry.Publisher(0).Counters.CheckingLiveness.Set(1);
        return TestSaCensus.Of(canned.Registry.Capture());
    }
}
