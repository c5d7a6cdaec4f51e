namespace MyIkev2.Registry;

/// <summary>How a test run ended. The public API has a number here and no meaning for it, so these values are ours; they are stable.</summary>
public enum TestResult : byte
{
    /// <summary>It runs.</summary>
    Running = 0,

    /// <summary>All configured tunnels were created, and no error was reported.</summary>
    Success = 1,

    /// <summary>Some tunnels were created, or all of them but an error was reported.</summary>
    Partial = 2,

    /// <summary>No tunnel was created, or the run could not start.</summary>
    Failed = 3,

    /// <summary>The first error ended it, as its setup demands.</summary>
    AbortedOnError = 4,

    /// <summary>It was stopped before its planned end, before all tunnels had been tried.</summary>
    Stopped = 5,
}
