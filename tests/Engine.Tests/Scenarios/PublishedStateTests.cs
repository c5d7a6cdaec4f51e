using MyIkev2.Engine.Policy;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>What displays see of a tunnel before it stands, while it is replaced, and while it goes.</summary>
public sealed class PublishedStateTests
{
    private static readonly TimeSpan OneWay = TimeSpan.FromMilliseconds(1);

    [Fact]
    public void Establish_StepByStep_ChildIsPendingThenNegotiatingThenInstalled()
    {
        var pair = new SimPair(seed: 11);
        pair.Configure(new SimVpn { ChildCount = 1 });
        pair.A.Execute(new EngineCommand.InitiateChild("child-1"));
        var pending = Only(pair.A, IkeTunnelState.InitSent).Children.Single();
        Assert.Equal((IpsecTunnelState.Pending, 0u, "child-1"), (pending.State, pending.SpiIn, pending.PolicyName));
        Assert.Equal("10.1.1.0/24", pending.LocalSelectors.Single().AddressText);

        pair.Advance(OneWay * 2);
        var negotiating = Only(pair.A, IkeTunnelState.AuthSent).Children.Single();
        Assert.Equal(IpsecTunnelState.Negotiating, negotiating.State);
        Assert.NotEqual(0u, negotiating.SpiIn);
        Assert.Equal(IkeTunnelState.InitAnswered, pair.B.Tunnels.Single().State);

        pair.Drive();
        var installed = pair.A.Tunnel.Children.Single();
        Assert.Equal(IpsecTunnelState.Installed, installed.State);
        Assert.Equal((pending.Id, pending.Generation, pending.UniqueId), (installed.Id, installed.Generation, installed.UniqueId));
        Assert.Equal(negotiating.SpiIn, installed.SpiIn);
    }

    [Fact]
    public void Initiate_WhileAnotherExchangeRuns_FurtherChildWaitsAsPending()
    {
        var pair = SimPair.Established(seed: 12, vpn => vpn.ChildCount = 3);
        pair.A.Execute(new EngineCommand.InitiateChild("child-2"));
        pair.A.Execute(new EngineCommand.InitiateChild("child-3"));
        Assert.Equal(
            [("child-1", IpsecTunnelState.Installed), ("child-2", IpsecTunnelState.Negotiating), ("child-3", IpsecTunnelState.Pending)],
            pair.A.Tunnel.Children.Select(static child => (child.PolicyName, child.State)));
        Assert.Equal(2, pair.A.Registry.Capture().Read(pair.A.Tunnel).PendingChildren);
        pair.Drive();
        Assert.Equal(3, pair.A.Tunnel.Children.Count(static child => child.State == IpsecTunnelState.Installed));
    }

    [Fact]
    public void RekeyChild_UnderWay_NextGenerationIsShownBesideTheOld()
    {
        var pair = SimPair.Established(seed: 13);
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        Assert.Equal(
            [(1u, IpsecTunnelState.Rekeying), (2u, IpsecTunnelState.Negotiating)],
            pair.A.Tunnel.Children.Select(static child => (child.Generation, child.State)));
        Assert.Equal(pair.A.Tunnel.Children[0].Id, pair.A.Tunnel.Children[1].Id);
        pair.Drive();
        Assert.Equal(2u, pair.A.Tunnel.Children.Single(static child => child.State == IpsecTunnelState.Installed).Generation);
    }

    [Fact]
    public void RekeyIke_DeleteUnanswered_OldGenerationStaysListedHalfClosed()
    {
        var pair = SimPair.Established(seed: 14);
        pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Advance(OneWay * 2);
        Assert.Equal(
            [(2u, TunnelPhase.Active), (1u, TunnelPhase.HalfClosed)],
            pair.A.Tunnels.Select(static tunnel => (tunnel.Generation, tunnel.State.Phase())));
        pair.Drive();
        Assert.Single(pair.A.Tunnels);
    }

