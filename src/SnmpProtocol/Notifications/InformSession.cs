namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>What a datagram from a receiver of informs turned out to be.</summary>
internal enum InformReply
{
    /// <summary>Nothing of ours, or nothing to be trusted.</summary>
    Ignored,

    /// <summary>The inform of that request-id is taken.</summary>
    Acknowledged,

    /// <summary>The receiver will not take the inform of that request-id.</summary>
    Refused,

    /// <summary>Something new is known of the receiver's engine: what waits for an answer is worth sending again at once.</summary>
    Synchronized,
}

/// <summary>Makes informs for one receiver and reads its answers.</summary>
internal interface IInformChannel
{
    /// <summary>Whether enough is known of the receiver to make an inform for it.</summary>
    bool IsReady { get; }

    /// <summary>Writes the message of an inform; 0 if it cannot be made.</summary>
    int Write(Notification notification, int requestId, TimeSpan now, Span<byte> buffer);

    /// <summary>Writes what finds out about the receiver, while the channel is not ready.</summary>
    int WriteProbe(int requestId, TimeSpan now, Span<byte> buffer);

    /// <summary>Reads an answer.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="now">The time.</param>
    /// <param name="isOutstanding">Whether a request or probe with that id is unanswered.</param>
    /// <param name="requestId">Which inform it is about.</param>
    InformReply Read(ReadOnlySpan<byte> datagram, TimeSpan now, Predicate<int> isOutstanding, out int requestId);

    /// <summary>Forgets what is known of a receiver that does not answer: it may have lost what we rely on.</summary>
    void Forget();
}

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

    private readonly List<Pending> _pending = new(Window);
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
            var inform = new Pending(notification, requestIds.Next());
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
        var reply = channel.Read(datagram, now, IsOutstanding, out var requestId);
        switch (reply)
        {
            case InformReply.Synchronized:
                _probeUntil = null;
                foreach (var inform in _pending)
                {
                    inform.Resend(now);
                }

                break;
            case InformReply.Acknowledged or InformReply.Refused:
                if (_pending.RemoveAll(inform => inform.RequestId == requestId) > 0)
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

    private int Attempt(Pending inform, TimeSpan now, Span<byte> buffer, out bool isOver)
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

        var length = channel.Write(inform.Notification, inform.RequestId, now, buffer);
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

        inform.Sent(now + Target.Timeout);
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

    private bool IsOutstanding(int requestId)
    {
        foreach (var inform in _pending)
        {
            if (inform.RequestId == requestId)
            {
                return true;
            }
        }

        return _probeUntil is not null && requestId == _probe;
    }

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

    private sealed class Pending(Notification notification, int requestId)
    {
        private int _resends;
        private bool _hasBegunAnew;

        internal Notification Notification { get; } = notification;

        internal int RequestId { get; } = requestId;

        internal int Attempts { get; private set; }

        internal bool WasSent { get; private set; }

        /// <summary>It is sent again with better knowledge, not for want of an answer.</summary>
        internal bool IsCorrection { get; private set; }

        internal TimeSpan Due { get; private set; }

        /// <summary>True the first time.</summary>
        internal bool BeginAnew() => !_hasBegunAnew && (_hasBegunAnew = true);

        internal void Attempted(TimeSpan due)
        {
            Attempts++;
            Due = due;
        }

        internal void Sent(TimeSpan due)
        {
            WasSent = true;
            IsCorrection = false;
            Attempted(due);
        }

        /// <summary>
        /// The attempt failed for want of knowledge that is there now: it does not count, and is made again at once. Only a
        /// few times, so that a receiver that changes its mind with every answer cannot keep this going.
        /// </summary>
        internal void Resend(TimeSpan now)
        {
            if (_resends < MaximumResends && Attempts > 0)
            {
                _resends++;
                IsCorrection = true;
                Attempts--;
                Due = now;
            }
        }

        private const int MaximumResends = 4;
    }
}

/// <summary>Informs of SNMPv2c: nothing has to be known of the receiver.</summary>
internal sealed class CommunityInforms(NotificationTarget target) : IInformChannel
{
    public bool IsReady => true;

    public int Write(Notification notification, int requestId, TimeSpan now, Span<byte> buffer) =>
        CommunityMessages.Write(Messages.PduType.Inform, notification, requestId, target.Security.Community, buffer);

    public int WriteProbe(int requestId, TimeSpan now, Span<byte> buffer) => 0;

    public InformReply Read(ReadOnlySpan<byte> datagram, TimeSpan now, Predicate<int> isOutstanding, out int requestId)
    {
        if (!CommunityMessages.TryReadResponse(datagram, target.Security.Community, out requestId, out var status))
        {
            return InformReply.Ignored;
        }

        return status == Messages.ErrorStatus.NoError ? InformReply.Acknowledged : InformReply.Refused;
    }

    public void Forget()
    {
    }
}
