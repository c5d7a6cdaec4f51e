using System.Net;
using MyIkev2.Registry;
using MyIkev2.TestInstances.Running;

namespace MyIkev2.TestInstances.Tests.Running;

public sealed class PoolUsageTests
{
    [Fact]
    public void Of_NoPool_IsNone() => Assert.Same(TestPoolUsage.None, PoolUsage.Of([]));

    [Fact]
    public void Of_APoolOfEachFamily_HasTheirFirstAddressesAndWhatTunnelsHave()
    {
        var usage = PoolUsage.Of(
        [
            Pool("v4", "10.200.0.1", "10.200.0.254") with { Ipv4 = new AddressUsage(254, InUse: 5, Kept: 3) },
            Pool("v6", "2001:db8::1", "2001:db8::ff") with { Ipv6 = new AddressUsage(255, InUse: 7, Kept: 0) },
        ]);

        Assert.Equal(new TestPoolUsage(IPAddress.Parse("10.200.0.1"), IPAddress.Parse("2001:db8::1"), 5, 7), usage);
    }

    [Fact]
    public void Of_OneFamilyOnly_TheOtherHasNoAddress()
    {
        var usage = PoolUsage.Of([Pool("v6", "2001:db8::1", "2001:db8::ff")]);

        Assert.Equal(new TestPoolUsage(null, IPAddress.Parse("2001:db8::1"), 0, 0), usage);
    }

    private static AddressPoolSnapshot Pool(string name, string first, string last) => new()
    {
        Name = name,
        Ranges = [new AddressRangeInfo(IPAddress.Parse(first), IPAddress.Parse(last))],
    };
}
