using System.Globalization;
using System.Text;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli.Display;

/// <summary>Ping tasks as the command line has them.</summary>
/// <param name="Tasks">Those to show.</param>
/// <param name="TaskCount">All there are.</param>
/// <param name="Totals">Over all there are and were.</param>
internal sealed record PingListView(IReadOnlyList<PingTask> Tasks, ulong TaskCount, PingCounters Totals);

/// <summary><c>show ping</c>: a line per task, then the sums of the tasks shown and of all.</summary>
internal static class PingText
{
    public static string Lines(PingListView list) => Write(list, withDetails: false);

    public static string Details(PingListView list) => Write(list, withDetails: true);

    public static string Summary(PingListView list) => new StringBuilder()
        .Append(CultureInfo.InvariantCulture, $"{list.TaskCount} ping task{(list.TaskCount == 1 ? "" : "s")}: {Counts(list.Totals.Sent, list.Totals.Received)}\n")
        .Append(Outcomes("  ", list.Totals))
        .ToString();

    private static string Write(PingListView list, bool withDetails)
    {
        var text = new StringBuilder();
        ulong sent = 0, received = 0;
        foreach (var task in list.Tasks)
        {
            sent += task.Counters.Sent;
            received += task.Counters.Received;
            text.Append(CultureInfo.InvariantCulture, $"{task.Local} <-> {task.Remote}: {Counts(task.Counters.Sent, task.Counters.Received)}\n");
            if (withDetails)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {task.Vpn} {task.SecurityPolicy}, {task.State.ToString().ToLowerInvariant()}, every {Milliseconds(task.Interval?.ToTimeSpan().TotalMicroseconds ?? 0)} ms, {task.PayloadLength} octets{(task.Count == 0 ? "" : $", {task.Count} times")}\n");
                text.Append(Outcomes("  ", task.Counters));
            }
        }

        return text
            .Append(CultureInfo.InvariantCulture, $"showing {list.Tasks.Count} of {list.TaskCount}: {Counts(sent, received)}\n")
            .Append(CultureInfo.InvariantCulture, $"total: {Counts(list.Totals.Sent, list.Totals.Received)}\n")
            .ToString();
    }

    private static string Counts(ulong sent, ulong received) => $"send {sent} recv {received}, miss {(sent > received ? sent - received : 0)}";

    private static string Outcomes(string indent, PingCounters counters)
    {
        var answered = counters.Received + counters.Lost;
        var loss = answered == 0 ? 0 : 100.0 * counters.Lost / answered;
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{indent}lost {counters.Lost} ({loss:0.###}%), duplicates {counters.Duplicates}, late {counters.Late}\n");
        return counters.Received == 0
            ? text.ToString()
            : text.Append(CultureInfo.InvariantCulture, $"{indent}rtt min/avg/max {Milliseconds(counters.RttMinimum)}/{Milliseconds(counters.RttAverage)}/{Milliseconds(counters.RttMaximum)} ms, p50/p90/p99 {Milliseconds(counters.RttP50)}/{Milliseconds(counters.RttP90)}/{Milliseconds(counters.RttP99)} ms\n").ToString();
    }

    private static string Milliseconds(double microseconds) => (microseconds / 1_000).ToString("0.###", CultureInfo.InvariantCulture);
}
