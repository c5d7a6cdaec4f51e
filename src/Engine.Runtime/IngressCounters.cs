using MyIkev2.Registry;

namespace MyIkev2.Engine.Runtime;

/// <summary>
/// What was dropped on the way to a shard, before the engine saw it. Any thread adds; the shard's own thread folds the growth into its
/// <see cref="EngineCounters"/>, which have one writer.
/// </summary>
public sealed class IngressCounters
{
    private long _garbage;
    private long _keepalives;
    private long _tunnelDeviceDrops;
    private long _inboxDrops;
    private long _sendFailures;
    private long _foldedMalformed;
    private long _foldedKeepalives;
    private long _foldedDropped;
    private long _foldedTunnelDeviceDrops;

    /// <summary>Datagrams that are neither IKE nor ESP nor a keepalive.</summary>
    public long Garbage => Volatile.Read(ref _garbage);

    /// <summary>NAT keepalives.</summary>
    public long Keepalives => Volatile.Read(ref _keepalives);

    /// <summary>Packets for the local host that the tunnel device did not take, or that found no device.</summary>
    public long TunnelDeviceDrops => Volatile.Read(ref _tunnelDeviceDrops);

    /// <summary>Datagrams and packets that found the shard's inbox, or its socket's receive buffer, full.</summary>
    public long InboxDrops => Volatile.Read(ref _inboxDrops);

    /// <summary>Datagrams that the system refused to send.</summary>
    public long SendFailures => Volatile.Read(ref _sendFailures);

    internal void AddGarbage() => Interlocked.Increment(ref _garbage);

    internal void AddKeepalive() => Interlocked.Increment(ref _keepalives);

    internal void AddTunnelDeviceDrops(int count) => Interlocked.Add(ref _tunnelDeviceDrops, count);

    internal void AddInboxDrops(int count) => Interlocked.Add(ref _inboxDrops, count);

    internal void AddSendFailure() => Interlocked.Increment(ref _sendFailures);

    /// <summary>Adds what is new since the last call. Only by the thread that owns <paramref name="target"/>.</summary>
    internal void FoldInto(EngineCounters target)
    {
        Fold(ref target.InMalformed, ref _foldedMalformed, Garbage);
        Fold(ref target.KeepalivesIn, ref _foldedKeepalives, Keepalives);
        Fold(ref target.InDropped, ref _foldedDropped, InboxDrops);
        Fold(ref target.TunnelDeviceDrops, ref _foldedTunnelDeviceDrops, TunnelDeviceDrops);
    }

    private static void Fold(ref Counter target, ref long folded, long current)
    {
        if (current != folded)
        {
            target.Add((ulong)(current - folded));
            folded = current;
        }
    }
}
