namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>An inform that is under way: what was tried, and when it is tried again.</summary>
internal sealed class PendingInform(Notification notification, int requestId)
{
    private const int MaximumResends = 4;

    private int _resends;
    private bool _hasBegunAnew;

    internal Notification Notification { get; } = notification;

    internal int RequestId { get; } = requestId;

    /// <summary>Of every time it was sent, the latest last: an answer may be to any of them.</summary>
    internal List<int> MessageIds { get; } = new(1);

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

    internal void Sent(int messageId, TimeSpan due)
    {
        MessageIds.Add(messageId);
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
}
