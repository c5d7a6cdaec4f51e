using MyIkev2.Registry;
using MyIkev2.TestInstances.Running;
using MyIkev2.Testing;

namespace MyIkev2.TestInstances.Tests.Running;

public sealed class EventLogFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("test-log");
    private readonly TestEventHub _hub = new(new ManualTimeProvider(CannedRegistry.Now));
    private readonly RunEvents _run;

    public EventLogFileTests() => _run = new RunEvents(_hub, abortsOnError: false);

    private string Log => Path.Combine(_folder.FullName, "log");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Events_UpToTheLevel_AreLinesOfTheFile(bool inMemory)
    {
        await WriteAsync(new EventLogPlan(Log, TestEventLevel.Error, string.Empty, 0, inMemory), () =>
        {
            _run.Error("first");
            _run.Information("not this");
            _run.Critical("second");
        });

        Assert.Equal(["2026-03-01 12:00:00.000 ERROR first", "2026-03-01 12:00:00.000 CRIT  second"], await File.ReadAllLinesAsync(Log));
    }

    [Fact]
    public async Task File_PastTheLimit_MovesAsideAndANewOneBegins()
    {
        await WriteAsync(new EventLogPlan(Log, TestEventLevel.Debug, string.Empty, 400, InMemory: false), () =>
        {
            for (var i = 0; i < 25; i++)
            {
                _run.Information($"event {i}");
            }
        });

        // 39 or 40 octets a line: ten or eleven lines reach the limit.
        var (now, before) = (await File.ReadAllLinesAsync(Log), await File.ReadAllLinesAsync(Log + ".prev"));
        Assert.InRange(before.Length, 10, 11);
        Assert.EndsWith("event 24", now[^1], StringComparison.Ordinal);
        Assert.Equal(2, _folder.GetFiles().Length);
    }

    [Fact]
    public async Task Memory_PastTheLimit_TheOldestGo()
    {
        await WriteAsync(new EventLogPlan(Log, TestEventLevel.Debug, string.Empty, 100, InMemory: true), () =>
        {
            for (var i = 0; i < 9; i++)
            {
                _run.Information($"event {i}");
            }
        });

        var lines = await File.ReadAllLinesAsync(Log);
        Assert.Equal(2, lines.Length);
        Assert.EndsWith("event 8", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_Missing_IsAnErrorOfTheRun()
    {
        await WriteAsync(new EventLogPlan(Path.Combine(Log, "none", "log"), TestEventLevel.Error, string.Empty, 0, InMemory: false), () => _run.Warning("x"));

        Assert.Equal(1ul, _run.Errors);
        Assert.Contains("cannot be written", _run.LastError, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task WriteAsync(EventLogPlan plan, Action happen)
    {
        var file = EventLogFile.Start(plan, _hub, _run);
        happen();
        _hub.Complete();
        await file.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
    }
}
