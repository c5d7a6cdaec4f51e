namespace MyIkev2.Engine.Sessions;

/// <summary>Bounds and times of the session table. Durations are in milliseconds, as everywhere in the engine.</summary>
public sealed record SessionTableOptions
{
    /// <summary>More than this the indexes are not made for.</summary>
    public const int LargestCapacity = 16_000_000;

    /// <summary>Sessions that may be open at a time.</summary>
    public int Capacity { get; init; } = 1_000_000;

    /// <summary>Idle time of a TCP session that asks for none.</summary>
    public long TcpIdle { get; init; } = 3_600_000;

    /// <summary>Idle time of any other session that asks for none.</summary>
    public long OtherIdle { get; init; } = 30_000;

    /// <summary>The longest idle time that is granted.</summary>
    public long LongestIdle { get; init; } = 86_400_000;

    /// <summary>How long the last acknowledgements of a TCP session may take once both sides have sent a FIN.</summary>
    public long FinWait { get; init; } = 5_000;

    /// <summary>How long a closed session stays readable.</summary>
    public long ClosedRetention { get; init; } = 60_000;

    /// <summary>Closed sessions that are kept at most; the longest closed goes first.</summary>
    public int ClosedLimit { get; init; } = 65_536;
}
