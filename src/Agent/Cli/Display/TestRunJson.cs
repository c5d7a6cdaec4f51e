using System.Text.Json;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Cli.Display;

/// <summary>The result of a test run as JSON. Names and units are stable: scripts judge by them. Times are seconds, latencies milliseconds.</summary>
internal static class TestRunJson
{
    public static string Format(TestSummary summary) => JsonText.Of(json =>
    {
        json.WriteString("name", summary.Name);
        json.WriteString("role", summary.Role.ToString().ToLowerInvariant());
        json.WriteString("setup-file", summary.SetupFileName);
        json.WriteString("state", summary.State.ToString().ToLowerInvariant());
        json.WriteString("result", TestRunText.Word(summary.Result));
        json.WriteNumber("result-code", (int)summary.Result);
        json.WriteString("last-error", summary.LastError);
        json.WriteNumber("errors", summary.Errors);
        Write(json, "started-at", summary.StartedAt);
        Write(json, "planned-end-at", summary.PlannedEndAt);
        Write(json, "ended-at", summary.EndedAt);
        Write(json, "creation-started-at", summary.CreationStartedAt);
        Write(json, "creation-finished-at", summary.CreationFinishedAt);
        json.WriteNumber("creation-seconds", summary.CreationDuration.TotalSeconds);
        json.WriteNumber("tunnels-configured", summary.Configured);
        json.WriteNumber("tunnels-created", summary.CreatedTunnels);
        json.WriteNumber("tunnels-failed", summary.FailedTunnels);
        json.WriteNumber("tunnels-live", summary.CreatedLive);
        json.WriteNumber("retries", summary.Retries);
        json.WriteNumber("flaps", summary.Flaps);
        json.WriteNumber("setup-rate", summary.SetupRate);
        json.WriteStartArray("created-per-second");
        foreach (var rate in summary.CreatedPerSecond)
        {
            json.WriteNumberValue(rate);
        }

        json.WriteEndArray();
        WriteLatency(json, summary.SetupLatency);
        WriteStates(json, summary);
        WritePings(json, summary.Pings);
    });

    private static void WriteLatency(Utf8JsonWriter json, TestLatency latency)
    {
        json.WriteStartObject("setup-latency");
        json.WriteNumber("count", latency.Count);
        json.WriteNumber("p50-ms", latency.Median.TotalMilliseconds);
        json.WriteNumber("p90-ms", latency.Percentile90.TotalMilliseconds);
        json.WriteNumber("p99-ms", latency.Percentile99.TotalMilliseconds);
        json.WriteNumber("longest-ms", latency.Longest.TotalMilliseconds);
        json.WriteEndObject();
    }

    private static void WriteStates(Utf8JsonWriter json, TestSummary summary)
    {
        json.WriteStartObject("ike-sa");
        json.WriteNumber("total", summary.States.Total);
        json.WriteNumber("live", summary.States.Live);
        json.WriteNumber("has-child", summary.WithChild);
        for (var state = 0; state < TestSaStates.Count; state++)
        {
            json.WriteNumber(TestRunText.Word((TestSaState)state), summary.States[(TestSaState)state]);
        }

        json.WriteEndObject();
    }

    private static void WritePings(Utf8JsonWriter json, in PingCounterReading pings)
    {
        json.WriteStartObject("ping");
        json.WriteNumber("sent", pings.Sent);
        json.WriteNumber("received", pings.Received);
        json.WriteNumber("lost", pings.Lost);
        json.WriteNumber("rtt-average-us", pings.RttAverage);
        json.WriteNumber("rtt-p99-us", pings.RttP99);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? moment)
    {
        if (moment is { } at)
        {
            json.WriteString(name, at);
        }
    }
}
