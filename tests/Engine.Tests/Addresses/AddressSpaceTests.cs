using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Policy;
using Xunit;

namespace MyIkev2.Engine.Tests.Addresses;

public sealed class AddressSpaceTests
{
    private static readonly IpAddress Any = IpAddress.FromBits(0, ipv6: false);
    private static readonly EngineInstant Now = new(0, 0);

    [Theory]
    [InlineData("10.0.0.0/24", "10.0.0.1-10.0.0.254", 254)]
    [InlineData("10.0.0.7/30", "10.0.0.5-10.0.0.6", 2)]
    [InlineData("10.0.0.0/31", "10.0.0.0-10.0.0.1", 2)]
    [InlineData("10.0.0.9/32", "10.0.0.9", 1)]
    [InlineData("fd00::/126", "fd00::1-fd00::2", 2)]
    [InlineData("fd00::/64", "fd00::1-fd00::ffff:ffff:ffff:fffe", ulong.MaxValue - 1)]
    [InlineData("fd00::/48", "fd00::1-fd00::ffff:ffff:ffff:ffff:fffe", ulong.MaxValue)]
    public void Range_HostsOfASubnet_LeavesOutNetworkAndBroadcast(string subnet, string expected, ulong size)
    {
        var (network, length) = (subnet[..subnet.IndexOf('/')], int.Parse(subnet[(subnet.IndexOf('/') + 1)..]));
        var range = AddressRange.HostsOf(IpAddress.Parse(network), length);

        Assert.Equal(expected, range.ToString());
        Assert.Equal(size, range.Size);
        Assert.Equal(range.Last, size == ulong.MaxValue ? range.Last : range.At(size - 1));
    }

    [Fact]
    public void Range_BackwardsOrMixed_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => AddressRange.Between(IpAddress.Parse("10.0.0.2"), IpAddress.Parse("10.0.0.1")));
        Assert.Throws<ArgumentException>(() => AddressRange.Between(IpAddress.Parse("10.0.0.2"), IpAddress.Parse("fd00::1")));
        Assert.Throws<ArgumentException>(() => AddressRange.Between(default, default));
    }

    [Fact]
    public void TakeAny_UntilTheEnd_GivesEachAddressOnceInOrder()
    {
        var space = Space(("10.0.0.1", "10.0.0.2"), ("10.0.1.1", "10.0.1.1"));

        Assert.Equal(["10.0.0.1", "10.0.0.2", "10.0.1.1", null], Enumerable.Range(0, 4).Select(i => space.TakeAny(Who(i))?.Address.ToString()));
        Assert.Equal((3ul, 3, 0), (space.Size, space.InUse, space.Kept));
    }

    [Fact]
    public void TakeAny_WhenAllWereUsed_TakesTheOneGivenBackFirst()
    {
        var space = Space(("10.0.0.1", "10.0.0.3"));
        var all = Enumerable.Range(0, 3).Select(i => space.TakeAny(Who(i))!).ToList();
        space.Release(all[1], Now);
        space.Release(all[0], Now);

        Assert.Equal("10.0.0.2", space.TakeAny(Who(9))!.Address.ToString());
        Assert.Null(space.FindKept(Who(1), Any));
        Assert.Equal("10.0.0.1", space.FindKept(Who(0), Any)!.Address.ToString());
        Assert.Equal((2, 1), (space.InUse, space.Kept));
    }

    [Fact]
    public void FindKept_IdentityThatHadSeveral_GivesTheLastReturnedOrTheWanted()
    {
        var space = Space(("10.0.0.1", "10.0.0.9"));
        var all = Enumerable.Range(0, 3).Select(_ => space.TakeAny(Who(1))!).ToList();
        foreach (var lease in all)
        {
            space.Release(lease, Now);
        }

        Assert.Equal("10.0.0.3", space.FindKept(Who(1), Any)!.Address.ToString());
        Assert.Equal("10.0.0.2", space.FindKept(Who(1), IpAddress.Parse("10.0.0.2"))!.Address.ToString());
        Assert.Null(space.FindKept(Who(2), IpAddress.Parse("10.0.0.2")));
        space.Use(all[2], Who(1));
        Assert.Equal("10.0.0.2", space.FindKept(Who(1), Any)!.Address.ToString());
        Assert.Equal("10.0.0.3", space.FindInUse(Who(1), [])!.Address.ToString());
        Assert.Null(space.FindInUse(Who(1), [all[2]]));
    }

    [Fact]
    public void TakeWanted_OnlyWhatNobodyEverHad()
    {
        var space = Space(("10.0.0.1", "10.0.0.3"));

        Assert.Equal("10.0.0.2", space.TakeWanted(IpAddress.Parse("10.0.0.2"), Who(1))!.Address.ToString());
        Assert.Null(space.TakeWanted(IpAddress.Parse("10.0.0.2"), Who(2)));
        Assert.Null(space.TakeWanted(IpAddress.Parse("10.0.0.4"), Who(2)));
        Assert.Null(space.TakeWanted(Any, Who(2)));
        Assert.Equal(["10.0.0.1", "10.0.0.3", null], Enumerable.Range(0, 3).Select(i => space.TakeAny(Who(i))?.Address.ToString()));
    }

    [Fact]
    public void Kept_NeverMoreThanTheMaximum()
    {
        var space = new AddressSpace(maximumKept: 3);
        space.Load([AddressRange.HostsOf(IpAddress.Parse("fd00::"), 64)], []);
        for (var round = 0; round < 50; round++)
        {
            space.Release(space.TakeAny(Who(round))!, Now);
        }

        Assert.Equal((0, 3), (space.InUse, space.Kept));
    }

    [Fact]
    public void Load_OtherRanges_AddressesInUseStayUntilTheyAreGivenBack()
    {
        var space = Space(("10.0.0.1", "10.0.0.9"));
        var (used, kept, inside) = (space.TakeAny(Who(1))!, space.TakeAny(Who(2))!, space.TakeAny(Who(3))!);
        space.Release(kept, Now);
        var forgotten = new List<LeasedAddress>();
        space.Load([AddressRange.Between(IpAddress.Parse("10.0.0.3"), IpAddress.Parse("10.0.0.4"))], forgotten);

        Assert.Equal([kept], forgotten);
        Assert.Equal((2ul, 2, 0), (space.Size, space.InUse, space.Kept));
        Assert.False(space.Release(used, Now));
        Assert.True(space.Release(inside, Now));
        Assert.Equal("10.0.0.4", space.TakeAny(Who(4))!.Address.ToString());
        Assert.Equal((1, 1), (space.InUse, space.Kept));
    }

    private static AddressSpace Space(params (string First, string Last)[] ranges)
    {
        var space = new AddressSpace();
        space.Load([.. ranges.Select(range => AddressRange.Between(IpAddress.Parse(range.First), IpAddress.Parse(range.Last)))], []);
        return space;
    }

    private static Identity Who(int number) => Identity.Fqdn($"peer-{number}.example");
}
