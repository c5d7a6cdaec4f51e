namespace MyIkev2.Engine.Runtime;

/// <summary>Reads a <see cref="TimeProvider"/> into the engine's terms. Thread-safe.</summary>
public sealed class EngineClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Now. The monotonic part starts at zero with the clock.</summary>
    public EngineInstant Read()
    {
        var microseconds = time.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMicrosecond;
        return new EngineInstant(microseconds / 1000, time.GetUtcNow().ToUnixTimeMilliseconds()) { SubMillisecond = (int)(microseconds % 1000) };
    }

    /// <summary>The monotonic part alone, in microseconds.</summary>
    public long Microseconds => time.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>The monotonic part alone, in milliseconds.</summary>
    public long Monotonic => (long)time.GetElapsedTime(_start).TotalMilliseconds;
}
