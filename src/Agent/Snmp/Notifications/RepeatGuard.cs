using MyIkev2.Registry;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>
/// Keeps a failure that comes again with every packet or attempt from being told more than once a minute. Remembers a
/// bounded number of failures; beyond that it lets them pass, and the ceiling holds. Belongs to one thread.
/// </summary>
internal sealed class RepeatGuard
{
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private const int Capacity = 1_024;

    private readonly Dictionary<Key, TimeSpan> _told = [];

    /// <summary>Whether the same was told within the last minute. If not, it counts as told now.</summary>
    internal bool IsRepeated(Key key, TimeSpan now)
    {
        if (_told.TryGetValue(key, out var last) && now - last < Interval)
        {
            return true;
        }

        if (_told.Count >= Capacity)
        {
            Forget(now);
        }

        if (_told.Count < Capacity)
        {
            _told[key] = now;
        }

        return false;
    }

    private void Forget(TimeSpan now)
    {
        foreach (var (key, last) in _told)
        {
            if (now - last >= Interval)
            {
                _told.Remove(key);
            }
        }
    }

    /// <summary>What makes two failures the same.</summary>
    internal readonly record struct Key(string Descriptor, string Subject, CloseReason Reason, FailureCause Cause, FailurePhase Phase);
}
