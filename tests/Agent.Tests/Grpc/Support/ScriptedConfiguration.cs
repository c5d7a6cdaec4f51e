using MyIkev2.Registry;

namespace MyIkev2.Agent.Tests.Grpc.Support;

/// <summary>A configuration control that answers what the test says and remembers what it was asked.</summary>
internal sealed class ScriptedConfiguration(CommandResult answer) : IConfigurationControl
{
    public (string Path, bool WithDefaults, bool RevealSecrets)? Shown { get; private set; }

    public (IReadOnlyList<string> Lines, bool ValidateOnly)? Edited { get; private set; }

    /// <summary>How often the file was read again.</summary>
    public int Reloads { get; private set; }

    public CommandResult Show(string path, bool withDefaults, bool revealSecrets)
    {
        Shown = (path, withDefaults, revealSecrets);
        return answer;
    }

    public Task<CommandResult> EditAsync(IReadOnlyList<string> lines, bool validateOnly, CancellationToken cancellationToken)
    {
        Edited = ([.. lines], validateOnly);
        return Task.FromResult(answer);
    }

    public Task<CommandResult> ReloadAsync(CancellationToken cancellationToken)
    {
        Reloads++;
        return Task.FromResult(answer);
    }
}
