using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Tests;

public sealed class ConfigurationFactsTests
{
    [Fact]
    public void Publish_WildcardAddresses_AreAny()
    {
        var peer = new PeerPolicy { Name = "v", Proposals = [], Children = [new ChildPolicy { Name = "c", StartAction = ChildAction.Start }] };
        var vpn = Assert.Single(ConfigurationFacts.Publish(new EngineConfiguration
        {
            Peers = [peer with { LocalAddress = IpAddress.Parse("0.0.0.0"), RemoteAddress = IpAddress.Parse("192.0.2.9"), RemoteIdentity = new IdentityPattern("*@example.com") }],
        }));

        Assert.Null(vpn.LocalAddress);
        Assert.Equal("192.0.2.9", vpn.RemoteAddress!.ToString());
        Assert.Equal("*@example.com", vpn.RemoteIdentity.Text);
        Assert.Equal(["c"], vpn.SecurityPolicies);
    }
}
