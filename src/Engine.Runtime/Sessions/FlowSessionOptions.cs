using MyIkev2.Engine.Sessions;

namespace MyIkev2.Engine.Runtime.Sessions;

/// <summary>The session table of the data plane. Section <c>Sessions</c> of the settings.</summary>
public sealed class FlowSessionOptions
{
    public const string Section = "Sessions";

    /// <summary>False: there is no table, and who wants to add a session hears so.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Sessions that may be open at a time. Memory is taken as they come: about 150 octets each, and 8 MiB with the first for a million.</summary>
    public int Capacity { get; set; } = 1_000_000;

    /// <summary>Idle time of a TCP session that asks for none.</summary>
    public TimeSpan TcpTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Idle time of any other session that asks for none.</summary>
    public TimeSpan DefaultTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest idle time that is granted.</summary>
    public TimeSpan LongestTimeout { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a TCP session stays after both sides have sent a FIN, for the last acknowledgements.</summary>
    public TimeSpan FinWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a closed session can still be read.</summary>
    public TimeSpan ClosedRetention { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Closed sessions that are kept at most; the longest closed goes first.</summary>
    public int ClosedLimit { get; set; } = 65_536;

    /// <summary>What is wrong with these options, one line each.</summary>
    public void Validate(List<string> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        Check(errors, nameof(Capacity), Capacity is >= 1 and <= SessionTableOptions.LargestCapacity, Capacity, $"1 to {SessionTableOptions.LargestCapacity}");
        Check(errors, nameof(ClosedLimit), ClosedLimit is >= 0 and <= SessionTableOptions.LargestCapacity, ClosedLimit, $"0 to {SessionTableOptions.LargestCapacity}");
        CheckTime(errors, nameof(TcpTimeout), TcpTimeout, 1);
        CheckTime(errors, nameof(DefaultTimeout), DefaultTimeout, 1);
        CheckTime(errors, nameof(LongestTimeout), LongestTimeout, 1);
        CheckTime(errors, nameof(FinWait), FinWait, 0);
        CheckTime(errors, nameof(ClosedRetention), ClosedRetention, 0);
    }

    internal SessionTableOptions ToTable() => new()
    {
        Capacity = Capacity,
        TcpIdle = (long)TcpTimeout.TotalMilliseconds,
        OtherIdle = (long)DefaultTimeout.TotalMilliseconds,
        LongestIdle = (long)LongestTimeout.TotalMilliseconds,
        FinWait = (long)FinWait.TotalMilliseconds,
        ClosedRetention = (long)ClosedRetention.TotalMilliseconds,
        ClosedLimit = ClosedLimit,
    };

    private static void CheckTime(List<string> errors, string name, TimeSpan value, int seconds) =>
        Check(errors, name, value >= TimeSpan.FromSeconds(seconds) && value <= TimeSpan.FromDays(366), value, $"{TimeSpan.FromSeconds(seconds)} to 366.00:00:00");

    private static void Check(List<string> errors, string name, bool isAllowed, object value, string allowed)
    {
        if (!isAllowed)
        {
            errors.Add($"{Section}:{name} is {value}, allowed is {allowed}");
        }
    }
}
