using System.Collections.Immutable;
using MyIkev2.Engine.Shard;

namespace MyIkev2.Engine.Runtime.Diagnostics;

/// <summary>Where log lines go (<c>logging FACILITY SUBSYSTEM LEVEL</c>).</summary>
public enum LogFacility : byte
{
    Daemon,
    Authpriv,
}

/// <summary>
/// The log level of every subsystem on each facility: 0 audit, 1 control flow and errors, 2 details, 3 hex dumps, 4 keys, or
/// <see cref="Disabled"/>. Immutable.
/// </summary>
public sealed class EngineLogLevels
{
    public const int Disabled = -1;

    public const int Maximum = 4;

    private readonly ImmutableArray<sbyte> _levels;

    private EngineLogLevels(ImmutableArray<sbyte> levels) => _levels = levels;

    /// <summary>Daemon 0, authpriv disabled.</summary>
    public static EngineLogLevels Default { get; } = new EngineLogLevels([.. Enumerable.Repeat((sbyte)Disabled, 2 * SubsystemCount)])
        .WithAll(LogFacility.Daemon, 0);

    private static int SubsystemCount => Enum.GetValues<LogSubsystem>().Length;

    public int this[LogFacility facility, LogSubsystem subsystem] => _levels[IndexOf(facility, subsystem)];

    /// <summary>The highest level that either facility wants of a subsystem.</summary>
    public int Highest(LogSubsystem subsystem) => Math.Max(this[LogFacility.Daemon, subsystem], this[LogFacility.Authpriv, subsystem]);

    public EngineLogLevels With(LogFacility facility, LogSubsystem subsystem, int level) =>
        new(_levels.SetItem(IndexOf(facility, subsystem), Checked(level)));

    /// <summary>Sets the facility's <c>default</c>: every subsystem.</summary>
    public EngineLogLevels WithAll(LogFacility facility, int level)
    {
        var levels = _levels.ToBuilder();
        foreach (var subsystem in Enum.GetValues<LogSubsystem>())
        {
            levels[IndexOf(facility, subsystem)] = Checked(level);
        }

        return new EngineLogLevels(levels.ToImmutable());
    }

    private static int IndexOf(LogFacility facility, LogSubsystem subsystem) => ((int)facility * SubsystemCount) + (int)subsystem;

    private static sbyte Checked(int level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, Disabled);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, Maximum);
        return (sbyte)level;
    }
}
