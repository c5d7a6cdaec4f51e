namespace MyIkev2.SnmpProtocol.Notifications;

/// <summary>What a notification has to do with a storm.</summary>
public enum StormRole
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Many of these at once are a storm.</summary>
    Trigger,

    /// <summary>Says in other words, or of a part, what a trigger has said: not sent in a storm.</summary>
    Echo,
}

/// <summary>
/// Keeps notifications from flooding receivers: a ceiling over any 60 seconds, and the storm rule. While more than
/// <see cref="StormThreshold"/> triggers arose within <see cref="StormWindow"/>, only the triggers themselves go out, one
/// for each event and up to the ceiling, so that it is not spent on echoes. The rest is counted: the receiver finds the
/// truth in the tables. Belongs to one thread, the counter to anyone.
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

    /// <summary>Decides on one notification.</summary>
    /// <param name="now">Monotonic time.</param>
    /// <param name="role">What it has to do with a storm.</param>
    /// <param name="ceiling">Most notifications in 60 s; 0 for no ceiling.</param>
    public bool Admit(TimeSpan now, StormRole role, int ceiling)
    {
        var isStorm = IsStorm(now, role);
        if ((isStorm && role == StormRole.Echo) || IsAtCeiling(now, Math.Min(ceiling, LargestCeiling)))
        {
            Interlocked.Increment(ref _suppressed);
            return false;
        }

        return true;
    }

    /// <summary>Counts notifications that were lost before anyone could decide on them.</summary>
    public void CountLost(ulong count) => Interlocked.Add(ref _suppressed, (long)count);

    private bool IsStorm(TimeSpan now, StormRole role)
    {
        while (_triggers.TryPeek(out var oldest) && now - oldest >= StormWindow)
        {
            _triggers.Dequeue();
        }

        if (role == StormRole.Trigger)
        {
            _triggers.Enqueue(now);
            if (_triggers.Count > StormThreshold + 1)
            {
                _triggers.Dequeue();
            }
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
