namespace MyIkev2.Engine;

/// <summary>
/// The moment of a call into the engine, as its caller tells it: a monotonic reading for every duration and
/// deadline, and the wall clock for what people see.
/// </summary>
/// <param name="Monotonic">Milliseconds on a clock that never goes back; its zero is arbitrary.</param>
/// <param name="UnixMilliseconds">UTC, milliseconds since 1970-01-01.</param>
public readonly record struct EngineInstant(long Monotonic, long UnixMilliseconds) : IComparable<EngineInstant>
{
    /// <summary>Microseconds past <see cref="Monotonic"/>, 0..999; 0 where the caller's clock is coarse. For round-trip times only: deadlines are in milliseconds.</summary>
    public int SubMillisecond { get; init; }

    /// <summary>The monotonic reading in microseconds.</summary>
    public long MonotonicMicroseconds => (Monotonic * 1000) + SubMillisecond;

    public EngineInstant Plus(long milliseconds) => new(Monotonic + milliseconds, UnixMilliseconds + milliseconds);

    public EngineInstant Plus(TimeSpan span) => Plus((long)span.TotalMilliseconds);

    /// <summary>Milliseconds from <paramref name="earlier"/> to this instant.</summary>
    public long Since(EngineInstant earlier) => Monotonic - earlier.Monotonic;

    public DateTimeOffset ToUtc() => DateTimeOffset.FromUnixTimeMilliseconds(UnixMilliseconds);

    public int CompareTo(EngineInstant other) => Monotonic.CompareTo(other.Monotonic);

    public static bool operator <(EngineInstant left, EngineInstant right) => left.Monotonic < right.Monotonic;

    public static bool operator >(EngineInstant left, EngineInstant right) => left.Monotonic > right.Monotonic;

    public static bool operator <=(EngineInstant left, EngineInstant right) => left.Monotonic <= right.Monotonic;

    public static bool operator >=(EngineInstant left, EngineInstant right) => left.Monotonic >= right.Monotonic;
}
