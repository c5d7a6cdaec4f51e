using MyIkev2.Engine.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp.Policies;

/// <summary>The examples of 6WIND's "SPD hash": <c>sp-hash-ipv4 local 16 remote 24</c>, <c>sp-hash-ipv6 local 56 remote 64</c>.</summary>
public sealed class SelectorHashThresholdsTests
{
    [Theory]
    [InlineData("10.22.0.0/20", "10.24.1.0/24", "Out", true)]
    [InlineData("10.22.0.0/16", "10.24.0.0/16", "Out", false)]
    [InlineData("10.24.1.1/32", "10.22.0.0/16", "In", true)]
    [InlineData("3ffe:304:124:2200::/60", "3ffe:304:124:2401::/64", "Out", true)]
    [InlineData("3ffe:304:124:2200::/56", "3ffe:304:124:2400::/56", "Out", false)]
    [InlineData("3ffe:304:124:2401::2/128", "3ffe:304:124:2200::/56", "In", true)]
    public void SelectorHashThresholds_Examples_AreHashedAsDocumented(string source, string destination, string direction, bool expected)
    {
        var thresholds = new SelectorHashThresholds(Ipv4Local: 16, Ipv4Remote: 24, Ipv6Local: 56, Ipv6Remote: 64);
        Assert.Equal(expected, thresholds.IsHashed(Prefix(source), Prefix(destination), Enum.Parse<PolicyDirection>(direction)));
    }

    [Theory]
    [InlineData("10.0.0.1/32", "10.0.0.2/32", true)]
    [InlineData("10.0.0.1/32", "10.0.0.2/31", false)]
    [InlineData("::1/128", "::2/128", true)]
    [InlineData("::1/127", "::2/128", false)]
    [InlineData("::1/128", "10.0.0.2/32", false)] // no packet has both
    public void SelectorHashThresholds_Default_OnlyPairsOfHosts(string source, string destination, bool expected) =>
        Assert.Equal(expected, SelectorHashThresholds.Default.IsHashed(Prefix(source), Prefix(destination), PolicyDirection.Out));

    [Theory]
    [InlineData("10.1.0.0", "10.1.255.255", 16)]
    [InlineData("0.0.0.0", "255.255.255.255", 0)]
    [InlineData("10.1.0.1", "10.1.0.1", 32)]
    [InlineData("10.1.0.0", "10.1.0.2", -1)]
    [InlineData("10.1.0.1", "10.1.0.2", -1)]
    [InlineData("10.1.0.2", "10.1.0.1", -1)]
    [InlineData("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 0)]
    [InlineData("2001:db8::", "2001:db8::ffff", 112)]
    public void IpPrefix_OfARange_IsExactOrNone(string start, string end, int length)
    {
        IpPrefix? expected = length < 0 ? null : new IpPrefix(IpAddress.Parse(start), length);
        Assert.Equal(expected, IpPrefix.FromRange(IpAddress.Parse(start), IpAddress.Parse(end)));
    }

    private static IpPrefix Prefix(string text)
    {
        var parts = text.Split('/');
        return new IpPrefix(IpAddress.Parse(parts[0]), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