    [Fact]
    public void HardLifetime_PeerDoesNotAnswerTheDelete_IsExpiredUntilTheChildrenAreGone()
    {
        // The peer refuses nothing and answers nothing: the rekey never happens, and the DELETE after the hard limit is never answered.
        var pair = SimPair.Established(seed: 15, static vpn =>
        {
            vpn.Peer = static peer => peer with { RekeyTime = TimeSpan.FromMinutes(1), OverTime = TimeSpan.FromSeconds(5), RandomTime = TimeSpan.Zero, DpdDelay = TimeSpan.Zero };
            vpn.Child = static child => child with { RekeyTime = TimeSpan.Zero, LifeTime = TimeSpan.Zero };
            vpn.Retransmission = new RetransmissionOptions { Timeout = 20, Base = 1, Tries = 3, Jitter = 0 };
        });
        pair.Network.LossPercent = 100;
        pair.Advance(66);
        var expired = pair.A.Tunnels.Single();
        Assert.Equal(IkeTunnelState.Expired, expired.State);
        Assert.Equal(IpsecTunnelState.Installed, expired.Children.Single().State);
        Assert.Equal(1, pair.A.Registry.Capture().Tally.Ike(TunnelPhase.Expired));
        pair.Advance(200);
        pair.A.ShouldBeEmpty();
        Assert.Equal(0, pair.A.Registry.Capture().Tally.Ike(TunnelPhase.Expired));
    }

    [Fact]
    public void ChildHardLifetime_DeleteUnanswered_ChildIsExpired()
    {
        var pair = SimPair.Established(seed: 16, static vpn =>
            vpn.Child = static child => child with { RekeyTime = TimeSpan.Zero, LifeTime = TimeSpan.FromSeconds(30) });
        pair.Network.LossPercent = 100;
        pair.Advance(31);
        Assert.Equal(IpsecTunnelState.Expired, pair.A.Tunnel.Children.Single().State);
        Assert.Equal(1, pair.A.Registry.Capture().Tally.Children(TunnelPhase.Expired));
        pair.Network.LossPercent = 0;
        pair.Advance(10);
        Assert.Empty(pair.A.Tunnel.Children);
    }

    [Fact]
    public void FlushChild_DeleteUnanswered_ChildIsHalfClosed()
    {
        var pair = SimPair.Established(seed: 17);
        pair.A.Execute(new EngineCommand.FlushChild(SaSelector.All));
        Assert.Equal(IpsecTunnelState.Deleting, pair.A.Tunnel.Children.Single().State);
        Assert.Equal(1, pair.A.Registry.Capture().Tally.Children(TunnelPhase.HalfClosed));
    }

    [Fact]
    public void Activation_ByCommandPeerPacketAndStart_IsToldAndSurvivesRekeys()
    {
        var pair = SimPair.Established(seed: 18, carriesPackets: true, vpn: static vpn => vpn.ChildCount = 2);
        Assert.Equal(ActivationMethod.UserCommand, pair.A.Tunnel.Activation);
        Assert.Equal(ActivationMethod.UserCommand, pair.A.Tunnel.Children.Single().Activation);
        Assert.Equal(ActivationMethod.Remote, pair.B.Tunnel.Activation);
        Assert.Equal(ActivationMethod.Remote, pair.B.Tunnel.Children.Single().Activation);

        pair.B.SendInner(IpPackets.Udp("10.2.2.7", "10.1.2.5", [1, 2, 3]));
        pair.Drive();
        Assert.Equal(ActivationMethod.OnDemand, Child(pair.B, "child-2").Activation);
        Assert.Equal(ActivationMethod.Remote, Child(pair.A, "child-2").Activation);

        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Advance(10);
        Assert.Equal((ActivationMethod.UserCommand, 2u), (pair.A.Tunnel.Activation, pair.A.Tunnel.Generation));
        Assert.Equal((ActivationMethod.OnDemand, 2u, 2u), (Child(pair.B, "child-2").Activation, Child(pair.B, "child-2").Generation, Child(pair.B, "child-2").IkeGeneration));
    }

    [Fact]
    public void Activation_ByConfiguration_IsAutomatic()
    {
        var pair = new SimPair(seed: 19);
        var vpn = new SimVpn { Child = static child => child with { StartAction = ChildAction.Start } };
        pair.B.Configure(vpn.Build(forA: false, pair.B.Address, pair.AddressOfA));
        pair.A.Configure(vpn.Build(forA: true, pair.A.Address, pair.B.Address), "vpn");
        pair.Drive();
        Assert.Equal(ActivationMethod.Automatic, pair.A.Tunnel.Activation);
        Assert.Equal(ActivationMethod.Automatic, pair.A.Tunnel.Children.Single().Activation);
    }

    private static IkeTunnelSnapshot Only(SimHost host, IkeTunnelState state)
    {
        var tunnel = host.Tunnels.Single();
        Assert.Equal(state, tunnel.State);
        return tunnel;
    }

    private static IpsecTunnelSnapshot Child(SimHost host, string policy) =>
        host.Tunnel.Children.Single(child => child.PolicyName == policy && child.State == IpsecTunnelState.Installed);
}
