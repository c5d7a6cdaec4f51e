using Xunit;

namespace MyIkev2.Registry.Tests;

public sealed class NotifyCountsTests
{
    [Fact]
    public void Read_Nothing_IsEmpty() => Assert.Empty(new NotifyCounts().Read());

    [Fact]
    public void Read_SeveralTypes_AreInOrderWithBothDirections()
    {
        var counts = new NotifyCounts();
        counts.CountIn(16384);
        counts.CountOut(38);
        counts.CountOut(14);
        counts.CountIn(14);
        counts.CountIn(14);

        Assert.Equal(
            [new NotifyCountReading(14, 2, 1), new NotifyCountReading(38, 0, 1), new NotifyCountReading(16384, 1, 0)],
            counts.Read());
    }

    [Fact]
    public void Read_EveryTypeOnce_IsBoundedAndLosesNone()
    {
        var counts = new NotifyCounts();
        for (var type = 0; type <= ushort.MaxValue; type++)
        {
            counts.CountIn((ushort)type);
        }

        var rows = counts.Read();

        Assert.Equal(192, rows.Count);
        Assert.Equal(65536ul, rows.Aggregate(0ul, static (sum, row) => sum + row.In));
        Assert.Equal(65536ul - 191, rows[0].In);
        Assert.Equal(NotifyCounts.OtherType, rows[0].Type);
        Assert.All(rows.Skip(1), static row => Assert.Equal(1ul, row.In));
        Assert.Equal(rows.OrderBy(static row => row.Type), rows);
    }

    [Fact]
    public void Sum_Shards_AddsTypeByType()
    {
        var first = new NotifyCounts();
        var second = new NotifyCounts();
        first.CountIn(24);
        second.CountIn(24);
        second.CountOut(24);

        Assert.Equal([new NotifyCountReading(24, 2, 1)], NotifyCounts.Sum([first, second]));
    }

    [Theory]
    [InlineData(14, "NO_PROPOSAL_CHOSEN")]
    [InlineData(16390, "COOKIE")]
    [InlineData(16444, "SA_RESOURCE_INFO")]
    [InlineData(16430, "IKEV2_FRAGMENTATION_SUPPORTED")]
    [InlineData(2, "")]
    [InlineData(0, "")]
    [InlineData(40960, "")]
    public void Name_Type_IsIanas(ushort type, string name) => Assert.Equal(name, new NotifyCountReading(type, 0, 0).Name);
}
