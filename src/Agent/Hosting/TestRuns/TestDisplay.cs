using MyIkev2.Agent.Cli.Display;
using MyIkev2.Registry;
using Spectre.Console;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>Shows a test run in the terminal until it is over: a table that renews itself, or a line now and then where there is no terminal.</summary>
internal sealed class TestDisplay : IDisposable
{
    /// <summary>So many errors are printed as they happen; the log has all, and the summary their number.</summary>
    private const int MostErrors = 10;

    private static readonly TimeSpan LiveInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(2);

    private readonly ITestRun _run;
    private readonly TestProgramOptions _options;
    private readonly TestEventSubscription _errors;

    /// <summary>Sees the run from now on; it may not have been started yet.</summary>
    public TestDisplay(ITestRun run, TestProgramOptions options)
    {
        _run = run;
        _options = options;
        _errors = run.Subscribe(TestEventLevel.Error);
    }

    /// <summary>Ends with the run, and returns its final numbers.</summary>
    public async Task<TestSummary> ShowAsync(CancellationToken cancellationToken)
    {
        var isLive = !_options.Plain && !Console.IsOutputRedirected;
        var errors = isLive ? Task.CompletedTask : PrintErrorsAsync(cancellationToken);
        if (isLive)
        {
            await ShowLiveAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await EachAsync(PlainInterval, PrintProgressAsync, cancellationToken).ConfigureAwait(false);
        }

        await errors.ConfigureAwait(false);
        return await _run.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _errors.Dispose();

    private Task ShowLiveAsync(CancellationToken cancellationToken) => AnsiConsole
        .Live(Render())
        .AutoClear(true)
        .StartAsync(context => EachAsync(
            LiveInterval,
            () =>
            {
                context.UpdateTarget(Render());
                return Task.CompletedTask;
            },
            cancellationToken));

    private Grid Render()
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var (name, value) in TestRunText.Rows(_run.ReadSummary()))
        {
            grid.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(value));
        }

        return grid;
    }

    /// <summary>Does something each time an interval has passed, until the run is over.</summary>
    private async Task EachAsync(TimeSpan interval, Func<Task> action, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval);
        while (await Task.WhenAny(_run.Completion, timer.WaitForNextTickAsync(cancellationToken).AsTask()).ConfigureAwait(false) != _run.Completion)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await action().ConfigureAwait(false);
        }
    }

    private Task PrintProgressAsync() =>
        _options.Json ? Task.CompletedTask : _options.Output.WriteLineAsync($"{DateTimeOffset.Now:HH:mm:ss} {TestRunText.Progress(_run.ReadSummary())}");

    private async Task PrintErrorsAsync(CancellationToken cancellationToken)
    {
        var printed = 0;
        await foreach (var error in _errors.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            if (++printed <= MostErrors)
            {
                await _options.Error.WriteLineAsync($"{error.At.ToLocalTime():HH:mm:ss} {error.Level.ToString().ToLowerInvariant()}: {error.Text}").ConfigureAwait(false);
            }
            else if (printed == MostErrors + 1)
            {
                await _options.Error.WriteLineAsync("further errors are counted only; --log keeps them").ConfigureAwait(false);
            }
        }
    }
}
