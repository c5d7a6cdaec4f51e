using System.Globalization;
using System.Text.RegularExpressions;

namespace MyIkev2.Interop.Tests.Lab;

/// <summary>What ping printed at its end.</summary>
/// <param name="Sent">Echo requests: those asked for, and more of them while answers were late.</param>
/// <param name="Received">Echo replies.</param>
/// <param name="Missing">Sequence numbers below the highest answered one that got no answer: packets that are lost for certain.</param>
/// <param name="Duplicates">Replies that came again.</param>
/// <param name="Errors">ICMP errors in place of replies.</param>
/// <param name="RoundTrip">Smallest, average and largest; null without a reply.</param>
/// <param name="Output">All it said.</param>
internal sealed record PingReport(
    int Sent,
    int Received,
    IReadOnlyList<int> Missing,
    int Duplicates,
    int Errors,
    (double Minimum, double Average, double Maximum)? RoundTrip,
    string Output)
{
    /// <summary>As many answers as were asked for, and no gap among them.</summary>
    public bool AllAnswered => Received > 0 && Received >= Wanted && Missing.Count == 0 && Duplicates == 0;

    /// <summary>Answers asked for; 0 for no number.</summary>
    public int Wanted { get; init; }

    public override string ToString() => Output;
}

/// <summary>The ping of iputils, once with a number of requests or running beside other things until stopped.</summary>
internal sealed partial class Ping
{
    private readonly LabProcess _process;

    private Ping(LabProcess process) => _process = process;

    /// <summary>Pings some times and returns what came of it; loss is no error.</summary>
    /// <param name="host">The host that pings.</param>
    /// <param name="source">From which of its addresses.</param>
    /// <param name="destination">The address that shall answer.</param>
    /// <param name="options">How often, how large.</param>
    public static async Task<PingReport> RunAsync(LabHost host, string source, string destination, PingOptions? options = null)
    {
        options ??= new PingOptions();
        var limit = TimeSpan.FromSeconds(30 + options.Patience + (options.Count * options.Interval));
        var outcome = await host.TryRunAsync("ping", options.Arguments(source, destination), timeout: limit);

        // 1: something was not answered; 2: it could not even try.
        return outcome.ExitCode is 0 or 1 ? Parse(outcome.Output + outcome.Error) with { Wanted = options.Count } : throw new LabException(outcome.ToString());
    }

    /// <summary>Begins to ping without end.</summary>
    public static Ping Start(LabNamespace host, string source, string destination, double interval = 0.01) =>
        new(host.Start("ping", "ping", new PingOptions { Count = 0, Interval = interval }.Arguments(source, destination)));

    /// <summary>Waits for so many answers more.</summary>
    public Task WaitForAnswersAsync(int more)
    {
        var goal = Answers() + more;
        return Wait.UntilAsync($"{more} more answered pings", () => Answers() >= goal);
    }

    /// <summary>Stops it and returns what came of it; requests still on their way are no loss.</summary>
    public async Task<PingReport> StopAsync()
    {
        await _process.InterruptAsync();
        await _process.DisposeAsync();
        return Parse(_process.Output);
    }

    internal static PingReport Parse(string output)
    {
        var totals = TotalsPattern().Match(output);
        if (!totals.Success)
        {
            throw new LabException("ping printed no totals\n" + output);
        }

        var answered = ReplyPattern().Matches(output).Where(match => !match.Groups["again"].Success)
            .Select(match => Number(match.Groups["sequence"])).ToHashSet();
        var missing = Enumerable.Range(1, answered.DefaultIfEmpty(0).Max()).Where(sequence => !answered.Contains(sequence)).ToList();
        var times = TimesPattern().Match(output);
        return new PingReport(
            Number(totals.Groups["sent"]),
            Number(totals.Groups["received"]),
            missing,
            Number(totals.Groups["again"]),
            Number(totals.Groups["errors"]),
            times.Success ? (Decimal(times.Groups["min"]), Decimal(times.Groups["avg"]), Decimal(times.Groups["max"])) : null,
            output);
    }

    private static int Number(Group group) => group.Success ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    private static double Decimal(Group group) => double.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    private int Answers() => ReplyPattern().Count(_process.Output);

    [GeneratedRegex(@"(?<sent>\d+) packets transmitted, (?<received>\d+) received(, \+(?<again>\d+) duplicates)?(, \+(?<errors>\d+) errors)?")]
    private static partial Regex TotalsPattern();

    [GeneratedRegex(@"^\d+ bytes from \S+ icmp_seq=(?<sequence>\d+) .*?(?<again>\(DUP!\))?$", RegexOptions.Multiline)]
    private static partial Regex ReplyPattern();

    [GeneratedRegex("= (?<min>[0-9.]+)/(?<avg>[0-9.]+)/(?<max>[0-9.]+)/")]
    private static partial Regex TimesPattern();
}

/// <summary>How to ping.</summary>
internal sealed record PingOptions
{
    /// <summary>Requests; 0 for no end.</summary>
    public int Count { get; init; } = 5;

    /// <summary>Seconds between two.</summary>
    public double Interval { get; init; } = 0.02;

    /// <summary>Octets of data; the packet has 28 more, or 48 with IPv6.</summary>
    public int Size { get; init; } = 56;

    /// <summary>DSCP and ECN.</summary>
    public byte TrafficClass { get; init; }

    /// <summary>Whether routers may split the packet: null as the system likes.</summary>
    public bool? DontFragment { get; init; }

    /// <summary>Seconds to wait for what is missing at the end; when answers are expected, only a failure takes that long.</summary>
    public int Patience { get; init; } = 30;

    /// <summary>
    /// Stop after this many answers; otherwise after this many requests. In the latter case ping waits but twice the longest round trip for the
    /// last answer, so that a late one counts as lost.
    /// </summary>
    public bool ExpectAnswers { get; init; } = true;

    public IReadOnlyList<string> Arguments(string source, string destination) =>
    [
        "-n",
        "-i", Interval.ToString(CultureInfo.InvariantCulture),
        "-s", Size.ToString(CultureInfo.InvariantCulture),
        .. Count == 0 ? [] : ExpectAnswers ? new[] { "-w", Deadline } : new[] { "-W", Patience.ToString(CultureInfo.InvariantCulture) },
        .. Count > 0 ? new[] { "-c", Count.ToString(CultureInfo.InvariantCulture) } : [],
        .. TrafficClass != 0 ? new[] { "-Q", TrafficClass.ToString(CultureInfo.InvariantCulture) } : [],
        .. DontFragment is { } set ? new[] { "-M", set ? "do" : "dont" } : [],
        "-I", source,
        destination,
    ];

    private string Deadline => (Math.Ceiling(Count * Interval) + Patience).ToString(CultureInfo.InvariantCulture);
}
