namespace MyIkev2.Agent.Snmp.Views;

/// <summary>
/// sysUpTime: hundredths of a second since this agent started, on the monotonic clock, wrapping after 497 days as
/// TimeTicks do.
/// </summary>
public sealed class AgentClock
{
    private readonly TimeProvider _time;
    private readonly long _start;

    /// <summary>Starts at zero now.</summary>
    public AgentClock(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
    }

    /// <summary>Time since the start.</summary>
    public TimeSpan UpTime => _time.GetElapsedTime(_start);

    /// <summary>A span in hundredths of a second, modulo 2^32; 0 for a negative one.</summary>
    public static uint Hundredths(TimeSpan span) =>
        span <= TimeSpan.Zero ? 0 : (uint)(span.Ticks / (TimeSpan.TicksPerMillisecond * 10));
}
