using System.Net;
using System.Net.Sockets;

namespace MyIkev2.Agent.Hosting.TestRuns;

/// <summary>The network namespace of a test that is another program: made for it, with one interface of the host in it, and taken away after it. Linux.</summary>
/// <param name="Name">Its name, as <c>ip netns</c> shows it.</param>
/// <param name="Interface">The interface that is moved into it.</param>
/// <param name="Prefix">The address that the interface gets, with its prefix length; empty for none.</param>
internal sealed record TestNamespace(string Name, string Interface, string Prefix)
{
    private const int LongestInterface = 15;

    /// <summary>The namespace of a test; names of tests can be part of one.</summary>
    public static string NameFor(string test) => "myikev2-test-" + test;

    /// <summary>True for a name that an interface can have and no shell reads anything into.</summary>
    public static bool IsInterface(string name) =>
        name.Length is > 0 and <= LongestInterface && name is not ("." or "..") && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_')
        && name[0] != '-';

    /// <summary>The canonical form of an address with a prefix length, or null.</summary>
    public static string? ReadPrefix(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || text.Contains('%', StringComparison.Ordinal) || !IPAddress.TryParse(text.AsSpan(0, slash), out var address) || !byte.TryParse(text.AsSpan(slash + 1), out var length))
        {
            return null;
        }

        return length > (address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32) ? null : $"{address}/{length}";
    }

    /// <summary>What makes it.</summary>
    public IReadOnlyList<string> Make() =>
    [
        $"ip netns add {Name}",
        $"ip -n {Name} link set dev lo up",
        $"ip link set dev {Interface} netns {Name}",
        .. Prefix.Length > 0 ? new[] { $"ip -n {Name} address add {Prefix} dev {Interface}" } : [],
        $"ip -n {Name} link set dev {Interface} up",
    ];

    /// <summary>What takes it away, with every program that is still inside; the interface comes back, since a virtual one would go with the namespace.</summary>
    public IReadOnlyList<string> Remove() =>
    [
        $"for process in $(ip netns pids {Name}); do kill -KILL $process; done",
        $"ip -n {Name} link set dev {Interface} netns {Environment.ProcessId}",
        $"ip netns del {Name}",
    ];
}
