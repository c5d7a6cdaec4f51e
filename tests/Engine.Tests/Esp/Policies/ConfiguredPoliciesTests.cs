using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using Xunit;

namespace MyIkev2.Engine.Tests.Esp.Policies;

public sealed class ConfiguredPoliciesTests
{
    private static readonly IpAddress Near = IpAddress.Parse("192.0.2.1");
    private static readonly IpAddress Far = IpAddress.Parse("198.51.100.1");

    [Theory]
    [InlineData(PolicyAction.Esp, ChildAction.Trap, 1)]
    [InlineData(PolicyAction.Ah, ChildAction.Trap, 1)]
    [InlineData(PolicyAction.Esp, ChildAction.Start, 0)]
    [InlineData(PolicyAction.Esp, ChildAction.None, 0)]
    [InlineData(PolicyAction.Pass, ChildAction.None, 1)]
    [InlineData(PolicyAction.Drop, ChildAction.Start, 1)]
    public void ConfiguredPolicies_ActionAndStartAction_SayWhetherThereIsAnEntry(PolicyAction action, ChildAction startAction, int expected) =>
        Assert.Equal(expected, Build(Peer(Policy("p", "10.1.0.0/16", "10.2.0.0/16") with { Action = action, StartAction = startAction })).Count);

    [Fact]
    public void ConfiguredPolicies_DisabledVpn_HasNone() =>
        Assert.Empty(Build(Peer(Policy("p", "10.1.0.0/16", "10.2.0.0/16")) with { Enabled = false }));

    [Fact]
    public void ConfiguredPolicies_SeveralSelectors_EveryPairOfAFamily()
    {
        var policy = Policy("p", "10.1.0.0/16", "10.2.0.0/16") with
        {
            LocalSelectors = [Configured("10.1.0.0/16"), Configured("2001:db8:1::/48"), Configured("10.1.7.0/24")],
            RemoteSelectors = [Configured("10.2.0.0/16"), Configured("10.3.0.0/16"), Configured("2001:db8:2::/48")],
        };
        var entries = Build(Peer(policy));

        // 10.1.7.0/24 lies within 10.1.0.0/16.
        Assert.Equal(
            [("10.1.0.0", "10.2.0.0"), ("10.1.0.0", "10.3.0.0"), ("2001:db8:1::", "2001:db8:2::")],
            entries.Select(entry => (entry.Local.Start.ToString(), entry.Remote.Start.ToString())));
        Assert.All(entries, entry => Assert.Null(entry.Sa));
    }

    [Fact]
    public void ConfiguredPolicies_DynamicSelectors_AreTheVpnsAddresses()
    {
        var policy = new ChildPolicy { Name = "p", LocalSelectors = [new ConfiguredSelector(null, 0, 6, 80, 80)] };
        var entry = Assert.Single(Build(Peer(policy)));
        Assert.Equal(TrafficSelector.Host(Near, 6, 80, 80), entry.Local);
        Assert.Equal(TrafficSelector.Host(Far), entry.Remote);
        Assert.Empty(Build(Peer(policy) with { LocalAddress = null }));
    }

    [Fact]
    public void ConfiguredPolicies_PeerAddressUnknown_NoTrapsButPassAndDrop()
    {
        var trap = Policy("trap", "10.1.0.0/16", "10.2.0.0/16");
        var drop = Policy("drop", "10.1.0.0/16", "10.3.0.0/16") with { Action = PolicyAction.Drop };
        Assert.Equal(["drop"], Build(Peer(trap, drop) with { RemoteAddress = null }).Select(entry => entry.Policy.Name));
    }

    [Fact]
    public void ConfiguredPolicies_TrapsOf_WhateverTheStartActionSays()
    {
        var policy = Policy("p", "10.1.0.0/16", "10.2.0.0/16") with { StartAction = ChildAction.Start };
        Assert.Single(ConfiguredPolicies.TrapsOf(Peer(policy), policy));
    }

    private static List<PolicyEntry> Build(PeerPolicy peer) => [.. ConfiguredPolicies.Build(new EngineConfiguration { Peers = [peer] })];

    private static PeerPolicy Peer(params ChildPolicy[] children) =>
        new() { Name = "vpn", Proposals = [], LocalAddress = Near, RemoteAddress = Far, Children = children.ToValueList() };

    private static ChildPolicy Policy(string name, string local, string remote) =>
        new() { Name = name, LocalSelectors = [Configured(local)], RemoteSelectors = [Configured(remote)] };

    private static ConfiguredSelector Configured(string subnet)
    {
        var parts = subnet.Split('/');
        return new ConfiguredSelector(IpAddress.Parse(parts[0]), int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }
}
