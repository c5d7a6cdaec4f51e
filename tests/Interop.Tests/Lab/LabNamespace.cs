using System.Net.Sockets;

namespace MyIkev2.Interop.Tests.Lab;

/// <summary>A host of the lab as a network namespace of this machine. Programs started here see only the lab's links.</summary>
internal sealed class LabNamespace(string name, string ipv4, string ipv6, string innerIpv4, string innerIpv6)
    : LabHost(ipv4, ipv6, innerIpv4, innerIpv6)
{
    public string Name { get; } = name;

    /// <summary>Name of the link towards the other host, inside the namespace.</summary>
    public string Interface => "wan0";

    public LabProcess Start(
        string name,
        string file,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null) =>
        LabProcess.Start(name, "ip", ["netns", "exec", Name, file, .. arguments], environment);

    public override Task<CommandOutcome> TryRunAsync(string file, IReadOnlyList<string> arguments, string? input = null, TimeSpan? timeout = null) =>
        Command.TryRunAsync("ip", ["netns", "exec", Name, file, .. arguments], input, timeout);

    /// <summary>Makes a socket that belongs to this host, for use by this process.</summary>
    public Task<Socket> CreateSocketAsync(Func<Socket> create) => NamespaceSocket.CreateAsync(Name, create);

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
