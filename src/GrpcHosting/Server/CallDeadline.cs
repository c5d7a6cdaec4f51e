using Microsoft.Extensions.Logging;

namespace MyIkev2.GrpcHosting.Server;

/// <summary>
/// The end of a call from outside: the client goes away, or its deadline passes. The timer's thread and the handler's
/// meet here; everything they share is the response's gate and <see cref="HasPassed"/>.
/// </summary>
internal sealed class CallDeadline : IAsyncDisposable
{
    // TimeProvider timers end at about 49 days; a deadline further away is no deadline for us.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private readonly CancellationTokenSource? _source;
    private readonly ILogger _logger;
    private readonly string _method;
    private ITimer? _timer;
    private Func<Task>? _onPassed;
    private Task _passing = Task.CompletedTask;
    private volatile bool _hasPassed;

    public CallDeadline(TimeSpan? timeout, TimeProvider clock, string method, ILogger logger, CancellationToken requestAborted)
    {
        _logger = logger;
        _method = method;
        ExpiresAt = DateTime.MaxValue;
        CancellationToken = requestAborted;
        if (timeout is not { } delay)
        {
            return;
        }

        DateTime now = clock.GetUtcNow().UtcDateTime;
        ExpiresAt = delay < DateTime.MaxValue - now ? now + delay : DateTime.MaxValue;
        if (delay >= LongestTimer)
        {
            return;
        }

        _source = CancellationTokenSource.CreateLinkedTokenSource(requestAborted);
        CancellationToken = _source.Token;
        _timer = clock.CreateTimer(static state => ((CallDeadline)state!).Pass(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Delay = delay;
    }

    /// <summary>When the client gives up (UTC).</summary>
    public DateTime ExpiresAt { get; }

    /// <summary>Signals either end.</summary>
    public CancellationToken CancellationToken { get; }

    public bool HasPassed => _hasPassed;

    private TimeSpan Delay { get; }

    /// <summary>Starts the timer; <paramref name="onPassed"/> answers the client before the handler is cancelled.</summary>
    public void Start(Func<Task> onPassed)
    {
        _onPassed = onPassed;
        _timer?.Change(Delay, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Stops the timer and waits for a callback that is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_timer is { } timer)
        {
            _timer = null;
            await timer.DisposeAsync().ConfigureAwait(false);
            await _passing.ConfigureAwait(false);
            _source!.Dispose();
        }
    }

    private void Pass()
    {
        _hasPassed = true;
        _logger.DeadlinePassed(_method);
        _passing = PassAsync();
    }

    private async Task PassAsync()
    {
        try
        {
            await _onPassed!().ConfigureAwait(false);
        }
        finally
        {
            await CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task CancelAsync()
    {
        try
        {
            await _source!.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException exception)
        {
            _logger.CancellationCallbackThrew(exception, _method);
        }
    }
}
