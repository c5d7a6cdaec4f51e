using System.Text;
using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Running;

/// <summary>
/// Keeps a run's events in a file of bounded size, or in memory and writes them at the end. A disk that fails costs the log and nothing else: the run is
/// told once.
/// </summary>
internal sealed class EventLogFile : IAsyncDisposable
{
    /// <summary>Events that may wait for the disk.</summary>
    private const int Capacity = 65_536;

    /// <summary>What is kept in memory where the plan sets no limit: without one, a run without end would take all of it.</summary>
    private const long MemoryLimit = 256L * 1024 * 1024;

    private readonly EventLogPlan _plan;
    private readonly TestEventSubscription _events;
    private readonly RunEvents _run;
    private readonly Task _writing;

    private EventLogFile(EventLogPlan plan, TestEventSubscription events, RunEvents run)
    {
        _plan = plan;
        _events = events;
        _run = run;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Begins; ends with the last event of the run.</summary>
    public static EventLogFile Start(EventLogPlan plan, TestEventHub hub, RunEvents run) =>
        new(plan, hub.Subscribe(plan.Level, plan.Keyword, Capacity), run);

    /// <summary>Waits until what was told is written. The hub must be complete.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writing.ConfigureAwait(false);
        _events.Dispose();
    }

    private async Task WriteAsync()
    {
        try
        {
            await (_plan.InMemory ? KeepThenWriteAsync() : WriteAsTheyComeAsync()).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            _events.Dispose();
            _run.Error($"the log {_plan.Path} cannot be written: {e.Message}");
        }
    }

    private async Task WriteAsTheyComeAsync()
    {
        var writer = Open();
        try
        {
            await foreach (var happened in _events.ReadAllAsync().ConfigureAwait(false))
            {
                await writer.WriteLineAsync(Line(happened)).ConfigureAwait(false);
                if (_plan.MaximumOctets > 0 && writer.BaseStream.Position > _plan.MaximumOctets)
                {
                    await writer.DisposeAsync().ConfigureAwait(false);
                    File.Move(_plan.Path, _plan.Path + ".prev", overwrite: true);
                    writer = Open();
                }
            }
        }
        finally
        {
            await writer.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task KeepThenWriteAsync()
    {
        var lines = new Queue<string>();
        var limit = _plan.MaximumOctets > 0 ? _plan.MaximumOctets : MemoryLimit;
        long octets = 0;
        await foreach (var happened in _events.ReadAllAsync().ConfigureAwait(false))
        {
            var line = Line(happened);
            lines.Enqueue(line);
            octets += line.Length;
            while (octets > limit && lines.TryDequeue(out var oldest))
            {
                octets -= oldest.Length;
            }
        }

        await File.WriteAllLinesAsync(_plan.Path, lines).ConfigureAwait(false);
    }

    // Others may read along.
    private StreamWriter Open() =>
        new(new FileStream(_plan.Path, FileMode.Create, FileAccess.Write, FileShare.Read), new UTF8Encoding(false)) { AutoFlush = true };

    private static string Line(TestEvent happened) => $"{happened.At:yyyy-MM-dd HH:mm:ss.fff} {Word(happened.Level)} {happened.Text}";

    private static string Word(TestEventLevel level) => level switch
    {
        TestEventLevel.Critical => "CRIT ",
        TestEventLevel.Error => "ERROR",
        TestEventLevel.Warning => "WARN ",
        TestEventLevel.Information => "INFO ",
        _ => "DEBUG",
    };
}
