namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>What waits for one target. Belongs to the originator's thread.</summary>
internal abstract class TargetSession(NotificationTarget target, int capacity, NotificationCounters counters)
{
    private readonly Queue<Notification> _waiting = new();

    internal NotificationTarget Target { get; } = target;

    /// <summary>Notifications held for this target.</summary>
    internal virtual int Held => _waiting.Count;

    /// <summary>When there may be something to send without anything new coming in; null for never.</summary>
    internal abstract TimeSpan? NextDeadline { get; }

    protected NotificationCounters Counters { get; } = counters;

    protected bool IsAnyWaiting => _waiting.Count > 0;

    /// <summary>Takes one notification, or drops and counts it when the target holds as many as it may.</summary>
    internal void Enqueue(Notification notification)
    {
        if (Held >= capacity)
        {
            Counters.CountDropped();
            return;
        }

        _waiting.Enqueue(notification);
    }

    /// <summary>Writes the next message that is due and gives its length; 0 when none is.</summary>
    internal abstract int TakeNext(TimeSpan now, Span<byte> buffer);

    /// <summary>Looks at a datagram from the target's address.</summary>
    internal abstract void Receive(ReadOnlySpan<byte> datagram, TimeSpan now);

    protected bool TryDequeue(out Notification notification) => _waiting.TryDequeue(out notification!);
}

/// <summary>Makes the messages of a target that gets traps.</summary>
internal interface ITrapWriter
{
    /// <summary>Writes the message of a trap; 0 if it cannot be made.</summary>
    int Write(Notification notification, int requestId, TimeSpan now, Span<byte> buffer);
}

/// <summary>A target of traps: each is sent once, as soon as the caller asks for datagrams.</summary>
internal sealed class TrapSession(
    NotificationTarget target, int capacity, NotificationCounters counters, ITrapWriter traps, RequestIds requestIds)
    : TargetSession(target, capacity, counters)
{
    internal override TimeSpan? NextDeadline => IsAnyWaiting ? TimeSpan.Zero : null;

    internal override int TakeNext(TimeSpan now, Span<byte> buffer)
    {
        while (TryDequeue(out var notification))
        {
            var length = traps.Write(notification, requestIds.Next(), now, buffer);
            if (length > 0)
            {
                Counters.CountTrap();
                return length;
            }

            Counters.CountUnencodable();
        }

        return 0;
    }

    internal override void Receive(ReadOnlySpan<byte> datagram, TimeSpan now)
    {
        // Nobody answers a trap.
    }
}
