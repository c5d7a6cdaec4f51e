namespace MyIkev2.Engine.Runtime.Polling;

/// <summary>Bounds of <see cref="BusyPollPolicy"/>.</summary>
/// <param name="Longest">Microseconds of one poll at most; 0 = never polls.</param>
/// <param name="Percent">Share of one core that polling may use over time.</param>
internal readonly record struct BusyPollLimits(int Longest, int Percent)
{
    public static BusyPollLimits Off => default;

    /// <summary>With one core, whoever is waited for could not run meanwhile.</summary>
    public static BusyPollLimits From(EngineRuntimeOptions options, int processors) =>
        processors > 1 ? new BusyPollLimits(options.BusyPollMicroseconds, options.BusyPollPercent) : Off;
}
