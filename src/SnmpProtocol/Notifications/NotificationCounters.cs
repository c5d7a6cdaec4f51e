namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>What became of notifications, over all targets. Anyone reads; the originator's caller adds.</summary>
public sealed class NotificationCounters
{
    private long _traps;
    private long _informs;
    private long _retransmissions;
    private long _acknowledged;
    private long _refused;
    private long _givenUp;
    private long _dropped;
    private long _filtered;
    private long _denied;
    private long _unencodable;

    /// <summary>Traps handed out for sending.</summary>
    public ulong Traps => Read(ref _traps);

    /// <summary>Informs handed out for sending, the first time each.</summary>
    public ulong Informs => Read(ref _informs);

    /// <summary>Informs handed out again because no acknowledgement came.</summary>
    public ulong Retransmissions => Read(ref _retransmissions);

    /// <summary>Informs acknowledged.</summary>
    public ulong Acknowledged => Read(ref _acknowledged);

    /// <summary>Informs that the receiver answered with an error: it will not take them, so they are not repeated.</summary>
    public ulong Refused => Read(ref _refused);

    /// <summary>Informs given up after the last retry.</summary>
    public ulong GivenUp => Read(ref _givenUp);

    /// <summary>Not sent because the target's queue was full.</summary>
    public ulong Dropped => Read(ref _dropped);

    /// <summary>Not meant for the target: its filter leaves them out.</summary>
    public ulong Filtered => Read(ref _filtered);

    /// <summary>Not sent because the target's notify view lacks the notification or one of its objects.</summary>
    public ulong Denied => Read(ref _denied);

    /// <summary>Not sent because the message cannot be made: no SNMPv1 form, no keys at that level, larger than a datagram.</summary>
    public ulong Unencodable => Read(ref _unencodable);

    internal void CountTrap() => Interlocked.Increment(ref _traps);

    internal void CountInform() => Interlocked.Increment(ref _informs);

    internal void CountRetransmission() => Interlocked.Increment(ref _retransmissions);

    internal void CountAcknowledged() => Interlocked.Increment(ref _acknowledged);

    internal void CountRefused() => Interlocked.Increment(ref _refused);

    internal void CountGivenUp() => Interlocked.Increment(ref _givenUp);

    internal void CountDropped() => Interlocked.Increment(ref _dropped);

    internal void CountFiltered() => Interlocked.Increment(ref _filtered);

    internal void CountDenied() => Interlocked.Increment(ref _denied);

    internal void CountUnencodable() => Interlocked.Increment(ref _unencodable);

    private static ulong Read(ref long counter) => (ulong)Interlocked.Read(ref counter);
}
