using System.Threading.Channels;
using MyIkev2.Agent.Snmp.AgentX;
using MyIkev2.SnmpProtocol.Notifications;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>
/// Sends the same notifications through an AgentX master, to the targets that are configured there. They wait in a bounded
/// queue while there is no session, so that those of the start are not lost; whoever brings them never waits for the
/// master.
/// </summary>
internal sealed class MasterNotifier : INotificationSink, IDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan PauseBetweenAttempts = TimeSpan.FromMilliseconds(200);

    private readonly AgentXSubagent _subagent;
    private readonly TimeProvider _time;
    private readonly Channel<Notification> _waiting;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _sending;
    private long _dropped;
    private bool _isDisposed;

    /// <summary>Starts to send.</summary>
    internal MasterNotifier(AgentXSubagent subagent, int capacity, TimeProvider time)
    {
        _subagent = subagent;
        _time = time;
        _waiting = Channel.CreateBounded<Notification>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _sending = Task.Run(SendAsync);
    }

    /// <summary>Notifications that no session took.</summary>
    internal ulong Dropped => (ulong)Interlocked.Read(ref _dropped);

    /// <inheritdoc/>
    public void Notify(Notification notification)
    {
        if (!_waiting.Writer.TryWrite(notification))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        _stopping.Cancel();
        _sending.Wait();
        _stopping.Dispose();
    }

    private async Task SendAsync()
    {
        try
        {
            await foreach (var notification in _waiting.Reader.ReadAllAsync(_stopping.Token).ConfigureAwait(false))
            {
                if (!await TrySendAsync(notification).ConfigureAwait(false))
                {
                    Interlocked.Increment(ref _dropped);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    /// <summary>A master that has too many unanswered ones gets time; one that is gone is waited for.</summary>
    private async Task<bool> TrySendAsync(Notification notification)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            await _subagent.Ready.WaitAsync(_stopping.Token).ConfigureAwait(false);
            if (_subagent.Notify(notification.VarBinds))
            {
                return true;
            }

            await Task.Delay(PauseBetweenAttempts, _time, _stopping.Token).ConfigureAwait(false);
        }

        return false;
    }
}
