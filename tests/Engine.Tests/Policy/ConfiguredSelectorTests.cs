using MyIkev2.Engine.Policy;
using Xunit;

namespace MyIkev2.Engine.Tests.Policy;

public sealed class ConfiguredSelectorTests
{
    [Theory]
    [InlineData("10.0.0.0", "10.0.0.255", 24)]
    [InlineData("10.0.0.7", "10.0.0.7", 32)]
    [InlineData("0.0.0.0", "255.255.255.255", 0)]
    [InlineData("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 0)]
    [InlineData("2001:db8::", "2001:db8::ffff:ffff:ffff:ffff", 64)]
    public void Range_OfASubnet_IsTheSubnet(string first, string last, int prefixLength)
    {
        var selector = ConfiguredSelector.Range(IpAddress.Parse(first), IpAddress.Parse(last));

        Assert.Equal(new ConfiguredSelector(IpAddress.Parse(first), prefixLength), selector);
        Assert.Equal(IpAddress.Parse(last), selector.Resolve(default).End);
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.4")]
    [InlineData("10.0.0.0", "10.0.0.2")]
    [InlineData("2001:db8::1", "2001:db8::2")]
    public void Range_OfNoSubnet_ResolvesToBothEnds(string first, string last)
    {
        var selector = ConfiguredSelector.Range(IpAddress.Parse(first), IpAddress.Parse(last), protocol: 17, startPort: 5, endPort: 9);

        Assert.Equal(new TrafficSelector(17, 5, 9, IpAddress.Parse(first), IpAddress.Parse(last)), selector.Resolve(IpAddress.Parse(first)));
    }
}
