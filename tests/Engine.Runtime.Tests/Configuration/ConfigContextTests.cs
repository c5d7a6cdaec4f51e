using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Tests.Configuration;

public sealed class ConfigContextTests
{
    [Theory]
    [InlineData("/", "/ vrf main ike", "/ vrf main ike", "/ vrf main ike")]
    [InlineData("/", "vrf main ike vpn hq", "/ vrf main ike vpn hq", "/ vrf main ike vpn hq")]
    [InlineData("/ vrf main ike", "vpn hq version 2", "/ vrf main ike vpn hq version 2", "/ vrf main ike")]
    [InlineData("/ vrf main ike vpn hq", "/ vrf main ike pool p", "/ vrf main ike pool p", "/ vrf main ike pool p")]
    [InlineData("/ vrf main ike vpn hq", "..", "", "/ vrf main ike")]
    [InlineData("/ vrf main ike vpn hq", "/", "", "/")]
    [InlineData("/ vrf main ike vpn hq", "del version", "del / vrf main ike vpn hq version", "/ vrf main ike vpn hq")]
    [InlineData("/ vrf main ike vpn hq", "del / vrf main ike pool p", "del / vrf main ike pool p", "/ vrf main ike vpn hq")]
    [InlineData("/ vrf main ike global-options", "sp-hash-ipv4 local 16 remote 24", "/ vrf main ike global-options sp-hash-ipv4 local 16 remote 24", "/ vrf main ike global-options")]
    [InlineData("/ vrf main ike", "nonsense here", "/ vrf main ike nonsense here", "/ vrf main ike")]
    [InlineData("/ vrf main ike vpn hq", "local-id \"CN=a, O=b\" # why", "/ vrf main ike vpn hq local-id \"CN=a, O=b\"", "/ vrf main ike vpn hq")]
    public void Resolve_LineOfASession_IsAWholePath(string from, string line, string expected, string stands)
    {
        ConfigContext.Root.Resolve(from, out var context, out _);

        Assert.Equal(expected, context.Resolve(line, out var next, out var problem));
        Assert.Equal((string.Empty, stands), (problem, next.Path));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("\"open")]
    public void Resolve_WhatCannotBe_SaysWhy(string line)
    {
        Assert.Null(ConfigContext.Root.Resolve(line, out var next, out var problem));
        Assert.NotEmpty(problem);
        Assert.Same(ConfigContext.Root, next);
    }

    [Fact]
    public void Resolve_Comment_IsNothing()
    {
        Assert.Null(ConfigContext.Root.Resolve("# nothing", out _, out var problem));
        Assert.Empty(problem);
    }
}
