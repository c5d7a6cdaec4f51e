using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Diagnostics;

/// <summary>
/// Takes events off the shards' threads, so that a slow console or disk never slows the engine: the queue is bounded, what does not fit is
/// counted and told later. Any number of writers.
/// </summary>
internal sealed class EngineEventPump : IAsyncDisposable
{
    /// <summary>Between two portions: the first event of a portion wakes a thread, and in a storm of set-ups that would cost more than the writing.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly Channel<EngineEvent> _queue;
    private readonly IReadOnlyList<IEngineEventSink> _sinks;
    private readonly ILogger _logger;
    private readonly Task _pump;
    private long _lost;

    public EngineEventPump(int capacity, IReadOnlyList<IEngineEventSink> sinks, ILogger logger)
    {
        _queue = Channel.CreateBounded<EngineEvent>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _sinks = sinks;
        _logger = logger;
        _pump = Task.Run(RunAsync);
    }

    public void Post(EngineEvent engineEvent)
    {
        if (!_queue.Writer.TryWrite(engineEvent))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>Writes out what is queued.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _pump.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_queue.Reader.TryRead(out var engineEvent))
            {
                foreach (var sink in _sinks)
                {
                    sink.Write(engineEvent);
                }

                if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
                {
                    RuntimeLog.EventsLost(_logger, lost);
                }
            }

            await Task.Delay(Pause).ConfigureAwait(false);
        }
    }
}
