namespace MyIkev2.Registry;

/// <summary>How a command ended. Values are stable.</summary>
public enum CommandStatus
{
    /// <summary>Done.</summary>
    Succeeded = 0,

    /// <summary>No SA, vpn or policy of that name or number.</summary>
    NotFound = 1,

    /// <summary>It was tried and failed; the message says why.</summary>
    Failed = 2,

    /// <summary>The request makes no sense.</summary>
    Invalid = 3,

    /// <summary>The engine is stopping.</summary>
    Unavailable = 4,

    /// <summary>There was nothing to do: it is in that state already.</summary>
    AlreadySet = 5,

    /// <summary>Somebody else was faster: the configuration has another version than the caller expected. Nothing changed.</summary>
    Conflict = 6,
}

/// <summary>The result of a command.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Affected">Number of SAs it touched.</param>
/// <param name="Message">One line for the operator; says what to do next when it failed.</param>
/// <param name="Lines">What happened, one line per SA or step, as the command line shows it.</param>
public sealed record CommandResult(CommandStatus Status, int Affected, string Message, IReadOnlyList<string> Lines)
{
    /// <summary>True when done.</summary>
    public bool IsSuccess => Status == CommandStatus.Succeeded;

    /// <summary>For configuration edits: where the given lines are wrong.</summary>
    public IReadOnlyList<InputError> Errors { get; init; } = [];

    /// <summary>For what concerns the configuration: the version of the running one, after the command; empty otherwise.</summary>
    public string ConfigurationVersion { get; init; } = string.Empty;
}

/// <summary>A mistake in lines that an operator gave.</summary>
/// <param name="Line">From 1; 0 when it belongs to no single line.</param>
/// <param name="Column">From 1; 0 when it is the whole line.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record InputError(int Line, int Column, string Message)
{
    /// <summary>
    /// True when the lines can be read but what they make cannot be used, something that is missing above all: further lines may mend it.
    /// </summary>
    public bool IsOfWhole { get; init; }
}
