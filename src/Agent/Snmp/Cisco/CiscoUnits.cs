namespace MyIkev2.Agent.Snmp.Cisco;

/// <summary>Spans of time and volume in the module's units.</summary>
internal static class CiscoUnits
{
    /// <summary>Stands for "no limit" where the range of an object begins at 1.</summary>
    private const int Unlimited = int.MaxValue;

    /// <summary>TimeInterval (RFC 2579): hundredths of a second; it stops at its largest value.</summary>
    internal static int Interval(TimeSpan span) =>
        span <= TimeSpan.Zero ? 0 : (int)Math.Min(span.Ticks / (TimeSpan.TicksPerMillisecond * 10), int.MaxValue);

    /// <summary>Whole seconds, at least 1; a zero span is no limit.</summary>
    internal static int Seconds(TimeSpan span) =>
        span <= TimeSpan.Zero ? Unlimited : (int)Math.Clamp(span.Ticks / TimeSpan.TicksPerSecond, 1, Unlimited);

    /// <summary>Kilobytes, at least 1; 0 octets are no limit.</summary>
    internal static int Kilobytes(ulong octets) => octets == 0 ? Unlimited : (int)Math.Clamp(octets / 1024, 1, Unlimited);

    /// <summary>How long before its end an SA is replaced; no limit where it does not end, or is not replaced.</summary>
    internal static int SecondsBefore(TimeSpan lifetime, TimeSpan rekeyTime) =>
        lifetime <= TimeSpan.Zero || rekeyTime <= TimeSpan.Zero ? Unlimited : Seconds(Longer(lifetime - rekeyTime, TimeSpan.FromSeconds(1)));

    /// <summary>As <see cref="SecondsBefore"/>, by volume.</summary>
    internal static int KilobytesBefore(ulong limit, ulong rekeyAt) =>
        limit == 0 || rekeyAt == 0 ? Unlimited : Kilobytes(limit > rekeyAt ? limit - rekeyAt : 1);

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
