using MyIkev2.Registry;
using MyIkev2.TestInstances.Running;
using MyIkev2.Testing;

namespace MyIkev2.TestInstances.Tests.Running;

public sealed class SetupNumbersTests
{
    private readonly ManualTimeProvider _time = new(CannedRegistry.Now);
    private readonly SetupNumbers _numbers;

    public SetupNumbersTests() => _numbers = new SetupNumbers(_time);

    [Fact]
    public void Read_BeforeTheFirstTunnel_IsAllZero()
    {
        var summary = Read();

        Assert.Equal((null, null, TimeSpan.Zero, 0.0), (summary.CreationStartedAt, summary.CreationFinishedAt, summary.CreationDuration, summary.SetupRate));
        Assert.Empty(summary.CreatedPerSecond);
        Assert.Equal(TestLatency.None, summary.SetupLatency);
    }

    [Fact]
    public void Rates_SecondsWithAndWithout_AreThoseThatAreOverOldestFirst()
    {
        _numbers.Begin();
        Create(3);
        _time.Advance(TimeSpan.FromSeconds(1));
        Create(2);
        _time.Advance(TimeSpan.FromSeconds(2));
        Create(1);
        Assert.Equal([3u, 2u, 0u], Read().CreatedPerSecond);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([3u, 2u, 0u, 1u], Read().CreatedPerSecond);

        _time.Advance(TimeSpan.FromSeconds(58));
        Assert.Equal(TestSummary.RateSeconds, Read().CreatedPerSecond.Count);
        Assert.Equal([0u, 1u], Read().CreatedPerSecond.Take(2));

        _time.Advance(TimeSpan.FromHours(1));
        Assert.All(Read().CreatedPerSecond, static rate => Assert.Equal(0u, rate));
    }

    [Fact]
    public void Rates_AfterTheEnd_HaveThePhaseAndNothingMore()
    {
        _numbers.Begin();
        Create(3);
        _time.Advance(TimeSpan.FromSeconds(1.5));
        Create(2);
        _numbers.Finish();
        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal([3u, 2u], Read().CreatedPerSecond);
    }

    [Fact]
    public void Duration_AfterTheEnd_Stands()
    {
        _numbers.Begin();
        _time.Advance(TimeSpan.FromSeconds(16.588848566));
        for (var i = 0; i < 100; i++)
        {
            _numbers.Created(TimeSpan.FromMilliseconds(5));
        }

        _numbers.Finish();
        _time.Advance(TimeSpan.FromMinutes(1));
        _numbers.Flapped(TimeSpan.FromMilliseconds(5));

        var summary = Read();
        Assert.Equal(16.5888485, summary.CreationDuration.TotalSeconds, 6);
        Assert.Equal(100 / 16.588848566, summary.SetupRate, 6);
        Assert.Equal((100u, 1ul), (summary.CreatedTunnels, summary.Flaps));
    }

    [Fact]
    public void Latency_Percentiles_AreWithinAFewPercent()
    {
        for (var i = 1; i <= 1000; i++)
        {
            _numbers.Created(TimeSpan.FromMilliseconds(i));
        }

        var latency = Read().SetupLatency;

        Assert.Equal(1000ul, latency.Count);
        Assert.InRange(latency.Median.TotalMilliseconds, 480, 520);
        Assert.InRange(latency.Percentile90.TotalMilliseconds, 870, 930);
        Assert.InRange(latency.Percentile99.TotalMilliseconds, 960, 1000);
        Assert.Equal(TimeSpan.FromSeconds(1), latency.Longest);
    }

    private void Create(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _numbers.Created(TimeSpan.FromMilliseconds(1));
        }
    }

    private TestSummary Read() => _numbers.AddTo(new TestSummary { Name = "t", Role = TestRole.Client, State = TestRunState.Creating, Configured = 1 });
}
