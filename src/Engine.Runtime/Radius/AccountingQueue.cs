using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Runtime.Diagnostics;

namespace MyIkev2.Engine.Runtime.Radius;

/// <summary>
/// What is to be told to accounting servers. Records of one session go one after another, those of many sessions beside each other. Nothing waits for a server: a
/// record that none confirms is told again for a while, and when too many wait, the newest are lost and counted, interim updates before others. Thread-safe.
/// </summary>
internal sealed class AccountingQueue : IAsyncDisposable
{
    private const int Lanes = 16;
    private const int LaneCapacity = 1024;

    /// <summary>Interim updates leave room for starts and stops.</summary>
    private const int InterimCapacity = LaneCapacity / 2;

    /// <summary>A start or stop that nobody has confirmed after this is lost.</summary>
    private static readonly TimeSpan Persistence = TimeSpan.FromMinutes(2);

    /// <summary>Rest between rounds of all servers; it keeps a lane from spinning where requests fail at once.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);

    /// <summary>How long the end of the service waits for what is left.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly Func<(RadiusSetup Setup, string NasIdentifier)?> _current;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<Entry>[] _lanes = new Channel<Entry>[Lanes];
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _serviceSession;
    private readonly Lock _gate = new();
    private readonly Task[] _workers;
    private Task _announced = Task.CompletedTask;
    private int _hasStopped;
    private long _confirmed;
    private long _lost;

    public AccountingQueue(Func<(RadiusSetup Setup, string NasIdentifier)?> current, TimeProvider time, ILogger logger)
    {
        _current = current;
        _time = time;
        _logger = logger;
        _serviceSession = $"{time.GetUtcNow().ToUnixTimeSeconds():x8}-0";
        for (var i = 0; i < Lanes; i++)
        {
            _lanes[i] = Channel.CreateBounded<Entry>(new BoundedChannelOptions(LaneCapacity) { SingleReader = true });
        }

        _workers = [.. _lanes.Select(lane => Task.Run(() => RunAsync(lane.Reader)))];
    }

    /// <summary>Records that a server has confirmed.</summary>
    public long Confirmed => Interlocked.Read(ref _confirmed);

    /// <summary>Records that no server was told of.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Records that wait.</summary>
    public int Waiting => _lanes.Sum(static lane => lane.Reader.Count);

    /// <summary>Queues a record.</summary>
    public void Add(AccountingRecord record)
    {
        var lane = _lanes[(uint)string.GetHashCode(record.SessionId, StringComparison.Ordinal) % Lanes];
        if ((record.Status == AccountingStatus.InterimUpdate && lane.Reader.Count >= InterimCapacity) || !lane.Writer.TryWrite(new Entry(record, _time.GetTimestamp())))
        {
            Lose();
        }
    }

    /// <summary>Says that the service begins to account (Accounting-On): servers forget what they know of its sessions, so records of sessions wait for it.</summary>
    public void Announce()
    {
        lock (_gate)
        {
            _announced = AnnounceAsync(_announced);
        }
    }

    /// <summary>Tells what is left, but does not wait long for servers.</summary>
    /// <param name="saysGoodbye">Say that the service accounts no more (Accounting-Off).</param>
    public async Task StopAsync(bool saysGoodbye)
    {
        if (Interlocked.Exchange(ref _hasStopped, 1) != 0)
        {
            return;
        }

        foreach (var lane in _lanes)
        {
            lane.Writer.TryComplete();
        }

        var done = FinishAsync(saysGoodbye);
        try
        {
            await done.WaitAsync(Farewell, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            await done.ConfigureAwait(false);
        }

        _stopping.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync(saysGoodbye: false).ConfigureAwait(false);

    private async Task FinishAsync(bool saysGoodbye)
    {
        await Task.WhenAll(_workers).ConfigureAwait(false);
        if (saysGoodbye)
        {
            await TellOfServiceAsync(AccountingStatus.AccountingOff).ConfigureAwait(false);
        }
    }

    private async Task AnnounceAsync(Task before)
    {
        await before.ConfigureAwait(false);
        await TellOfServiceAsync(AccountingStatus.AccountingOn).ConfigureAwait(false);
    }

    private async Task TellOfServiceAsync(AccountingStatus status)
    {
        var now = new EngineInstant(0, _time.GetUtcNow().ToUnixTimeMilliseconds());
        var queued = _time.GetTimestamp();
        if (_current() is var (setup, nasIdentifier)
            && await setup.AccountAsync(packet => RadiusRequests.Describe(packet, status, _serviceSession, nasIdentifier, now, _time.GetElapsedTime(queued)), _stopping.Token).ConfigureAwait(false))
        {
            Interlocked.Increment(ref _confirmed);
        }
        else
        {
            Lose();
        }
    }

    private async Task RunAsync(ChannelReader<Entry> lane)
    {
        await foreach (var entry in lane.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await Volatile.Read(ref _announced).ConfigureAwait(false);
                await TellAsync(entry).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // One record that cannot be told must not end the telling of all that follow.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                RuntimeLog.JobFaulted(_logger, nameof(AccountingRecord), exception);
                Lose();
            }
        }
    }

    private async Task TellAsync(Entry entry)
    {
        while (!_stopping.IsCancellationRequested && _current() is var (setup, nasIdentifier))
        {
            // The time of a repeat differs: it is a new request, not the same one again (RFC 2866 section 5.2).
            if (await setup.AccountAsync(packet => RadiusRequests.Describe(packet, entry.Record, nasIdentifier, _time.GetElapsedTime(entry.Queued)), _stopping.Token).ConfigureAwait(false))
            {
                Interlocked.Increment(ref _confirmed);
                return;
            }

            if (entry.Record.Status == AccountingStatus.InterimUpdate || _time.GetElapsedTime(entry.Queued) >= Persistence)
            {
                break;
            }

            await Task.Delay(Rest, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Lose();
    }

    private void Lose()
    {
        if (Interlocked.Increment(ref _lost) == 1)
        {
            RuntimeLog.AccountingLost(_logger);
        }
    }

    /// <param name="Record">The record.</param>
    /// <param name="Queued">Timestamp of its moment.</param>
    private readonly record struct Entry(AccountingRecord Record, long Queued);
}
