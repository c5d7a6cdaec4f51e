namespace MyIkev2.Agent.Hosting;

/// <summary>What the command line asked of <c>myikev2 run</c>.</summary>
internal sealed record AgentRun
{
    /// <summary>Which VPNs exist; null = the demonstration.</summary>
    public string? ConfigurationFile { get; init; }

    public string? KeyLogFile { get; init; }

    /// <summary>A further settings file.</summary>
    public string? SettingsFile { get; init; }

    /// <summary>Settings from the command line; they win.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Settings { get; init; } = [];

    /// <summary>The demonstration prints lines instead of a live table.</summary>
    public bool PlainDisplay { get; init; }

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Called once every interface answers; for tests and for programs that embed the agent.</summary>
    public Action<IServiceProvider>? Started { get; init; }

    public bool IsDemonstration => ConfigurationFile is null;
}
