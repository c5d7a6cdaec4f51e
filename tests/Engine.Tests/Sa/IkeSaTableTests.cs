using MyIkev2.Engine.Shard;
using Xunit;

namespace MyIkev2.Engine.Tests.Sa;

public sealed class IkeSaTableTests
{
    [Fact]
    public void Reserve_MoreThanThereIs_MakesRoomAndKeepsIt()
    {
        var table = new IkeSaTable();
        Assert.True(table.Capacity < 5000);

        table.Reserve(5000);
        var room = table.Capacity;
        table.Reserve(1);

        Assert.True(room >= 5000);
        Assert.Equal((room, 0), (table.Capacity, table.Count));
    }
}
