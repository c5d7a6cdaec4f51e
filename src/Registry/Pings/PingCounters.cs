namespace MyIkev2.Registry;

/// <summary>Live counters of a ping task, or of all of a shard. Written by the owning shard only.</summary>
/// <param name="histogramBits">Resolution of the percentiles, see <see cref="RttHistogram"/>.</param>
public sealed class PingCounters(int histogramBits)
{
    /// <summary>Resolution of one task's counters: there may be a hundred thousand.</summary>
    public const int TaskHistogramBits = 1;

    /// <summary>Resolution of a shard's totals.</summary>
    public const int TotalHistogramBits = 4;

    /// <summary>Echo requests sent.</summary>
    public Counter Sent;

    /// <summary>Requests answered in time.</summary>
    public Counter Received;

    /// <summary>Requests that no answer came for in time.</summary>
    public Counter Lost;

    /// <summary>Answers to a request that had been answered.</summary>
    public Counter Duplicates;

    /// <summary>Answers that came after their request was counted as lost.</summary>
    public Counter Late;

    /// <summary>Gauge: shortest round trip in microseconds.</summary>
    public Counter RttMinimum;

    /// <summary>Gauge: longest round trip in microseconds.</summary>
    public Counter RttMaximum;

    /// <summary>Sum of all round trips in microseconds.</summary>
    public Counter RttSum;

    private byte _state;

    /// <summary>The round-trip times.</summary>
    public RttHistogram Histogram { get; } = new(histogramBits);

    /// <summary>What the task does; set by the owning shard.</summary>
    public PingTaskState State
    {
        get => (PingTaskState)Volatile.Read(ref _state);
        set => Volatile.Write(ref _state, (byte)value);
    }

    /// <summary>Counts an answer in time; owner only.</summary>
    public void RecordAnswer(long microseconds)
    {
        var time = (ulong)Math.Max(microseconds, 0);
        if (Received.Value == 0 || time < RttMinimum.Value)
        {
            RttMinimum.Set(time);
        }

        if (time > RttMaximum.Value)
        {
            RttMaximum.Set(time);
        }

        RttSum.Add(time);
        Histogram.Record(microseconds);
        Received.Increment();
    }

    /// <summary>Starts over at zero; owner only. The state stays.</summary>
    public void Clear()
    {
        Sent.Set(0);
        Received.Set(0);
        Lost.Set(0);
        Duplicates.Set(0);
        Late.Set(0);
        RttMinimum.Set(0);
        RttMaximum.Set(0);
        RttSum.Set(0);
        Histogram.Clear();
    }

    /// <summary>Captures the counters.</summary>
    public PingCounterReading Read() => PingCounterReading.Sum([this]);
}

/// <summary>Where a ping task is in its life. Values are stable.</summary>
public enum PingTaskState
{
    /// <summary>Waits for its turn to begin.</summary>
    Waiting = 0,

    /// <summary>Sends requests.</summary>
    Running = 1,

    /// <summary>Sends nothing more; answers may still come.</summary>
    Ending = 2,

    /// <summary>Over.</summary>
    Ended = 3,
}
