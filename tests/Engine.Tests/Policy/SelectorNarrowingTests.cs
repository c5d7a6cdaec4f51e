using MyIkev2.Engine.Policy;
using Xunit;

namespace MyIkev2.Engine.Tests.Policy;

/// <summary>RFC 7296 section 2.9.</summary>
public sealed class SelectorNarrowingTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", "10.1.0.0/16")]
    [InlineData("10.1.0.0/16", "10.0.0.0/8", "10.1.0.0/16")]
    [InlineData("10.1.0.0/16", "10.2.0.0/16", "")]
    [InlineData("10.1.0.0/16", "2001:db8::/32", "")]
    [InlineData("2001:db8::/32", "2001:db8:7::/48", "2001:db8:7::/48")]
    public void Narrow_Subnets_GivesTheOverlap(string proposed, string allowed, string expected)
    {
        var result = SelectorNarrowing.Narrow([Parse(proposed)], [Parse(allowed)]);
        Assert.Equal(expected.Length == 0 ? [] : [Parse(expected)], result);
    }

    [Fact]
    public void Narrow_SeveralOverlaps_DropsThoseContainedInOthers()
    {
        var result = SelectorNarrowing.Narrow([Parse("10.1.1.0/24"), Parse("10.0.0.0/8")], [Parse("10.1.0.0/16"), Parse("10.2.0.0/16")]);
        Assert.Equal([Parse("10.1.0.0/16"), Parse("10.2.0.0/16")], result);
    }

    [Theory]
    [InlineData(6, 80, 80, 0, 0, 65535, 6, 80, 80)]
    [InlineData(0, 0, 65535, 17, 53, 53, 17, 53, 53)]
    [InlineData(6, 0, 1023, 6, 80, 2000, 6, 80, 1023)]
    public void Intersect_ProtocolsAndPorts_GivesTheNarrower(
        byte protocolA, ushort startA, ushort endA, byte protocolB, ushort startB, ushort endB, byte protocol, ushort start, ushort end)
    {
        var network = IpAddress.Parse("10.0.0.0");
        var result = TrafficSelector.Intersect(
            TrafficSelector.Subnet(network, 8, protocolA, startA, endA), TrafficSelector.Subnet(network, 8, protocolB, startB, endB));
        Assert.Equal(TrafficSelector.Subnet(network, 8, protocol, start, end), result);
    }

    [Fact]
    public void Intersect_DifferentProtocolsOrOpaquePorts_GivesNothing()
    {
        var network = IpAddress.Parse("10.0.0.0");
        Assert.Null(TrafficSelector.Intersect(TrafficSelector.Subnet(network, 8, 6), TrafficSelector.Subnet(network, 8, 17)));
        var opaque = TrafficSelector.Subnet(network, 8, 6, ushort.MaxValue, 0);
        Assert.Null(TrafficSelector.Intersect(opaque, TrafficSelector.Subnet(network, 8, 6, 80, 80)));
        Assert.Equal(opaque, TrafficSelector.Intersect(opaque, TrafficSelector.Subnet(network, 8, 6)));
    }

    private static TrafficSelector Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return TrafficSelector.Subnet(IpAddress.Parse(text[..slash]), int.Parse(text[(slash + 1)..]));
    }
}
