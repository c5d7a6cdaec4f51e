using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Sa;

/// <summary>The tables of the 6WIND guide, section "Retransmission constants", are the vectors.</summary>
public sealed class RetransmissionScheduleTests
{
    [Fact]
    public void Delays_Defaults_AreThoseOfTheBasicTable()
    {
        Assert.Equal([4, 7, 13, 23, 42, 76], RoundedSeconds(new RetransmissionOptions()));
        Assert.Equal([4, 11, 24, 47, 89, 165], Totals(new RetransmissionOptions()));
    }

    [Fact]
    public void Delays_Limit40_AreThoseOfTheLimitTable()
    {
        var options = new RetransmissionOptions { Limit = 40 };
        Assert.Equal([4, 7, 13, 23, 40, 40], RoundedSeconds(options));
        Assert.Equal([4, 11, 24, 47, 87, 127], Totals(options));
    }

    [Theory]
    [InlineData(0, 3.2, 4)]
    [InlineData(1, 5.6, 7.2)]
    [InlineData(2, 10.3, 13)]
    [InlineData(3, 18.4, 23.4)]
    [InlineData(4, 32, 40)]
    [InlineData(5, 32, 40)]
    public void Delays_Limit40Jitter20_StayInTheRangesOfTheJitterTable(int attempt, double least, double most)
    {
        var options = new RetransmissionOptions { Limit = 40, Jitter = 20 };
        var random = new SeededRandom(42);
        var seen = Enumerable.Range(0, 2_000).Select(_ => RetransmissionSchedule.DelayAfter(attempt, options, random)!.Value / 1000.0).ToList();
        Assert.All(seen, seconds => Assert.InRange(seconds, least, most));
        Assert.True(seen.Max() - seen.Min() > 0.9 * 0.2 * most, "the whole range is used");
    }

    [Fact]
    public void Delays_AfterTheLastTry_GiveUp()
    {
        var options = new RetransmissionOptions { Tries = 3, Timeout = 3, Base = 1 };
        Assert.Equal(3_000, RetransmissionSchedule.DelayAfter(3, options, new SeededRandom(1)));
        Assert.Null(RetransmissionSchedule.DelayAfter(4, options, new SeededRandom(1)));
        Assert.NotNull(RetransmissionSchedule.DelayAfter(0, options with { Tries = 0 }, new SeededRandom(1)));
        Assert.Null(RetransmissionSchedule.DelayAfter(1, options with { Tries = 0 }, new SeededRandom(1)));
    }

    private static List<int> RoundedSeconds(RetransmissionOptions options) => [.. Delays(options).Select(seconds => (int)Math.Round(seconds))];

    private static List<int> Totals(RetransmissionOptions options)
    {
        double sum = 0;
        return [.. Delays(options).Select(seconds => (int)Math.Round(sum += seconds))];
    }

    private static IEnumerable<double> Delays(RetransmissionOptions options) =>
        Enumerable.Range(0, options.Tries + 1).Select(attempt => RetransmissionSchedule.DelayAfter(attempt, options, new SeededRandom(1))!.Value / 1000.0);
}
