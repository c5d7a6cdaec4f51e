namespace MyIkev2.Nmsecq.Commands;

/// <summary>TABLE: what the exit code says. The help text and the documentation print these.</summary>
internal static class ExitCode
{
    /// <summary>The agent answered and everything asked for was done or started.</summary>
    public const int Success = 0;

    /// <summary>The agent refused, could not be reached, or ended; a recorded stream is damaged.</summary>
    public const int Failure = 1;

    /// <summary>The command line is wrong.</summary>
    public const int WrongCommandLine = 2;

    /// <summary>A control request was carried out, but not for every tunnel that it named.</summary>
    public const int SomeTunnelsFailed = 3;

    /// <summary>Interrupted, as shells count it.</summary>
    public const int Interrupted = 130;

    /// <summary>For the help text.</summary>
    public const string Help =
        "Exit codes: 0 answered; 1 refused, no agent, or a damaged recording; 2 wrong command line; "
        + "3 a control request did not succeed for every tunnel; 130 interrupted.";
}

/// <summary>Ends a command with a message and an exit code.</summary>
internal sealed class CommandFailure(int code, string message) : Exception(message)
{
    public int Code => code;
}
