using MyIkev2.Engine.Runtime.Interfaces.Linux;
using Xunit;

namespace MyIkev2.Engine.Runtime.Tests.Interfaces;

/// <summary>Which notices of the host make SAs look for another path.</summary>
public sealed class RelevantChangesTests
{
    private const ushort NewLink = 16;
    private const ushort NewAddress = 20;
    private const ushort NewRoute = 24;
    private const ushort NewNeighbour = 28;

    [Theory]
    [InlineData(NewLink, true)]
    [InlineData(NewAddress, true)]
    [InlineData(NewNeighbour, false)]
    public void Notice_ByType(ushort type, bool expected) => Assert.Equal(expected, new RelevantChanges(220, 77).Include(type, new byte[16]));

    [Theory]
    [InlineData(254, 4, true)]
    [InlineData(220, 4, false)]
    [InlineData(255, 2, false)]
    [InlineData(254, 77, false)]
    public void Route_ByTableAndOwner(byte table, byte protocol, bool expected)
    {
        var route = new byte[12];
        (route[4], route[5]) = (table, protocol);
        Assert.Equal(expected, new RelevantChanges(220, 77).Include(NewRoute, route));
    }

    [Theory]
    [InlineData(1000u, false)]
    [InlineData(1001u, true)]
    public void Route_TableInAnAttribute(uint table, bool expected)
    {
        var route = new byte[12 + 8];
        route[4] = 252;
        BitConverter.TryWriteBytes(route.AsSpan(12), (ushort)8);
        BitConverter.TryWriteBytes(route.AsSpan(14), (ushort)15);
        BitConverter.TryWriteBytes(route.AsSpan(16), table);
        Assert.Equal(expected, new RelevantChanges(1000, 77).Include(NewRoute, route));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(11, false)]
    [InlineData(13, true)]
    public void Route_CutShort_IsReadAsFarAsItGoes(int length, bool expected) => Assert.Equal(expected, new RelevantChanges(220, 77).Include(NewRoute, new byte[length]));
}
