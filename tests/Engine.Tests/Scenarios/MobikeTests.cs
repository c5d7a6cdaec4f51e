using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>Addresses change under an IKE SA (RFC 4555). A starts the tunnel unless a test says otherwise.</summary>
public sealed class MobikeTests
{
    private static readonly IpAddress FirstOfA = IpAddress.Parse("192.0.2.1");
    private static readonly IpAddress SecondOfA = IpAddress.Parse("192.0.2.77");
    private static readonly IpAddress SixOfA = IpAddress.Parse("2001:db8:a::7");
    private static readonly IpAddress FirstOfB = IpAddress.Parse("198.51.100.1");
    private static readonly IpAddress SecondOfB = IpAddress.Parse("198.51.100.77");
    private static readonly IpAddress SixOfB = IpAddress.Parse("2001:db8:b::7");

    [Fact]
    public void Mobike_BothSupportIt_UsesNatTraversalPortsAndTellsAddresses()
    {
        var pair = Established([FirstOfA, SecondOfA], [FirstOfB, SecondOfB]);

        Assert.True(pair.A.Tunnel.Mobike);
        Assert.True(pair.B.Tunnel.Mobike);
        Assert.Equal((4500, 4500), (pair.A.Tunnel.Local.Port, pair.A.Tunnel.Remote.Port));
        Assert.False(pair.A.Tunnel.UdpEncapsulation);
        Assert.Equal([SecondOfB], SaOf(pair.A).Mobility!.PeerAddresses);
        Assert.Equal([SecondOfA], SaOf(pair.B).Mobility!.PeerAddresses);
        pair.ShouldAgree();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Mobike_OneSideOnly_IsNotUsed(bool ofA, bool ofB)
    {
        var pair = new SimPair(seed: 2, mobile: true);
        pair.Configure(new SimVpn { Peer = peer => peer with { Mobike = ofA } }, new SimVpn { Peer = peer => peer with { Mobike = ofB } });
        pair.Start();

        Assert.False(pair.A.Tunnel.Mobike);
        Assert.False(pair.B.Tunnel.Mobike);
        pair.A.Relocate(SecondOfA);
        pair.Drive();
        Assert.Equal(FirstOfA.ToIPAddress(), pair.B.Tunnel.Remote.Address);
    }

    [Fact]
    public void Update_InitiatorLosesItsAddress_SaAndChildrenFollow()
    {
        var pair = Established([FirstOfA, SecondOfA], [FirstOfB]);
        var before = pair.A.Tunnel;

        pair.A.Relocate(SecondOfA);
        pair.Drive();

        Assert.Equal(SecondOfA.ToIPAddress(), pair.A.Tunnel.Local.Address);
        Assert.Equal(SecondOfA.ToIPAddress(), pair.B.Tunnel.Remote.Address);
        Assert.Equal((before.Id, before.UniqueId, before.Generation), (pair.A.Tunnel.Id, pair.A.Tunnel.UniqueId, pair.A.Tunnel.Generation));
        ShouldUse(pair.A, SecondOfA, FirstOfB);
        ShouldUse(pair.B, FirstOfB, SecondOfA);
        Assert.Equal(IkeTunnelActivity.None, pair.A.Tunnel.Counters.Activity);
        Assert.Single(pair.A.Events.OfType<PathChanged>());
        Assert.Single(pair.B.Events.OfType<PathChanged>());
        pair.ShouldAgree();
    }

    [Fact]
    public void Update_RepeatedAndAfterRekey_Works()
    {
        var pair = Established([FirstOfA, SecondOfA], [FirstOfB]);
        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        Assert.False(pair.A.Tunnel.IsInitiator);

        pair.A.Relocate(SecondOfA);
        pair.Drive();
        ShouldUse(pair.B, FirstOfB, SecondOfA);
        pair.A.Relocate(FirstOfA);
        pair.Drive();
        ShouldUse(pair.B, FirstOfB, FirstOfA);
        pair.ShouldAgree();
    }

    [Fact]
    public void Update_ToAnotherFamily_Works()
    {
        var pair = Established([FirstOfA, SixOfA], [FirstOfB, SixOfB]);

        pair.A.Relocate(SixOfA);
        pair.Drive();

        ShouldUse(pair.A, SixOfA, SixOfB);
        ShouldUse(pair.B, SixOfB, SixOfA);
        pair.ShouldAgree();
    }

    [Fact]
    public void Update_AddressStillThere_StaysUnlessTheBestPathIsPreferred()
    {
        var keeps = Established([FirstOfA, SecondOfA], [FirstOfB]);
        keeps.A.Relocate(SecondOfA, FirstOfA);
        keeps.Drive();
        ShouldUse(keeps.A, FirstOfA, FirstOfB);

        var follows = Established([FirstOfA, SecondOfA], [FirstOfB], vpn => vpn.Limits = new EngineLimits { MobikePrefersBestPath = true });
        follows.A.Relocate(SecondOfA, FirstOfA);
        follows.Drive();
        ShouldUse(follows.A, SecondOfA, FirstOfB);
        ShouldUse(follows.B, FirstOfB, SecondOfA);
    }

    [Fact]
    public void Update_WhileARequestIsUnanswered_RequestGoesOnFromTheNewAddress()
    {
        var pair = Established([FirstOfA, SecondOfA], [FirstOfB]);
        pair.Network.Filter = static _ => false;
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        pair.Network.Filter = null;

        pair.A.Relocate(SecondOfA);
        pair.Drive();

        Assert.Contains(pair.A.Tunnel.Children, child => child is { State: IpsecTunnelState.Installed, Generation: 2 });
        ShouldUse(pair.B, FirstOfB, SecondOfA);
        pair.ShouldAgree();
    }

    [Fact]
    public void Update_LostAddressAgainBeforeTheAnswer_EndsAtTheLast()
    {
        var third = IpAddress.Parse("192.0.2.99");
        var pair = Established([FirstOfA, SecondOfA, third], [FirstOfB]);
        pair.Network.Filter = datagram => datagram.Source.Address != SecondOfA;

        pair.A.Relocate(SecondOfA);
        pair.Drive();
        pair.A.Relocate(third);
        pair.Drive();

        ShouldUse(pair.A, third, FirstOfB);
        ShouldUse(pair.B, FirstOfB, third);
        pair.ShouldAgree();
    }

    [Fact]
    public void ReturnRoutability_PeerIsNotThere_PacketsDoNotFollow()
    {
        var pair = Established([FirstOfA, SecondOfA], [FirstOfB]);

        // A's messages come from the new address, but what is sent there never arrives.
        pair.Network.Filter = datagram => datagram.Destination.Address != SecondOfA;
        pair.A.Relocate(SecondOfA);
        pair.Drive();

        Assert.Equal(SecondOfA.ToIPAddress(), pair.B.Tunnel.Remote.Address);
        ShouldUse(pair.B, FirstOfB, FirstOfA);
        Assert.True(pair.B.Tunnel.Counters.Read().PendingRequests > 0);

        pair.Network.Filter = null;
        pair.Advance(30);
        ShouldUse(pair.B, FirstOfB, SecondOfA);
        pair.ShouldAgree();
    }

    [Fact]
    public void Responder_GetsAnotherAddress_InitiatorFollows()
    {
        var pair = Established([FirstOfA], [FirstOfB, SecondOfB]);

        pair.B.Relocate(SecondOfB);
        pair.Drive();

        ShouldUse(pair.A, FirstOfA, SecondOfB);
        ShouldUse(pair.B, SecondOfB, FirstOfA);
        pair.ShouldAgree();
    }

    [Fact]
    public void Responder_GetsAnAddressNobodyKnew_InitiatorFollows()
    {
        var pair = Established([FirstOfA], [FirstOfB]);

        pair.B.Relocate(SecondOfB);
        pair.Drive();

        ShouldUse(pair.A, FirstOfA, SecondOfB);
        ShouldUse(pair.B, SecondOfB, FirstOfA);
        pair.ShouldAgree();
    }

    [Fact]
    public void Responder_OnlyItsListChanges_InitiatorKeepsThePathAndKnowsIt()
    {
        var pair = Established([FirstOfA], [FirstOfB]);

        pair.B.Relocate(FirstOfB, SecondOfB);
        pair.Drive();

        ShouldUse(pair.A, FirstOfA, FirstOfB);
        Assert.Equal([SecondOfB], SaOf(pair.A).Mobility!.PeerAddresses);

        pair.B.Relocate(FirstOfB);
        pair.Drive();
        Assert.Empty(SaOf(pair.A).Mobility!.PeerAddresses);
    }

    [Fact]
    public void Probing_PathBreaksUnnoticed_FindsTheOther()
    {
        var pair = Established([FirstOfA], [FirstOfB, SecondOfB], vpn => vpn.Peer = peer => peer with { Mobike = true, DpdDelay = TimeSpan.FromSeconds(10) });

        // Nobody is told: B's first address just does not work any more.
        pair.Network.Filter = datagram => datagram.Destination.Address != FirstOfB && datagram.Source.Address != FirstOfB;
        pair.Advance(60);

        ShouldUse(pair.A, FirstOfA, SecondOfB);
        ShouldUse(pair.B, SecondOfB, FirstOfA);
        Assert.Equal(0ul, pair.A.Counters.DpdFailures);
        pair.ShouldAgree();
    }

    [Fact]
    public void Probing_NoPathWorks_PeerIsDead()
    {
        var pair = Established([FirstOfA], [FirstOfB, SecondOfB], vpn => vpn.Peer = peer => peer with { Mobike = true, DpdDelay = TimeSpan.FromSeconds(10) });
        pair.Network.LossPercent = 100;
        pair.Advance(400);

        Assert.DoesNotContain(pair.A.Tunnels, tunnel => tunnel.State == IkeTunnelState.Established);
        Assert.Equal(1ul, pair.A.Counters.DpdFailures);
    }

    [Fact]
    public void Nat_MappingChanges_InitiatorNoticesByLivenessCheckAndUpdates()
    {
        var pair = new SimPair(seed: 3, nat: true, mobile: true);
        pair.Configure(
            new SimVpn { Peer = static peer => peer with { Mobike = true, DpdDelay = TimeSpan.FromSeconds(10) } },
            new SimVpn { Peer = static peer => peer with { Mobike = true } });
        pair.Start();
        pair.Advance(15);
        Assert.True(pair.A.Tunnel.Counters.Read().DpdReplies >= 1);
        var before = pair.B.Tunnel.Remote.Port;

        pair.Network.Nat!.Rebind();
        pair.Advance(15);

        Assert.NotEqual(before, pair.B.Tunnel.Remote.Port);
        Assert.Equal(pair.B.Tunnel.Remote.Port, pair.B.DataPlane.Outbound.Values.Single().Path.Remote.Port);
        pair.ShouldAgree();
    }

    [Fact]
    public void Update_ComesBehindANat_PacketsGoInUdpFromThenOn()
    {
        var pair = Established([FirstOfA, SecondOfA], [FirstOfB], seed: 5, carriesPackets: true);
        Assert.False(pair.A.Tunnel.UdpEncapsulation);

        pair.Network.Nat = new SimNat(SecondOfA, IpAddress.Parse("203.0.113.9"));
        pair.A.Relocate(SecondOfA);
        pair.Drive();

        Assert.True(pair.A.Tunnel.UdpEncapsulation);
        Assert.True(pair.B.Tunnel.UdpEncapsulation);
        Assert.True(pair.B.Tunnel.RemoteNatDetected);
        Assert.Equal(IpAddress.Parse("203.0.113.9").ToIPAddress(), pair.B.Tunnel.Remote.Address);
        pair.Network.Sent.Clear();
        pair.A.SendInner(Testing.Esp.IpPackets.Udp("10.1.1.1", "10.2.1.1", 64));
        pair.Drive();
        Assert.Equal(Engine.Esp.PacketEncapsulation.Udp, Assert.Single(pair.Network.Sent, static sent => sent.Outer is not null).Outer!.Value.Encapsulation);
        Assert.Single(pair.B.Delivered);
    }

    [Theory]
    [InlineData(false, CommandStatus.Succeeded)]
    [InlineData(true, CommandStatus.Failed)]
    public void NatsForbidden_OneOnTheWay_IsRefused(bool nat, CommandStatus expected)
    {
        var pair = new SimPair(seed: 6, nat: nat, mobile: true);
        pair.Configure(new SimVpn { Peer = static peer => peer with { Mobike = true, DisallowsNat = true } });
        var request = pair.Start();

        Assert.Equal(expected, pair.A.ResultOf(request)!.Status);
        Assert.Equal(nat, pair.A.ResultOf(request)!.Message.Contains("UNEXPECTED_NAT_DETECTED", StringComparison.Ordinal));
    }

    [Fact]
    public void Update_RequestOfTheWrongSide_ChangesNothing()
    {
        var pair = Established([FirstOfA], [FirstOfB, SecondOfB]);
        var sa = SaOf(pair.B);
        sa.Requests.Enqueue(new Mobility.UpdateAddressesInitiator());
        pair.Drive();

        ShouldUse(pair.A, FirstOfA, FirstOfB);
        Assert.Empty(pair.A.Events.OfType<PathChanged>());
        pair.ShouldAgree();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Roaming_ByPlan_TakesTheNextAddressesInTurn(bool own, bool peer)
    {
        var pair = new SimPair(seed: 8, mobile: true);
        pair.A.Relocate(FirstOfA, SecondOfA, IpAddress.Parse("192.0.2.200"));
        pair.B.Relocate(FirstOfB, SecondOfB);
        pair.Configure(
            new SimVpn { Peer = vpn => vpn with { Mobike = true, Roaming = new RoamingPlan([FirstOfA, SecondOfA], TimeSpan.FromSeconds(10), own, peer) } },
            new SimVpn { Peer = static vpn => vpn with { Mobike = true, Roaming = new RoamingPlan([FirstOfB, SecondOfB], TimeSpan.Zero, false, false) } });
        pair.Start();
        Assert.Equal([SecondOfA], SaOf(pair.B).Mobility!.PeerAddresses);

        pair.Advance(11);
        ShouldUse(pair.A, own ? SecondOfA : FirstOfA, peer ? SecondOfB : FirstOfB);
        ShouldUse(pair.B, peer ? SecondOfB : FirstOfB, own ? SecondOfA : FirstOfA);

        // And round again, through a rekey.
        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Advance(10.5);
        ShouldUse(pair.A, FirstOfA, FirstOfB);
        ShouldUse(pair.B, FirstOfB, FirstOfA);
        pair.ShouldAgree();
    }

    [Fact]
    public void TransportMode_DoesNotMove()
    {
        var pair = Established([FirstOfA, SecondOfA], [FirstOfB], vpn => vpn.Child = child => child with { Mode = IpsecMode.Transport });

        pair.A.Relocate(SecondOfA);
        pair.Drive();

        Assert.Empty(pair.A.Events.OfType<PathChanged>());
        Assert.Equal(FirstOfA.ToIPAddress(), pair.B.Tunnel.Remote.Address);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public void Update_BadNetwork_BothSidesEndOnTheSamePath(int seed)
    {
        var pair = Established([FirstOfA, SecondOfA], [FirstOfB, SecondOfB], seed: (ulong)seed);
        pair.Network.LossPercent = 25;
        pair.Network.DuplicatePercent = 25;
        pair.Network.Jitter = 500;
        foreach (var address in new[] { SecondOfA, FirstOfA, SecondOfA })
        {
            pair.A.Relocate(address);
            pair.Advance(3);
        }

        pair.Network.LossPercent = 0;
        pair.Advance(200);
        ShouldUse(pair.A, SecondOfA, IpAddress.From(pair.A.Tunnel.Remote.Address));
        ShouldUse(pair.B, IpAddress.From(pair.A.Tunnel.Remote.Address), SecondOfA);
        pair.ShouldAgree();
    }

    private static SimPair Established(IpAddress[] ofA, IpAddress[] ofB, Action<SimVpn>? change = null, ulong seed = 1, bool carriesPackets = false)
    {
        var pair = new SimPair(seed, mobile: true, carriesPackets: carriesPackets);
        var vpn = new SimVpn { Peer = static peer => peer with { Mobike = true } };
        change?.Invoke(vpn);
        pair.A.Relocate(ofA);
        pair.B.Relocate(ofB);
        pair.Configure(vpn);
        pair.Start();
        return pair;
    }

    private static Engine.Sa.IkeSa SaOf(SimHost host) => host.Shard.Services.Sas.All.Single(static sa => sa.State is Engine.Sa.IkeSaState.Established);

    private static void ShouldUse(SimHost host, IpAddress local, IpAddress remote)
    {
        var path = host.DataPlane.Outbound.Values.Single(outbound => host.Tunnel.Children.Any(child => child.State == IpsecTunnelState.Installed && child.SpiOut == outbound.Facts.SpiOut)).Path;
        Assert.Equal((local, remote), (path.Local.Address, path.Remote.Address));
    }
}
