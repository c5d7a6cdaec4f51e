using MyIkev2.Registry;

namespace MyIkev2.Engine.Ping;

/// <summary>
/// Echo requests from one inner address to another: which were sent when, which are answered. Remembers only those that may still be
/// answered in time.
/// </summary>
internal sealed class PingTask
{
    // Moment of each request in microseconds, its complement once answered; a ring over the sequence numbers from _oldest to _next.
    private readonly long[] _sentAt;
    private readonly long _timeout;
    private readonly uint _last;
    private uint _oldest;
    private uint _next;
    private uint _firstCounted;

    public PingTask(PingTaskSnapshot facts)
    {
        Facts = facts;
        Local = IpAddress.From(facts.Local);
        Remote = IpAddress.From(facts.Remote);
        Interval = (long)facts.Plan.Interval.TotalMilliseconds;
        _timeout = (long)facts.Plan.Timeout.TotalMicroseconds;

        // At the shortest interval the sequence numbers last 497 days.
        _last = facts.Plan.Count == 0 ? uint.MaxValue : facts.Plan.Count;
        var outstanding = (ulong)(facts.Plan.Timeout.Ticks / facts.Plan.Interval.Ticks) + 2;
        _sentAt = new long[System.Numerics.BitOperations.RoundUpToPowerOf2(outstanding)];
    }

    public PingTaskSnapshot Facts { get; }

    public PingCounters Counters => Facts.Counters;

    public IpAddress Local { get; }

    public IpAddress Remote { get; }

    /// <summary>Milliseconds between two requests.</summary>
    public long Interval { get; }

    /// <summary>When the wheel is to bring it, monotonic milliseconds.</summary>
    public long DueAt { get; set; }

    /// <summary>The next in the wheel's slot.</summary>
    public PingTask? NextInSlot { get; set; }

    /// <summary>It was reported that it loses too much.</summary>
    public bool IsReported { get; set; }

    /// <summary>When the oldest request that is remembered is forgotten, monotonic milliseconds; null when none is.</summary>
    public long? OldestExpiresAt => _oldest == _next ? null : ((Moment(_oldest) + _timeout) / 1000) + 1;

    public bool IsSending => Counters.State is PingTaskState.Waiting or PingTaskState.Running;

    /// <summary>Notes that a request goes out now and gives its number.</summary>
    public uint Send(long now)
    {
        if (_next - _oldest == (uint)_sentAt.Length)
        {
            Give(_oldest);
            _oldest++;
        }

        var sequence = _next++;
        _sentAt[Slot(sequence)] = Math.Max(now, 0);
        Counters.Sent.Increment();
        Counters.State = _next == _last ? PingTaskState.Ending : PingTaskState.Running;
        return sequence;
    }

    /// <summary>Takes an answer; false when no such request was ever sent.</summary>
    public bool Receive(uint sequence, long now)
    {
        if (sequence >= _next)
        {
            return false;
        }

        if (sequence < _firstCounted)
        {
            return true;
        }

        if (sequence < _oldest)
        {
            Counters.Late.Increment();
            return true;
        }

        ref var sent = ref _sentAt[Slot(sequence)];
        if (sent < 0)
        {
            Counters.Duplicates.Increment();
            return true;
        }

        if (now - sent > _timeout)
        {
            Counters.Late.Increment();
            Counters.Lost.Increment();
        }
        else
        {
            Counters.RecordAnswer(now - sent);
        }

        sent = ~sent;
        return true;
    }

    /// <summary>Gives up what was sent too long ago. True when something was lost.</summary>
    public bool Expire(long now)
    {
        var lost = false;
        while (_oldest != _next && now - Moment(_oldest) > _timeout)
        {
            lost |= Give(_oldest);
            _oldest++;
        }

        return lost;
    }

    /// <summary>Counts from the next request on: answers to earlier ones count for nothing.</summary>
    public void Clear()
    {
        Counters.Clear();
        IsReported = false;
        _oldest = _firstCounted = _next;
    }

    private long Moment(uint sequence) => _sentAt[Slot(sequence)] is >= 0 and var at ? at : ~_sentAt[Slot(sequence)];

    private bool Give(uint sequence)
    {
        if (_sentAt[Slot(sequence)] < 0)
        {
            return false;
        }

        Counters.Lost.Increment();
        return true;
    }

    private int Slot(uint sequence) => (int)(sequence & (uint)(_sentAt.Length - 1));
}
