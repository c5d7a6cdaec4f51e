using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Running;

/// <summary>What the run tells: to its subscribers, and the errors among it to the run itself. Thread-safe.</summary>
internal sealed class RunEvents(TestEventHub hub, bool abortsOnError)
{
    private readonly TaskCompletionSource<string> _aborted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _errors;
    private volatile string _lastError = string.Empty;

    /// <summary>Error and critical events so far.</summary>
    public ulong Errors => (ulong)Volatile.Read(ref _errors);

    /// <summary>The newest one's text; empty before the first.</summary>
    public string LastError => _lastError;

    /// <summary>Completes with the error that ends the run, where errors do.</summary>
    public Task<string> Aborted => _aborted.Task;

    /// <summary>What nobody reads need not be put into words. Errors always are: the summary has the last one.</summary>
    public bool IsWanted(TestEventLevel level) => level <= TestEventLevel.Error || hub.IsWanted(level);

    public void Critical(string text) => Tell(TestEventLevel.Critical, text);

    public void Error(string text) => Tell(TestEventLevel.Error, text);

    public void Warning(string text) => Tell(TestEventLevel.Warning, text);

    public void Information(string text) => Tell(TestEventLevel.Information, text);

    public void Tell(TestEventLevel level, string text)
    {
        if (level <= TestEventLevel.Error)
        {
            Interlocked.Increment(ref _errors);
            _lastError = text;
        }

        hub.Publish(level, text);
        if (level <= TestEventLevel.Error && abortsOnError)
        {
            _aborted.TrySetResult(text);
        }
    }
}
