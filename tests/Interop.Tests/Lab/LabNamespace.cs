using System.Globalization;
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

    /// <summary>Packets that this host dropped because a socket or the queue of a tunnel device was full.</summary>
    public async Task<long> BufferDropsAsync()
    {
        // Two lines per protocol: names, values.
        var lines = (await RunAsync("cat", "/proc/net/snmp")).Split('\n').Where(line => line.StartsWith("Udp:", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToList();
        var sockets = long.Parse(lines[1][Array.IndexOf(lines[0], "RcvbufErrors")], CultureInfo.InvariantCulture);

        // "name: 8 columns of receiving, then octets, packets, errors, drops of sending": what the host could not put into the device.
        var devices = (await RunAsync("cat", "/proc/net/dev")).Split('\n').Select(line => line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns.Length == 17 && columns[0] is not "lo" && columns[0] != Interface).Sum(columns => long.Parse(columns[12], CultureInfo.InvariantCulture));
        return sockets + devices;
    }

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
