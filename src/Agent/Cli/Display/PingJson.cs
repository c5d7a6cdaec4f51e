using System.Text.Json;
using MyIkev2.Agent.Grpc.V1;

namespace MyIkev2.Agent.Cli.Display;

/// <summary>Ping tasks as JSON. Round trips are in microseconds; without an answer there are none.</summary>
internal static class PingJson
{
    public static string Format(PingListView list, bool withTasks) => JsonText.Of(json =>
    {
        json.WriteNumber("task-count", list.TaskCount);
        json.WriteStartObject("total");
        Write(json, list.Totals);
        json.WriteEndObject();
        if (withTasks)
        {
            json.WriteStartArray("ping");
            foreach (var task in list.Tasks)
            {
                Write(json, task);
            }

            json.WriteEndArray();
        }
    });

    private static void Write(Utf8JsonWriter json, PingTask task)
    {
        json.WriteStartObject();
        json.WriteNumber("number", task.Number);
        json.WriteString("vpn", task.Vpn);
        json.WriteString("security-policy", task.SecurityPolicy);
        json.WriteString("local", task.Local);
        json.WriteString("remote", task.Remote);
        json.WriteString("state", task.State.ToString().ToLowerInvariant());
        json.WriteNumber("interval-ms", (long)(task.Interval?.ToTimeSpan().TotalMilliseconds ?? 0));
        json.WriteNumber("size", task.PayloadLength);
        json.WriteNumber("count", task.Count);
        Write(json, task.Counters);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PingCounters counters)
    {
        json.WriteNumber("sent", counters.Sent);
        json.WriteNumber("received", counters.Received);
        json.WriteNumber("lost", counters.Lost);
        json.WriteNumber("duplicates", counters.Duplicates);
        json.WriteNumber("late", counters.Late);
        if (counters.Received > 0)
        {
            json.WriteNumber("rtt-min", counters.RttMinimum);
            json.WriteNumber("rtt-avg", Math.Round(counters.RttAverage, 1));
            json.WriteNumber("rtt-max", counters.RttMaximum);
            json.WriteNumber("rtt-p50", counters.RttP50);
            json.WriteNumber("rtt-p90", counters.RttP90);
            json.WriteNumber("rtt-p99", counters.RttP99);
        }
    }
}
