namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>What the command line asked of <c>myikev2 test run</c>.</summary>
internal sealed record TestProgramOptions
{
    public required string SetupFile { get; init; }

    public required string Name { get; init; }

    /// <summary>The result goes to the output as JSON and nothing else does.</summary>
    public bool Json { get; init; }

    /// <summary>The result also goes there.</summary>
    public string? JsonFile { get; init; }

    public string? LogFile { get; init; }

    public string? SettingsFile { get; init; }

    public bool ServesApi { get; init; } = true;

    /// <summary>Lines instead of a live table.</summary>
    public bool Plain { get; init; }

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }
}
