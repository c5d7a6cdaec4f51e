using System.Net;
using MyIkev2.Registry;
using Xunit;

namespace MyIkev2.Registry.Tests;

public sealed class SelectorInfoTests
{
    [Theory]
    [InlineData("10.0.0.0", "10.0.255.255", 0, 0, 65535, "10.0.0.0/16")]
    [InlineData("10.0.0.1", "10.0.0.1", 0, 0, 65535, "10.0.0.1/32")]
    [InlineData("0.0.0.0", "255.255.255.255", 0, 0, 65535, "0.0.0.0/0")]
    [InlineData("10.0.0.1", "10.0.0.9", 0, 0, 65535, "10.0.0.1-10.0.0.9")]
    [InlineData("2001:db8::", "2001:db8::ffff", 0, 0, 65535, "2001:db8::/112")]
    [InlineData("10.0.0.0", "10.0.0.255", 6, 80, 80, "10.0.0.0/24[6/80]")]
    [InlineData("10.0.0.0", "10.0.0.255", 17, 0, 65535, "10.0.0.0/24[17]")]
    [InlineData("10.0.0.0", "10.0.0.255", 6, 1000, 2000, "10.0.0.0/24[6/1000-2000]")]
    [InlineData("10.0.0.0", "10.0.0.255", 6, 65535, 0, "10.0.0.0/24[6/opaque]")]
    public void ToString_Ranges_ShowSubnetsAndPorts(string start, string end, byte protocol, ushort startPort, ushort endPort, string text) =>
        Assert.Equal(text, new SelectorInfo(protocol, startPort, endPort, IPAddress.Parse(start), IPAddress.Parse(end)).ToString());
}
