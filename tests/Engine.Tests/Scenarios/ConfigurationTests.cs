using MyIkev2.Engine.Policy;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>A new configuration touches what it changes and nothing else.</summary>
public class ConfigurationTests
{
    [Fact]
    public void Configuration_SecurityPolicyAdded_TunnelStaysAndTheNewOneWorks()
    {
        var pair = SimPair.Established(seed: 31);
        var (ike, child) = (pair.A.Tunnel.UniqueId, pair.A.Tunnel.Children[0].SpiIn);

        pair.Configure(new SimVpn { ChildCount = 2 });
        pair.Drive();
        pair.Start("child-2");

        Assert.Equal(ike, pair.A.Tunnel.UniqueId);
        Assert.Equal(["child-1", "child-2"], Installed(pair.A));
        Assert.Contains(pair.A.Tunnel.Children, other => other.SpiIn == child);
        pair.ShouldAgree();
    }

    [Fact]
    public void Configuration_SecurityPolicyRemoved_OnlyItsChildIsDeleted()
    {
        var pair = SimPair.Established(seed: 32, vpn => vpn.ChildCount = 2);
        pair.Start("child-2");
        var ike = pair.A.Tunnel.UniqueId;

        pair.A.Configure(new SimVpn { ChildCount = 1 }.Build(forA: true, pair.A.Address, pair.B.Address));
        pair.Drive();

        Assert.Equal(ike, pair.A.Tunnel.UniqueId);
        Assert.Equal(["child-1"], Installed(pair.A));
        Assert.Equal(["child-1"], Installed(pair.B));
        pair.ShouldAgree();
    }

    [Fact]
    public void Configuration_SecurityPolicyChanged_ItsChildStartsOver()
    {
        var pair = SimPair.Established(seed: 33);
        var (ike, child) = (pair.A.Tunnel.UniqueId, pair.A.Tunnel.Children[0].SpiIn);

        pair.A.Configure(
            new SimVpn { Child = policy => policy with { ReplayWindow = 64, StartAction = ChildAction.Start } }.Build(forA: true, pair.A.Address, pair.B.Address),
            "vpn");
        pair.Drive();

        Assert.Equal(ike, pair.A.Tunnel.UniqueId);
        var replaced = Assert.Single(pair.A.Tunnel.Children, other => other.State == IpsecTunnelState.Installed);
        Assert.NotEqual(child, replaced.SpiIn);
        Assert.Equal(64, replaced.ReplayWindow);
        pair.ShouldAgree();
    }

    [Fact]
    public void Configuration_VpnChanged_ItsIkeSaIsDeleted()
    {
        var pair = SimPair.Established(seed: 34);

        pair.A.Configure(
            new SimVpn { Peer = policy => policy with { DpdDelay = TimeSpan.FromMinutes(1) } }.Build(forA: true, pair.A.Address, pair.B.Address));
        pair.Drive();

        Assert.Empty(pair.A.Tunnels);
        Assert.Empty(pair.B.Tunnels);
    }

    private static IEnumerable<string> Installed(SimHost host) =>
        host.Tunnel.Children.Where(child => child.State == IpsecTunnelState.Installed).Select(child => child.PolicyName).Order();
}
