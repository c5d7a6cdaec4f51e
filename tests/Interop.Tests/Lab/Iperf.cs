using System.Globalization;
using System.Text.Json;

namespace MyIkev2.Interop.Tests.Lab;

/// <summary>What one measurement moved.</summary>
/// <param name="ReceivedOctets">Octets of data that arrived.</param>
/// <param name="ReceivedBitsPerSecond">The same per second, measured by the receiver.</param>
/// <param name="Retransmits">TCP segments sent again; 0 with UDP.</param>
/// <param name="Datagrams">UDP datagrams sent; 0 with TCP.</param>
/// <param name="LostDatagrams">Those that did not arrive.</param>
internal sealed record IperfReport(long ReceivedOctets, double ReceivedBitsPerSecond, long Retransmits, long Datagrams, long LostDatagrams)
{
    public double MegabitsPerSecond => ReceivedBitsPerSecond / 1e6;
}

/// <summary>How to load a path.</summary>
internal sealed record IperfOptions
{
    public int Seconds { get; init; } = 1;

    /// <summary>Ends after this much data instead of after some time: it is then the same on a slow machine, and only takes longer.</summary>
    public long? Octets { get; init; }

    /// <summary>
    /// Octets of TCP data that may be on their way; null for as many as the systems like. A small number keeps the path's buffers from
    /// overflowing whatever the machine's speed, so that everything else which is sent over the path must arrive.
    /// </summary>
    public int? Window { get; init; }

    /// <summary>Datagrams at this many bits per second instead of a TCP stream.</summary>
    public long? UdpBitsPerSecond { get; init; }

    /// <summary>No more than this with TCP; null for all it can.</summary>
    public long? TcpBitsPerSecond { get; init; }

    /// <summary>The server sends, the client receives.</summary>
    public bool Reverse { get; init; }

    /// <summary>Seconds to leave out at the beginning, while TCP finds its speed.</summary>
    public int Omit { get; init; }

    public IReadOnlyList<string> Arguments(string source, string destination) =>
    [
        "-J", "-c", destination, "-B", source, "--connect-timeout", "20000",
        .. Octets is { } octets ? new[] { "-n", octets.ToString(CultureInfo.InvariantCulture) } : ["-t", Seconds.ToString(CultureInfo.InvariantCulture)],
        .. Window is { } window ? new[] { "-w", window.ToString(CultureInfo.InvariantCulture) } : [],
        .. UdpBitsPerSecond is { } rate ? new[] { "-u", "-b", rate.ToString(CultureInfo.InvariantCulture), "-l", "1200" } : [],
        .. TcpBitsPerSecond is { } most ? new[] { "-b", most.ToString(CultureInfo.InvariantCulture) } : [],
        .. Reverse ? new[] { "-R" } : [],
        .. Omit > 0 ? new[] { "-O", Omit.ToString(CultureInfo.InvariantCulture) } : [],
    ];
}

/// <summary>iperf3 between two hosts.</summary>
internal static class Iperf
{
    private const string Program = "iperf3";

    /// <summary>A server on all addresses of a host; it takes one client after another.</summary>
    public static async Task<LabProcess> StartServerAsync(LabNamespace host)
    {
        var server = host.Start(Program, Program, ["-s", "--forceflush"]);
        await Wait.UntilAsync("the iperf3 server", () => server.Output.Contains("Server listening", StringComparison.Ordinal));
        return server;
    }

    public static async Task<IperfReport> RunAsync(LabHost host, string source, string destination, IperfOptions? options = null)
    {
        options ??= new IperfOptions();
        var limit = Wait.Default + TimeSpan.FromSeconds(options.Seconds + options.Omit);
        var outcome = await Wait.ForAsync("the iperf3 server to be free", async () =>
            await host.TryRunAsync(Program, options.Arguments(source, destination), timeout: limit) is var outcome && IsStillBusy(outcome) ? null : outcome);
        return outcome.Succeeded ? Parse(outcome.Output) : throw new LabException(outcome.ToString());
    }

    // The server takes one client at a time, and a moment to be done with the last one; it closes its listening socket and opens it anew
    // in between, and a connection that falls into that moment is reset or refused.
    private static bool IsStillBusy(CommandOutcome outcome) => BetweenClients.Any(sign => outcome.Output.Contains(sign, StringComparison.Ordinal));

    private static IReadOnlyList<string> BetweenClients { get; } =
    [
        "server is busy",
        "unable to receive control message",
        "unable to connect to server: Connection reset by peer",
        "unable to connect to server: Connection refused",
    ];

    internal static IperfReport Parse(string output)
    {
        using var document = JsonDocument.Parse(output);
        var root = document.RootElement;
        if (root.TryGetProperty("error", out var error))
        {
            throw new LabException("iperf3: " + error.GetString());
        }

        var end = root.GetProperty("end");
        var isUdp = end.TryGetProperty("sum", out var sum) && sum.TryGetProperty("lost_packets", out _);
        return isUdp ? Datagrams(sum) : Stream(end);
    }

    private static IperfReport Stream(JsonElement end)
    {
        var received = end.GetProperty("sum_received");
        var retransmits = end.GetProperty("sum_sent").TryGetProperty("retransmits", out var count) ? count.GetInt64() : 0;
        return new IperfReport(received.GetProperty("bytes").GetInt64(), received.GetProperty("bits_per_second").GetDouble(), retransmits, 0, 0);
    }

    // "sum" counts what the client knows of both ends: datagrams sent, and those that its server, or itself when it receives, missed.
    private static IperfReport Datagrams(JsonElement sum)
    {
        var datagrams = sum.GetProperty("packets").GetInt64();
        var lost = sum.GetProperty("lost_packets").GetInt64();
        var share = datagrams == 0 ? 0 : (double)(datagrams - lost) / datagrams;
        return new IperfReport(
            (long)(sum.GetProperty("bytes").GetInt64() * share), sum.GetProperty("bits_per_second").GetDouble() * share, 0, datagrams, lost);
    }
}
