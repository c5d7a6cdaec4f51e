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
    /// <param name="notification">The notification.</param>
    /// <param name="requestId">The same each time it is sent.</param>
    /// <param name="messageId">Another each time it is sent (RFC 3412 section 6.2).</param>
    /// <param name="now">The time.</param>
    /// <param name="buffer">Room.</param>
    int Write(Notification notification, int requestId, int messageId, TimeSpan now, Span<byte> buffer);

    /// <summary>Writes what finds out about the receiver, while the channel is not ready.</summary>
    int WriteProbe(int messageId, TimeSpan now, Span<byte> buffer);

    /// <summary>Reads an answer.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="now">The time.</param>
    /// <param name="isOutstanding">Whether a message or probe with that message id is unanswered.</param>
    /// <param name="id">The request-id that was acknowledged or refused; the message id that was answered with knowledge.</param>
    InformReply Read(ReadOnlySpan<byte> datagram, TimeSpan now, Predicate<int> isOutstanding, out int id);

    /// <summary>Forgets what is known of a receiver that does not answer: it may have lost what we rely on.</summary>
    void Forget();
}
