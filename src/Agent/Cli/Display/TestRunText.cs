using System.Globalization;
using System.Text;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Cli.Display;

/// <summary>The numbers of a test run as the command line shows them: one line while it runs, all of them at the end.</summary>
internal static class TestRunText
{
    /// <summary>What counts while a run goes on, on one line.</summary>
    public static string Progress(TestSummary summary)
    {
        var line = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{State(summary)}: {summary.States.Live} of {summary.Configured} tunnels up");
        if (summary.State == TestRunState.Creating)
        {
            line.Append(CultureInfo.InvariantCulture, $", {summary.CreatedTunnels} created, {LastRate(summary)} in the last second, {UnderWay(summary)} under way");
        }

        Append(line, summary.FailedTunnels, "failed");
        Append(line, summary.Retries, "tried again");
        Append(line, summary.Flaps, "flaps");
        if (summary.Pings.Sent > 0)
        {
            line.Append(CultureInfo.InvariantCulture, $", pings {summary.Pings.Received} of {summary.Pings.Sent} answered");
        }

        Append(line, summary.Errors, summary.Errors == 1 ? "error" : "errors");
        return line.ToString();
    }

    /// <summary>Names and values of everything, in the order in which they are shown.</summary>
    public static IEnumerable<(string Name, string Value)> Rows(TestSummary summary)
    {
        yield return ("Test", $"{summary.Name}, {summary.Role.ToString().ToLowerInvariant()}{(summary.SetupFileName.Length > 0 ? $", {summary.SetupFileName}" : string.Empty)}");
        yield return ("State", State(summary));
        yield return ("Tunnels", $"{summary.States.Live} up, {summary.CreatedTunnels} of {summary.Configured} created, {summary.FailedTunnels} given up, {summary.Retries} tries repeated");
        yield return ("Creation", $"{Seconds(summary.CreationDuration)}, {Number(summary.SetupRate)} per second{(summary.State == TestRunState.Creating ? $", {LastRate(summary)} in the last second" : string.Empty)}");
        if (summary.SetupLatency is { Count: > 0 } latency)
        {
            yield return ("Setup time", $"median {Milliseconds(latency.Median)}, 90% {Milliseconds(latency.Percentile90)}, 99% {Milliseconds(latency.Percentile99)}, longest {Milliseconds(latency.Longest)}");
        }

        yield return ("IKE SAs", States(summary.States));
        yield return ("With child", Number(summary.WithChild));
        if (summary.Flaps > 0)
        {
            yield return ("Flaps", Number(summary.Flaps));
        }

        if (summary.Pings is { Sent: > 0 } pings)
        {
            yield return ("Pings", $"send {pings.Sent} recv {pings.Received}, lost {pings.Lost}, rtt average {Number(pings.RttAverage / 1000)} ms, 99% {Number(pings.RttP99 / 1000)} ms");
        }

        if (summary.Errors > 0)
        {
            yield return ("Errors", $"{summary.Errors}, the last: {summary.LastError}");
        }

        if (summary.Result != TestResult.Running)
        {
            yield return ("Result", Word(summary.Result));
        }
    }

    /// <summary>The report at the end.</summary>
    public static string Report(TestSummary summary)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in Rows(summary))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name,-11} {value}\n");
        }

        return text.ToString();
    }

    /// <summary>A result in words.</summary>
    public static string Word(TestResult result) => result switch
    {
        TestResult.Running => "running",
        TestResult.Success => "success",
        TestResult.Partial => "partial",
        TestResult.Failed => "failed",
        TestResult.AbortedOnError => "aborted-on-error",
        _ => "stopped",
    };

    /// <summary>A state of an IKE SA as names of the public API have it.</summary>
    public static string Word(TestSaState state) => state switch
    {
        TestSaState.UpdatingAddress => "updating-address",
        TestSaState.LivenessCheck => "dpd",
        TestSaState.ChildRekeying => "child-rekeying",
        _ => state.ToString().ToLowerInvariant(),
    };

    private static string State(TestSummary summary) => summary.State.ToString().ToLowerInvariant();

    private static string States(in TestSaCensus states)
    {
        var parts = new List<string> { $"{states.Total}" };
        for (var state = 0; state < TestSaStates.Count; state++)
        {
            if (states[(TestSaState)state] is > 0 and var count)
            {
                parts.Add($"{Word((TestSaState)state)} {count}");
            }
        }

        return string.Join(", ", parts);
    }

    private static ulong UnderWay(TestSummary summary) => summary.States[TestSaState.Init] + summary.States[TestSaState.Created];

    private static uint LastRate(TestSummary summary) => summary.CreatedPerSecond is [.., var last] ? last : 0;

    private static void Append(StringBuilder line, ulong count, string what)
    {
        if (count > 0)
        {
            line.Append(CultureInfo.InvariantCulture, $", {count} {what}");
        }
    }

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture) + " s";

    private static string Milliseconds(TimeSpan span) => span.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
