using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Running;

/// <summary>The numbers of the creation phase. Written a few thousand times a second, read at any time from any thread; neither waits long.</summary>
internal sealed class SetupNumbers(TimeProvider time)
{
    private const int HistogramBits = 5;

    private readonly Lock _lock = new();
    private readonly RttHistogram _latency = new(HistogramBits);
    private readonly uint[] _perSecond = new uint[TestSummary.RateSeconds + 1];
    private long _longest;
    private ulong _measured;
    private uint _created;
    private uint _failed;
    private ulong _retries;
    private ulong _flaps;
    private long _second;
    private Phase? _phase;

    /// <summary>The first tunnel is about to be begun.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            if (_phase is null)
            {
                _phase = new Phase(time.GetUtcNow(), time.GetTimestamp());
                _second = 0;
            }
        }
    }

    /// <summary>The last tunnel is up or given up.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            if (_phase is { FinishedAt: null } phase)
            {
                _phase = phase with { FinishedAt = time.GetUtcNow(), Duration = time.GetElapsedTime(phase.Started) };
            }
        }
    }

    /// <summary>A tunnel of the creation phase is up.</summary>
    public void Created(TimeSpan latency)
    {
        lock (_lock)
        {
            _created++;
            Measure(latency);
            if (_phase is { } phase)
            {
                MoveTo(SecondOf(phase));
                _perSecond[(int)(_second % _perSecond.Length)]++;
            }
        }
    }

    /// <summary>A tunnel was given up.</summary>
    public void Failed()
    {
        lock (_lock)
        {
            _failed++;
        }
    }

    /// <summary>A try failed, and another follows.</summary>
    public void Retried()
    {
        lock (_lock)
        {
            _retries++;
        }
    }

    /// <summary>A tunnel that was taken down is up again.</summary>
    public void Flapped(TimeSpan latency)
    {
        lock (_lock)
        {
            _flaps++;
            Measure(latency);
        }
    }

    public TestSummary AddTo(TestSummary summary)
    {
        lock (_lock)
        {
            var phase = _phase;
            return summary with
            {
                CreationStartedAt = phase?.StartedAt,
                CreationFinishedAt = phase?.FinishedAt,
                CreationDuration = phase is null ? TimeSpan.Zero : phase.FinishedAt is null ? time.GetElapsedTime(phase.Started) : phase.Duration,
                CreatedTunnels = _created,
                FailedTunnels = _failed,
                Retries = _retries,
                Flaps = _flaps,
                CreatedPerSecond = phase is null ? [] : Rates(phase),
                SetupLatency = ReadLatency(),
            };
        }
    }

    private void Measure(TimeSpan latency)
    {
        _latency.Record((long)latency.TotalMicroseconds);
        _longest = Math.Max(_longest, latency.Ticks);
        _measured++;
    }

    private TestLatency ReadLatency()
    {
        if (_measured == 0)
        {
            return TestLatency.None;
        }

        Span<ulong> counts = stackalloc ulong[_latency.Length];
        counts.Clear();
        _latency.AddTo(counts);
        var longest = TimeSpan.FromTicks(_longest);
        return new TestLatency(_measured, Percentile(counts, 0.5), Percentile(counts, 0.9), Percentile(counts, 0.99), longest);
    }

    // A bucket's middle may lie above everything that was measured.
    private TimeSpan Percentile(ReadOnlySpan<ulong> counts, double fraction) =>
        TimeSpan.FromTicks(Math.Min((long)(_latency.Percentile(counts, fraction) * TimeSpan.TicksPerMicrosecond), _longest));

    /// <summary>The seconds that are over, oldest first; after the end of the phase its last one too, though it was no whole one.</summary>
    private uint[] Rates(Phase phase)
    {
        MoveTo(phase.FinishedAt is null ? SecondOf(phase) : (long)phase.Duration.TotalSeconds + 1);
        var count = (int)Math.Min(_second, TestSummary.RateSeconds);
        var rates = new uint[count];
        for (var i = 0; i < count; i++)
        {
            rates[i] = _perSecond[(int)((_second - count + i) % _perSecond.Length)];
        }

        return rates;
    }

    private long SecondOf(Phase phase) => (long)time.GetElapsedTime(phase.Started).TotalSeconds;

    /// <summary>Seconds between now and the last that was counted in had none.</summary>
    private void MoveTo(long second)
    {
        for (var steps = Math.Min(second - _second, _perSecond.Length); steps > 0; steps--)
        {
            _perSecond[(int)((second - steps + 1) % _perSecond.Length)] = 0;
        }

        _second = Math.Max(_second, second);
    }

    private sealed record Phase(DateTimeOffset StartedAt, long Started)
    {
        public DateTimeOffset? FinishedAt { get; init; }

        public TimeSpan Duration { get; init; }
    }
}
