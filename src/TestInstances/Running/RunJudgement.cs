using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Running;

/// <summary>Why a run ended.</summary>
internal enum RunEnd
{
    /// <summary>Its time was over.</summary>
    TimeOver,

    /// <summary>Somebody asked for it.</summary>
    Stopped,

    /// <summary>An error, where errors end the run.</summary>
    Aborted,

    /// <summary>It could not start, or its engine broke down.</summary>
    Broken,
}

/// <summary>TABLE: how a run is judged by its end and its numbers.</summary>
internal static class RunJudgement
{
    public static TestResult Judge(RunEnd end, bool triedAll, uint created, int configured, ulong errors) => end switch
    {
        RunEnd.Broken => TestResult.Failed,
        RunEnd.Aborted => TestResult.AbortedOnError,

        // A run without a planned end can only be stopped: then what it was for is done, or it is not.
        RunEnd.Stopped when !triedAll => TestResult.Stopped,
        _ when created == 0 => TestResult.Failed,
        _ when created < configured || errors > 0 => TestResult.Partial,
        _ => TestResult.Success,
    };
}
