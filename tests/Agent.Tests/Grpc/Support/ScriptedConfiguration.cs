using MyIkev2.Registry;

namespace MyIkev2.Agent.Tests.Grpc.Support;

/// <summary>A configuration control that answers what the test says and remembers what it was asked.</summary>
internal sealed class ScriptedConfiguration(CommandResult answer) : IConfigurationControl
{
    /// <summary>What was asked for last.</summary>
    public ConfigurationQuery? Shown { get; private set; }

    public (IReadOnlyList<string> Lines, bool ValidateOnly)? Edited { get; private set; }

    /// <summary>How often the file was read again.</summary>
    public int Reloads { get; private set; }

    public CommandResult Show(ConfigurationQuery query)
    {
        Shown = query;
        return answer;
    }

    /// <summary>What the last edit or reload expected.</summary>
    public string? ExpectedVersion { get; private set; }

    public Task<CommandResult> EditAsync(IReadOnlyList<string> lines, bool validateOnly, string? expectedVersion, CancellationToken cancellationToken)
    {
        Edited = ([.. lines], validateOnly);
        ExpectedVersion = expectedVersion;
        return Task.FromResult(answer);
    }

    public Task<CommandResult> ReloadAsync(string? expectedVersion, CancellationToken cancellationToken)
    {
        Reloads++;
        ExpectedVersion = expectedVersion;
        return Task.FromResult(answer);
    }
}
