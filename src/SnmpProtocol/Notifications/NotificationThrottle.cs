namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>
/// Keeps notifications from flooding receivers: a ceiling over any 60 seconds, and the storm rule. While more than
/// <see cref="StormThreshold"/> triggers (a vpn going down) arose within <see cref="StormWindow"/>, what only echoes a trigger
/// (its children going down with it) is not sent, so that the ceiling is spent on one notification for each vpn. The rest is
/// counted: the receiver finds the truth in the tables. Belongs to one thread, the counter to anyone.
/// </summary>
public sealed class NotificationThrottle
{
    /// <summary>Highest ceiling; memory stays bounded by it.</summary>
    public const int LargestCeiling = 6_000;

    /// <summary>Triggers within <see cref="StormWindow"/> that are no storm yet.</summary>
    public const int StormThreshold = 50;

    /// <summary>How long a trigger counts for a storm.</summary>
    public static readonly TimeSpan StormWindow = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan CeilingWindow = TimeSpan.FromSeconds(60);

    private readonly Queue<TimeSpan> _admitted = new();
    private readonly Queue<TimeSpan> _triggers = new(StormThreshold + 1);
    private long _suppressed;

    /// <summary>Notifications that were not let through.</summary>
    public ulong Suppressed => (ulong)Interlocked.Read(ref _suppressed);

    /// <summary>Takes note of something that in numbers makes a storm, whether it is told or not.</summary>
    public void CountTrigger(TimeSpan now)
    {
        _triggers.Enqueue(now);
        if (_triggers.Count > StormThreshold + 1)
        {
            _triggers.Dequeue();
        }
    }

    /// <summary>Decides on one notification.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="ceiling">Most notifications in 60 s; 0 for no ceiling.</param>
    /// <param name="isEcho">It says in other words, or of a part, what a trigger says.</param>
    public bool Admit(TimeSpan now, int ceiling, bool isEcho = false)
    {
        if ((isEcho && IsStorm(now)) || IsAtCeiling(now, Math.Min(ceiling, LargestCeiling)))
        {
            Interlocked.Increment(ref _suppressed);
            return false;
        }

        return true;
    }

    /// <summary>Counts notifications that were lost before anyone could decide on them.</summary>
    public void CountLost(ulong count) => Interlocked.Add(ref _suppressed, (long)count);

    private bool IsStorm(TimeSpan now)
    {
        while (_triggers.TryPeek(out var oldest) && now - oldest >= StormWindow)
        {
            _triggers.Dequeue();
        }

        return _triggers.Count > StormThreshold;
    }

    private bool IsAtCeiling(TimeSpan now, int ceiling)
    {
        if (ceiling <= 0)
        {
            _admitted.Clear();
            return false;
        }

        while (_admitted.TryPeek(out var oldest) && now - oldest >= CeilingWindow)
        {
            _admitted.Dequeue();
        }

        if (_admitted.Count >= ceiling)
        {
            return true;
        }

        _admitted.Enqueue(now);
        return false;
    }
}
