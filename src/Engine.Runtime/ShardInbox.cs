using System.Collections.Concurrent;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Shard;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime;

/// <summary>
/// What waits for a shard. Any thread posts, the shard's thread takes. Datagrams are bounded in number and octets and dropped beyond that;
/// commands and job results are never dropped: their senders are bounded (jobs by the pool, commands by the control's callers).
/// </summary>
internal sealed class ShardInbox(int maximumDatagrams, int maximumOctets, IngressCounters counters, ShardHealth health)
{
    private readonly ConcurrentQueue<DatagramBatch> _datagrams = new();
    private readonly ConcurrentQueue<object> _messages = new();
    private Action _wake = static () => { };
    private int _octets;
    private int _signalled;

    public bool IsEmpty => _messages.IsEmpty && _datagrams.IsEmpty;

    /// <summary>Datagrams that wait.</summary>
    public int DatagramCount => health.InboxLength;

    /// <summary>How to wake the shard's thread; set once, before anybody posts.</summary>
    public void WakeWith(Action wake) => _wake = wake;

    public void Post(ShardCommand command) => PostMessage(command);

    public void Post(CryptoJobResult result) => PostMessage(result);

    /// <summary>Hands a batch over. A full inbox does not take it, counts its datagrams as lost and returns false: then the batch stays with the caller.</summary>
    public bool Post(DatagramBatch batch)
    {
        var datagrams = health.AddToInbox(batch.Count);
        var octets = Interlocked.Add(ref _octets, batch.Octets);
        if (datagrams > maximumDatagrams || octets > maximumOctets)
        {
            Release(batch);
            CountLoss(batch);
            return false;
        }

        _datagrams.Enqueue(batch);
        Signal();
        return true;
    }

    /// <summary>Wakes the shard's thread, once until <see cref="BeginDrain"/>.</summary>
    public void Signal()
    {
        if (Interlocked.Exchange(ref _signalled, 1) == 0)
        {
            _wake();
        }
    }

    /// <summary>Called by the shard's thread before it takes: whatever is posted from now on wakes it again.</summary>
    public void BeginDrain() => Interlocked.Exchange(ref _signalled, 0);

    /// <summary>A <see cref="ShardCommand"/> or a <see cref="CryptoJobResult"/>.</summary>
    public bool TryTakeMessage(out object message) => _messages.TryDequeue(out message!);

    public bool TryTakeDatagrams(out DatagramBatch batch)
    {
        if (!_datagrams.TryDequeue(out batch!))
        {
            return false;
        }

        Release(batch);
        return true;
    }

    private void CountLoss(DatagramBatch batch)
    {
        var messages = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            messages += batch.KindOf(i) == BatchEntryKind.IkeMessage ? 1 : 0;
        }

        health.AddInboxDrops(batch.Count);
        counters.AddMessageDrops(messages);
        counters.AddPacketDrops(batch.Count - messages);
    }

    private void PostMessage(object message)
    {
        _messages.Enqueue(message);
        Signal();
    }

    private void Release(DatagramBatch batch)
    {
        health.AddToInbox(-batch.Count);
        Interlocked.Add(ref _octets, -batch.Octets);
    }
}
