using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Agent.Grpc;
using MyIkev2.Agent.Hosting.TestRuns;
using MyIkev2.Registry;
using Xunit;

namespace MyIkev2.Agent.Tests.Hosting.TestRuns;

/// <summary>The daemon's tests by name: what is taken, replaced, destroyed and kept.</summary>
public sealed class TestDaemonTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ScriptedFactory _factory = new();
    private readonly MemoryStateFile _file = new();

    [Fact]
    public async Task Define_NewName_StartsTheTestWithAnApi()
    {
        TestDaemon daemon = Daemon();

        TestDaemonResult result = await daemon.DefineAsync(Ike("load"), replace: false, CancellationToken.None);

        Assert.Equal(TestDaemonResult.Success, result);
        Assert.Equal(["load"], _factory.Started);
        Assert.Equal(TestDaemonState.Running, daemon.StateOf("load"));
        TestDaemonEntry entry = Assert.Single(await daemon.ListAsync(CancellationToken.None));
        Assert.Equal(("load", false, 5ul), (entry.Name, entry.IsOther, entry.Summary!.Configured));
        Assert.True(entry.Api!.Port > 0);
        Assert.NotNull(entry.Pings);
        await daemon.StoppingAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Define_KnownName_NeedsReplace()
    {
        TestDaemon daemon = Daemon();
        await daemon.DefineAsync(Ike("load"), replace: false, CancellationToken.None);

        TestDaemonResult refused = await daemon.DefineAsync(Ike("load"), replace: false, CancellationToken.None);
        TestDaemonResult replaced = await daemon.DefineAsync(Ike("load", "role: gateway"), replace: true, CancellationToken.None);

        Assert.Equal((TestDaemonStatus.AlreadyExists, TestDefinitionField.Name), (refused.Status, refused.Field));
        Assert.True(replaced.IsSuccess, replaced.Message);
        Assert.Equal(["load"], _factory.Disposed);
        Assert.Equal(["load", "load"], _factory.Started);
        Assert.Single(await daemon.ListAsync(CancellationToken.None));
        Assert.Contains("role: gateway", _file.Text, StringComparison.Ordinal);
        await daemon.StoppingAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Define_WrongSetup_LeavesTheOldTestAlone()
    {
        TestDaemon daemon = Daemon();
        await daemon.DefineAsync(Ike("load"), replace: false, CancellationToken.None);

        TestDaemonResult result = await daemon.DefineAsync(Ike("load", "bad: yes"), replace: true, CancellationToken.None);

        Assert.Equal((TestDaemonStatus.Invalid, TestDefinitionField.Setup), (result.Status, result.Field));
        Assert.Equal("line 1: error: bad: is no option", result.Message);
        Assert.Empty(_factory.Disposed);
        Assert.Equal(TestDaemonState.Running, daemon.StateOf("load"));
        await daemon.StoppingAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Define_BeyondTheLimit_IsRefused()
    {
        TestDaemon daemon = Daemon(new DaemonOptions { MaximumTests = 1 });
        await daemon.DefineAsync(Ike("a"), replace: false, CancellationToken.None);

        TestDaemonResult result = await daemon.DefineAsync(Ike("b"), replace: true, CancellationToken.None);

        Assert.Equal(TestDaemonStatus.TooMany, result.Status);
        Assert.Null(daemon.StateOf("b"));
        await daemon.StoppingAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Define_ManyAtOnceWithOneName_OneWins()
    {
        TestDaemon daemon = Daemon();

        TestDaemonResult[] results = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => daemon.DefineAsync(Ike("load"), replace: false, CancellationToken.None))));

        Assert.Single(results, static result => result.IsSuccess);
        Assert.Equal(7, results.Count(static result => result.Status == TestDaemonStatus.AlreadyExists));
        Assert.Single(_factory.Started);
        await daemon.StoppingAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Destroy_KnownTest_StopsAndForgetsIt(bool gracefully)
    {
        TestDaemon daemon = Daemon();
        await daemon.DefineAsync(Ike("load"), replace: false, CancellationToken.None);

        TestDaemonResult result = await daemon.DestroyAsync("load", gracefully, CancellationToken.None);

        Assert.True(result.IsSuccess);
        Assert.Equal(gracefully, await _factory.Runs["load"].StopAsked.WaitAsync(Patience));
        Assert.Null(daemon.StateOf("load"));
        Assert.Empty(await daemon.ListAsync(CancellationToken.None));
        Assert.DoesNotContain("load", _file.Text, StringComparison.Ordinal);
        Assert.Equal(TestDaemonStatus.NotFound, (await daemon.DestroyAsync("load", gracefully, CancellationToken.None)).Status);
        Assert.Equal(TestDaemonStatus.NotFound, (await daemon.ClearPingsAsync("load", CancellationToken.None)).Status);
        Assert.True((await daemon.ClearPingsAsync(null, CancellationToken.None)).IsSuccess);
    }

    [Fact]
    public async Task Stopped_Agent_StartsRunningTestsAgainAndKeepsResults()
    {
        TestDaemon first = Daemon();
        await first.DefineAsync(Ike("running"), replace: false, CancellationToken.None);
        await first.DefineAsync(Ike("over"), replace: false, CancellationToken.None);
        _factory.Runs["over"].End(_factory.Runs["over"].Summary with { State = TestRunState.Ended, Result = TestResult.Success, Flaps = 7 });
        await _file.WaitForAsync(static text => text.Contains("\"ended\"", StringComparison.OrdinalIgnoreCase));
        await first.StoppingAsync(CancellationToken.None);
        _factory.Started.Clear();

        TestDaemon second = Daemon();
        await second.StartAsync(CancellationToken.None);

        Assert.Equal(["running"], _factory.Started);
        Assert.Equal((TestDaemonState.Ended, TestDaemonState.Running), (second.StateOf("over"), second.StateOf("running")));
        TestDaemonEntry over = (await second.ListAsync(CancellationToken.None))[0];
        Assert.Equal((TestResult.Success, 7ul, 4u), (over.Summary!.Result, over.Summary.Flaps, over.Summary.CreatedTunnels));
        Assert.Null(over.Api);
        Assert.True((await second.DefineAsync(Ike("over"), replace: true, CancellationToken.None)).IsSuccess);
        Assert.Equal(TestDaemonState.Running, second.StateOf("over"));
        await second.StoppingAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Stopping_TestThatDoesNotEnd_IsCutShort()
    {
        var factory = new ScriptedFactory { StopsAtOnce = false };
        TestDaemon daemon = Daemon(new DaemonOptions { StopDeadline = TimeSpan.Zero }, factory);
        await daemon.DefineAsync(Ike("load"), replace: false, CancellationToken.None);
        var run = factory.Runs["load"];

        Task stop = daemon.StoppingAsync(CancellationToken.None);
        Assert.True(await run.StopAsked.WaitAsync(Patience));
        run.End(run.Summary);

        await stop.WaitAsync(Patience);
        Assert.Equal(["load"], factory.Disposed);
        Assert.Equal(TestDaemonStatus.Unavailable, (await daemon.DefineAsync(Ike("late"), replace: false, CancellationToken.None)).Status);
        Assert.DoesNotContain("\"ended\"", _file.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"version\":2,\"tests\":[]}")]
    [InlineData("{\"version\":1,\"tests\":[{\"name\":\"x\",\"state\":\"Running\"}]}")]
    [InlineData("{\"version\":1,\"tests\":null}")]
    [InlineData("{\"version\":1,\"tests\":[null]}")]
    public async Task Start_DamagedFile_IsPutAside(string text)
    {
        _file.Text = text;
        TestDaemon daemon = Daemon();

        await daemon.StartAsync(CancellationToken.None);

        Assert.True(_file.WasPutAside);
        Assert.Empty(await daemon.ListAsync(CancellationToken.None));
    }

    private static TestDefinition.Ike Ike(string name, string setup = "role: client") => new(name, setup, "");

    private TestDaemon Daemon(DaemonOptions? options = null, ScriptedFactory? factory = null)
    {
        options ??= new DaemonOptions();
        return new TestDaemon(
            options,
            new TestDefinitionRules(options, factory ?? _factory),
            new ManagedTestStarter(options, new GrpcOptions(), NullLoggerFactory.Instance),
            new TestDaemonStore(_file, NullLogger.Instance),
            NullLogger<TestDaemon>.Instance);
    }
}
