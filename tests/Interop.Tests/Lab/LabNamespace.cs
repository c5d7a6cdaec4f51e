namespace MyIkev2.Interop.Tests.Lab;

/// <summary>One host of the lab: a network namespace with its addresses. Programs started here see only the lab's links.</summary>
internal sealed class LabNamespace(string name, string ipv4, string ipv6)
{
    public string Name { get; } = name;

    public string Ipv4 { get; } = ipv4;

    public string Ipv6 { get; } = ipv6;

    /// <summary>Name of the link towards the other host, inside the namespace.</summary>
    public string Interface => "wan0";

    public LabProcess Start(string name, string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        LabProcess.Start(name, "ip", ["netns", "exec", Name, file, .. arguments], environment);

    public Task<string> RunAsync(string file, params string[] arguments) =>
        Command.RunAsync("ip", ["netns", "exec", Name, file, .. arguments]);

    public Task<CommandOutcome> TryRunAsync(string file, IReadOnlyList<string> arguments, string? input = null, TimeSpan? timeout = null) =>
        Command.TryRunAsync("ip", ["netns", "exec", Name, file, .. arguments], input, timeout);

    /// <summary>Loads nftables rules; a table named as one loaded before replaces it.</summary>
    public async Task FilterAsync(string rules)
    {
        var outcome = await TryRunAsync("nft", ["-f", "-"], rules);
        if (!outcome.Succeeded)
        {
            throw new LabException(outcome.ToString());
        }
    }
}
