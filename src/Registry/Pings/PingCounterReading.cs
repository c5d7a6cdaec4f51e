namespace MyIkev2.Registry;

/// <summary>Counters of ping tasks, captured. Each is exact; together they are not one instant.</summary>
public readonly record struct PingCounterReading
{
    /// <summary>Echo requests sent.</summary>
    public ulong Sent { get; init; }

    /// <summary>Requests answered in time.</summary>
    public ulong Received { get; init; }

    /// <summary>Requests that no answer came for in time.</summary>
    public ulong Lost { get; init; }

    /// <summary>Answers to a request that had been answered.</summary>
    public ulong Duplicates { get; init; }

    /// <summary>Answers that came after their request was counted as lost.</summary>
    public ulong Late { get; init; }

    /// <summary>Shortest round trip in microseconds; 0 when nothing was answered.</summary>
    public ulong RttMinimum { get; init; }

    /// <summary>Longest round trip in microseconds.</summary>
    public ulong RttMaximum { get; init; }

    /// <summary>Mean round trip in microseconds.</summary>
    public double RttAverage { get; init; }

    /// <summary>Median round trip in microseconds, as exact as the histogram.</summary>
    public double RttP50 { get; init; }

    /// <summary>90 percent of the round trips are no longer.</summary>
    public double RttP90 { get; init; }

    /// <summary>99 percent of the round trips are no longer.</summary>
    public double RttP99 { get; init; }

    /// <summary>Requests not answered, those that may still be included.</summary>
    public ulong Missing => Sent > Received ? Sent - Received : 0;

    /// <summary>Lost of all that were answered or lost, percent.</summary>
    public double LossPercent => Lost == 0 ? 0 : 100.0 * Lost / (Lost + Received);

    /// <summary>Captures and adds counters of one resolution.</summary>
    public static PingCounterReading Sum(ReadOnlySpan<PingCounters> all)
    {
        if (all.IsEmpty)
        {
            return default;
        }

        ulong sent = 0, received = 0, lost = 0, duplicates = 0, late = 0, minimum = ulong.MaxValue, maximum = 0, sum = 0;
        Span<ulong> buckets = stackalloc ulong[all[0].Histogram.Length];
        buckets.Clear();
        foreach (var one in all)
        {
            // Answers before requests, so that no more answers than requests are seen.
            var answered = one.Received.Value;
            received += answered;
            lost += one.Lost.Value;
            duplicates += one.Duplicates.Value;
            late += one.Late.Value;
            sum += one.RttSum.Value;
            sent += one.Sent.Value;
            maximum = Math.Max(maximum, one.RttMaximum.Value);
            minimum = answered > 0 ? Math.Min(minimum, one.RttMinimum.Value) : minimum;
            one.Histogram.AddTo(buckets);
        }

        var shortest = received == 0 ? 0 : minimum;
        return new PingCounterReading
        {
            Sent = sent,
            Received = received,
            Lost = lost,
            Duplicates = duplicates,
            Late = late,
            RttMinimum = shortest,
            RttMaximum = maximum,
            RttAverage = received == 0 ? 0 : (double)sum / received,
            RttP50 = Percentile(all[0].Histogram, buckets, 0.5, shortest, maximum),
            RttP90 = Percentile(all[0].Histogram, buckets, 0.9, shortest, maximum),
            RttP99 = Percentile(all[0].Histogram, buckets, 0.99, shortest, maximum),
        };
    }

    // The middle of a bucket may lie beyond what was ever seen.
    private static double Percentile(RttHistogram layout, ReadOnlySpan<ulong> buckets, double fraction, ulong minimum, ulong maximum) =>
        Math.Max(Math.Min(layout.Percentile(buckets, fraction), maximum), Math.Min(minimum, maximum));
}
