using MyIkev2.Engine.Shard.Failures;
using Xunit;

namespace MyIkev2.Engine.Tests.Sa;

/// <summary>What may be told, how often, and that remembering it is bounded.</summary>
public sealed class FailureLimiterTests
{
    [Fact]
    public void SameKey_WithinAMinute_IsToldOnce()
    {
        var limiter = new FailureLimiter<int>(burst: 10, refillMilliseconds: 1000);
        Assert.Equal(FailureVerdict.Tell, limiter.Judge(At(5), 1));
        Assert.Equal(FailureVerdict.Suppress, limiter.Judge(At(60_004), 1));
        Assert.Equal(FailureVerdict.Tell, limiter.Judge(At(60_005), 1));
        Assert.Equal(FailureVerdict.Tell, limiter.Judge(At(60_005), 2));
    }

    [Fact]
    public void ManyKeys_BeyondTheBurst_AreToldAsALossOnceAMinute()
    {
        var limiter = new FailureLimiter<int>(burst: 3, refillMilliseconds: 120_000);
        Assert.Equal(
            [FailureVerdict.Tell, FailureVerdict.Tell, FailureVerdict.Tell, FailureVerdict.TellLoss, FailureVerdict.Suppress],
            Enumerable.Range(0, 5).Select(key => limiter.Judge(At(0), key)));
        Assert.Equal(FailureVerdict.Suppress, limiter.Judge(At(59_999), 6));
        Assert.Equal(FailureVerdict.TellLoss, limiter.Judge(At(60_000), 7));
        Assert.Equal(FailureVerdict.Tell, limiter.Judge(At(120_000), 8));
        Assert.Equal(FailureVerdict.TellLoss, limiter.Judge(At(120_000), 9));
    }

    [Fact]
    public void AnyNumberOfKeys_ForHours_IsTheRateAndBoundedMemory()
    {
        var limiter = new FailureLimiter<int>(burst: 64, refillMilliseconds: 1000);
        var told = 0;
        for (var i = 0; i < 7200; i++)
        {
            for (var j = 0; j < 5; j++)
            {
                told += limiter.Judge(At(i * 1000), (i * 5) + j) == FailureVerdict.Tell ? 1 : 0;
            }

            Assert.InRange(limiter.Count, 1, 126);
        }

        Assert.Equal(64 + 7199, told);
    }

    [Fact]
    public void RecentSpi_IsKnownForHalfAMinuteAndForgottenAfterOne()
    {
        var recent = new RecentSpis();
        recent.Add(At(100_000), 7);
        Assert.True(recent.Contains(At(100_000), 7));
        Assert.False(recent.Contains(At(100_000), 8));
        Assert.True(recent.Contains(At(130_000), 7));
        Assert.False(recent.Contains(At(160_000), 7));
    }

    [Fact]
    public void RecentSpis_MoreThanFit_AreAllTakenForRecent()
    {
        var recent = new RecentSpis();
        for (var spi = 1ul; spi <= 100_000; spi++)
        {
            recent.Add(At(1_000), spi);
        }

        Assert.True(recent.Contains(At(1_000), 99_999));
        Assert.True(recent.Contains(At(31_000), 1_000_000));
        Assert.False(recent.Contains(At(91_000), 1));
    }

    private static EngineInstant At(long milliseconds) => new(milliseconds, 1_700_000_000_000 + milliseconds);
}
