namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>
/// A target of informs. At most <see cref="Window"/> are under way at once, so that a dead receiver costs little and one
/// that comes back is not flooded; the others wait in order. An attempt while the receiver's engine is not known yet
/// sends the question for it instead, once for all that are under way.
/// </summary>
internal sealed class InformSession(
    NotificationTarget target, int capacity, NotificationCounters counters, IInformChannel channel, RequestIds requestIds)
    : TargetSession(target, capacity, counters)
{
    internal const int Window = 16;

    private readonly List<PendingInform> _pending = new(Window);
    private int _probe;
    private TimeSpan? _probeUntil;

    internal override int Held => base.Held + _pending.Count;

    internal override TimeSpan? NextDeadline
    {
        get
        {
            if (IsAnyWaiting && _pending.Count < Window)
            {
                return TimeSpan.Zero;
            }

            TimeSpan? next = null;
            foreach (var inform in _pending)
            {
                next = next is { } soonest && soonest <= inform.Due ? next : inform.Due;
            }

            return next;
        }
    }

    internal override int TakeNext(TimeSpan now, Span<byte> buffer)
    {
        for (var i = 0; i < _pending.Count;)
        {
            var length = _pending[i].Due <= now ? Attempt(_pending[i], now, buffer, out var isOver) : Nothing(out isOver);
            if (isOver)
            {
                _pending.RemoveAt(i);
            }
            else
            {
                i++;
            }

            if (length > 0)
            {
                return length;
            }
        }

        while (_pending.Count < Window && TryDequeue(out var notification))
        {
            var inform = new PendingInform(notification, requestIds.Next());
            var length = Attempt(inform, now, buffer, out var isOver);
            if (!isOver)
            {
                _pending.Add(inform);
            }

            if (length > 0)
            {
                return length;
            }
        }

        return 0;
    }

    internal override void Receive(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        var reply = channel.Read(datagram, now, IsOutstanding, out var id);
        switch (reply)
        {
            case InformReply.Synchronized when IsLatest(id):
                _probeUntil = null;
                foreach (var inform in _pending)
                {
                    inform.Resend(now);
                }

                break;
            case InformReply.Acknowledged or InformReply.Refused:
                if (_pending.RemoveAll(inform => inform.RequestId == id) > 0)
                {
                    Count(reply);
                }

                break;
            default:
                break;
        }
    }

    private static int Nothing(out bool isOver)
    {
        isOver = false;
        return 0;
    }

    private int Attempt(PendingInform inform, TimeSpan now, Span<byte> buffer, out bool isOver)
    {
        isOver = inform.Attempts > Target.Retries;
        if (isOver)
        {
            Counters.CountGivenUp();
            return 0;
        }

        // The last attempt of several begins anew: a receiver that came back without its boots is one that we, who remember
        // them, cannot believe (RFC 3414 section 3.2 step 7b).
        if (inform.Attempts > 0 && inform.Attempts == Target.Retries && inform.BeginAnew())
        {
            channel.Forget();
            _probeUntil = null;
        }

        if (!channel.IsReady)
        {
            inform.Attempted(now + Target.Timeout);
            return Probe(now, buffer);
        }

        var messageId = requestIds.Next();
        var length = channel.Write(inform.Notification, inform.RequestId, messageId, now, buffer);
        isOver = length == 0;
        if (isOver)
        {
            Counters.CountUnencodable();
            return 0;
        }

        if (!inform.WasSent)
        {
            Counters.CountInform();
        }
        else if (!inform.IsCorrection)
        {
            Counters.CountRetransmission();
        }

        inform.Sent(messageId, now + Target.Timeout);
        return length;
    }

    private int Probe(TimeSpan now, Span<byte> buffer)
    {
        if (_probeUntil is { } until && now < until)
        {
            return 0;
        }

        _probeUntil = now + Target.Timeout;
        _probe = requestIds.Next();
        return channel.WriteProbe(_probe, now, buffer);
    }

    private bool IsOutstanding(int messageId)
    {
        foreach (var inform in _pending)
        {
            if (inform.MessageIds.Contains(messageId))
            {
                return true;
            }
        }

        return IsProbe(messageId);
    }

    /// <summary>
    /// A Report about a message that has been sent again since tells nothing new: several informs that are under way when the
    /// receiver's clock is learned are all reported.
    /// </summary>
    private bool IsLatest(int messageId)
    {
        foreach (var inform in _pending)
        {
            if (inform.MessageIds is [.., var latest] && latest == messageId)
            {
                return true;
            }
        }

        return IsProbe(messageId);
    }

    private bool IsProbe(int messageId) => _probeUntil is not null && messageId == _probe;

    private void Count(InformReply reply)
    {
        if (reply == InformReply.Acknowledged)
        {
            Counters.CountAcknowledged();
        }
        else
        {
            Counters.CountRefused();
        }
    }
}
