using Xunit;

namespace MyIkev2.Registry.Tests;

public sealed class PingCountersTests
{
    [Theory]
    [InlineData(PingCounters.TaskHistogramBits, 0.26)]
    [InlineData(PingCounters.TotalHistogramBits, 0.04)]
    public void Percentile_AnyDistribution_IsRightWithinTheResolution(int bits, double tolerance)
    {
        var random = new Random(7);
        var counters = new PingCounters(bits);
        var times = new List<long>();
        for (var i = 0; i < 20_000; i++)
        {
            var time = (long)Math.Exp(random.NextDouble() * 15);
            times.Add(time);
            counters.RecordAnswer(time);
        }

        times.Sort();
        var reading = counters.Read();
        foreach (var (fraction, value) in new[] { (0.5, reading.RttP50), (0.9, reading.RttP90), (0.99, reading.RttP99) })
        {
            double exact = times[(int)Math.Ceiling(times.Count * fraction) - 1];
            Assert.InRange(value, exact * (1 - tolerance), exact * (1 + tolerance));
        }

        Assert.Equal(((ulong)times[0], (ulong)times[^1], times.Average()), (reading.RttMinimum, reading.RttMaximum, reading.RttAverage));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(250)]
    [InlineData(RttHistogram.Longest)]
    public void Percentile_OneValue_IsThatValue(long time)
    {
        var counters = new PingCounters(PingCounters.TaskHistogramBits);
        counters.RecordAnswer(time);
        var reading = counters.Read();
        Assert.Equal(((double)time, (double)time), (reading.RttP50, reading.RttP99));
    }

    [Fact]
    public void Record_NegativeOrEndless_IsCountedAtTheEnds()
    {
        var counters = new PingCounters(PingCounters.TaskHistogramBits);
        counters.RecordAnswer(-5);
        counters.RecordAnswer(long.MaxValue);
        Assert.Equal((2ul, 0ul), (counters.Read().Received, counters.Read().RttMinimum));
    }

    [Fact]
    public void Sum_SeveralShards_AddsAndMergesTheTimes()
    {
        var (left, right, idle) = (Shard(100), Shard(300), new PingCounters(PingCounters.TotalHistogramBits));
        var sum = PingCounterReading.Sum([left, idle, right]);
        Assert.Equal((20ul, 20ul, 200.0), (sum.Sent, sum.Received, sum.RttAverage));
        Assert.Equal((100ul, 300ul), (sum.RttMinimum, sum.RttMaximum));
        Assert.Equal(default, idle.Read());

        static PingCounters Shard(long time)
        {
            var counters = new PingCounters(PingCounters.TotalHistogramBits);
            for (var i = 0; i < 10; i++)
            {
                counters.Sent.Increment();
                counters.RecordAnswer(time);
            }

            return counters;
        }
    }

    [Theory]
    [InlineData(9, 64, 2_000, "the interval must be 10ms to 1h")]
    [InlineData(1_000, 15, 2_000, "the size must be 16 to 65000 octets")]
    [InlineData(1_000, 65_001, 2_000, "the size must be 16 to 65000 octets")]
    [InlineData(1_000, 64, 61_000, "the timeout must be 10ms to 1min")]
    [InlineData(10, 16, 10, null)]
    public void Mistake_OutOfRange_IsNamed(int interval, int size, int timeout, string? expected) => Assert.Equal(
        expected,
        new PingPlan { Interval = TimeSpan.FromMilliseconds(interval), PayloadLength = size, Timeout = TimeSpan.FromMilliseconds(timeout) }.Mistake());
}
