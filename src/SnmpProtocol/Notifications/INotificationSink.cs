namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>
/// Takes notifications that have passed switches, ceiling and storm rule: our own originator is one, an AgentX session
/// that hands them to its master another. Returns at once and keeps nothing without a bound; what cannot be delivered is
/// the sink's to count.
/// </summary>
public interface INotificationSink
{
    /// <summary>Takes one notification. May be called by any thread.</summary>
    void Notify(Notification notification);
}
