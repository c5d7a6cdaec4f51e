using System.Net;
using Google.Protobuf.WellKnownTypes;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Grpc.Mapping;

/// <summary>Ping tasks as messages, and requests to start them as plans.</summary>
internal static class PingMapper
{
    /// <summary>The most tasks in one message.</summary>
    private const int LargestBatch = 512;

    /// <summary>The answers to a request, at least one.</summary>
    public static IEnumerable<V1.ListPingsResponse> Cut(RegistryView view, V1.ListPingsRequest request)
    {
        var tasks = request.TotalsOnly ? [] : view.EnumeratePings((long)Math.Min(request.Skip, long.MaxValue));
        if (request.Limit > 0)
        {
            tasks = tasks.Take((int)Math.Min(request.Limit, int.MaxValue));
        }

        return tasks.Chunk(LargestBatch).DefaultIfEmpty([]).Select(batch => new V1.ListPingsResponse
        {
            AsOf = WireValues.Moment(view.AsOf),
            TaskCount = (ulong)view.PingCount,
            Totals = ToMessage(view.ReadPingTotals()),
            Tasks = { batch.Select(ToMessage) },
        });
    }

    /// <summary>Null when the request makes no plan; <paramref name="mistake"/> then says why.</summary>
    public static EngineCommand.StartPings? FromMessage(V1.StartPings request, out string mistake)
    {
        mistake = "";
        if (!TryAddress(request.Source, "source", out IPAddress? source, ref mistake) || !TryAddress(request.Destination, "destination", out IPAddress? destination, ref mistake))
        {
            return null;
        }

        var plan = new PingPlan
        {
            Interval = Span(request.Interval) ?? PingPlan.Default.Interval,
            PayloadLength = request.HasPayloadLength ? (int)Math.Min(request.PayloadLength, int.MaxValue) : PingPlan.Default.PayloadLength,
            Count = request.Count,
            Timeout = Span(request.Timeout) ?? PingPlan.Default.Timeout,
            SetupInterval = Span(request.SetupInterval),
            Source = source,
            Destination = destination,
            AnswerEcho = request.AnswerEcho,
            MaximumLossPercent = request.HasMaximumLossPercent ? request.MaximumLossPercent : PingPlan.Default.MaximumLossPercent,
        };
        if (plan.Mistake() is { } wrong)
        {
            mistake = $"start_pings: {wrong}.";
            return null;
        }

        return new EngineCommand.StartPings(request.HasVpn ? request.Vpn : null, [.. request.SecurityPolicies], plan);
    }

    private static V1.PingTask ToMessage(PingTaskSnapshot task) => new()
    {
        Number = task.Number,
        Vpn = task.VpnName,
        SecurityPolicy = task.PolicyName,
        IkeTunnelId = task.IkeTunnelId.Value,
        Local = task.Local.ToString(),
        Remote = task.Remote.ToString(),
        State = EnumMapper.ToMessage(task.Counters.State),
        Interval = WireValues.Span(task.Plan.Interval),
        PayloadLength = (uint)task.Plan.PayloadLength,
        Count = task.Plan.Count,
        Counters = ToMessage(task.Counters.Read()),
    };

    private static V1.PingCounters ToMessage(in PingCounterReading reading) => new()
    {
        Sent = reading.Sent,
        Received = reading.Received,
        Lost = reading.Lost,
        Duplicates = reading.Duplicates,
        Late = reading.Late,
        RttMinimum = reading.RttMinimum,
        RttMaximum = reading.RttMaximum,
        RttAverage = reading.RttAverage,
        RttP50 = reading.RttP50,
        RttP90 = reading.RttP90,
        RttP99 = reading.RttP99,
    };

    // What a Duration cannot say as a TimeSpan is out of every range, so any value out of range will do.
    private static TimeSpan? Span(Duration? duration) => duration switch
    {
        null => null,
        { Seconds: < 0 or > 1_000_000 } or { Nanos: < 0 or > 999_999_999 } => TimeSpan.MinValue,
        _ => duration.ToTimeSpan(),
    };

    private static bool TryAddress(string text, string field, out IPAddress? address, ref string mistake)
    {
        address = null;
        if (text.Length == 0 || IPAddress.TryParse(text, out address))
        {
            return true;
        }

        mistake = $"start_pings.{field}: '{text}' is no IP address.";
        return false;
    }
}
