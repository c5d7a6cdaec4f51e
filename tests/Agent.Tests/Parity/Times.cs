using Google.Protobuf.WellKnownTypes;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Tests.Parity;

/// <summary>Moments and spans in the precision of each interface.</summary>
internal static class Times
{
    /// <summary>How long the SNMP agent of these tests has been running: its TimeStamps know nothing older.</summary>
    public static TimeSpan AgentAge => TimeSpan.FromHours(5);

    /// <summary>NMsec: whole seconds, 0 for never.</summary>
    public static DateTimeOffset? Unix(uint seconds) => seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds);

    public static DateTimeOffset? WholeSeconds(DateTimeOffset? moment) => moment is { } at ? DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds()) : null;

    /// <summary>SNMP's DateAndTime: tenths of a second.</summary>
    public static DateTimeOffset? Tenths(DateTimeOffset? moment) => moment is { } at ? at.AddTicks(-(at.Ticks % 1_000_000)) : null;

    /// <summary>SNMP: hundredths since the agent's start.</summary>
    public static DateTimeOffset? Hundredths(TunnelReading reading, DateTimeOffset? moment)
    {
        var start = reading.AsOf - AgentAge;
        return moment is { } at && (at - start).Ticks / 100_000 is > 0 and var hundredths ? start.AddMilliseconds(hundredths * 10.0) : null;
    }

    /// <summary>SNMP: whole seconds that are left, rounded down; 0 for none.</summary>
    public static object Left(TunnelReading reading, DateTimeOffset? moment) =>
        moment is { } at ? (long)Math.Max(0, Math.Floor((at - reading.AsOf).TotalSeconds)) : 0;

    /// <summary>Command line: whole seconds that have passed, and those that are left rounded up so that both add up.</summary>
    public static object? Since(TunnelReading reading, DateTimeOffset? moment) => moment is { } at ? (long)Math.Max(0, Math.Floor((reading.AsOf - at).TotalSeconds)) : null;

    public static object? Until(TunnelReading reading, DateTimeOffset? moment) => moment is { } at ? (long)Math.Max(0, Math.Ceiling((at - reading.AsOf).TotalSeconds)) : null;

    /// <summary>gRPC: absent for zero.</summary>
    public static TimeSpan Span(Duration? duration) => duration?.ToTimeSpan() ?? TimeSpan.Zero;
}
