using MyIkev2.Engine.Shard;
using Xunit;

namespace MyIkev2.Engine.Tests;

public sealed class NumberSourceTests
{
    [Fact]
    public void Numbers_OfMain_BeginAtOneAndAreThoseOfTheirShard()
    {
        var map = new ShardMap(3, 7);
        foreach (var shard in Enumerable.Range(0, 3))
        {
            var source = new NumberSource(new ShardId(shard), 3, map.Numbers);
            ulong[] numbers = [source.Next(), source.Next()];

            Assert.Equal([(ulong)shard + 1, (ulong)shard + 4], numbers);
            Assert.All(numbers, number => Assert.Equal(shard, map.OwnerOfNumber(number).Value));
        }
    }

    [Fact]
    public void Ranges_OfAllVrfs_DoNotMeet()
    {
        var ranges = Enumerable.Range(0, NumberRange.Others).Select(static index => NumberRange.Other(index, 0)).Prepend(NumberRange.Main).ToList();

        Assert.All(ranges.Zip(ranges.Skip(1)), static pair => Assert.Equal((ulong)pair.First.First + pair.First.Size, pair.Second.First));
        Assert.True((ulong)ranges[^1].First + ranges[^1].Size <= uint.MaxValue);
        Assert.Single(ranges, static range => range.Contains(1));
        Assert.Single(ranges, static range => range.Contains(1u << 31));
        Assert.Single(ranges, static range => range.Contains((1u << 31) + 1));
        Assert.DoesNotContain(ranges, static range => range.Contains(0));
    }

    [Fact]
    public void UsedUpRange_GivesTheSameUniqueIdsButNewTunnelIds_OfTheSameShard()
    {
        var range = new NumberRange(100, 7, 0);
        var map = new ShardMap(2, 7, range);
        var source = new NumberSource(new ShardId(1), 2, range);

        var numbers = Enumerable.Range(0, 4).Select(_ => source.Next()).ToList();

        Assert.Equal([102u, 104u, 106u, 102u], numbers.Select(static number => (uint)number));
        Assert.Equal(4, numbers.Distinct().Count());
        Assert.All(numbers, number => Assert.Equal(1, map.OwnerOfNumber(number).Value));
    }

    [Fact]
    public void NextEngineOfAVrf_GivesNoTunnelIdAgain()
    {
        var first = new NumberSource(new ShardId(0), 1, NumberRange.Other(2, 0)).Next();
        var second = new NumberSource(new ShardId(0), 1, NumberRange.Other(2, 1)).Next();

        Assert.NotEqual(first, second);
        Assert.Equal((uint)first, (uint)second);
    }
}
