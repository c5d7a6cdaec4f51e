using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>Loss, repeats, fragments, NAT, dead peers, cookies and limits.</summary>
public sealed class NetworkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Establish_LossyReorderingNetwork_ComesUpAndRekeys(int seed)
    {
        var pair = new SimPair((ulong)seed);
        pair.Configure(new SimVpn());
        pair.Network.LossPercent = 25;
        pair.Network.DuplicatePercent = 25;
        pair.Network.Jitter = 500;
        pair.A.Execute(new EngineCommand.InitiateChild("child-1"));
        pair.Advance(60);
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Advance(170);
        pair.Network.LossPercent = 0;
        pair.Advance(170);
        pair.ShouldAgree();
        Assert.True(pair.A.Tunnel.Generation >= 2);
    }

    [Fact]
    public void Request_BeforeTheFirstConfiguration_IsAnsweredWhenItIsRepeated()
    {
        var pair = new SimPair(seed: 27);
        var vpn = new SimVpn();
        pair.A.Configure(vpn.Build(forA: true, pair.A.Address, pair.B.Address));
        pair.Start();
        Assert.Equal((0ul, 1ul), (pair.B.Counters.NoProposalFailures, pair.B.Counters.InDropped));

        pair.B.Configure(vpn.Build(forA: false, pair.B.Address, pair.A.Address));
        pair.Advance(10);

        pair.ShouldAgree();
    }

    [Fact]
    public void Request_Repeated_IsAnsweredFromStore()
    {
        var pair = new SimPair(seed: 6);
        pair.Configure(new SimVpn());
        pair.Network.DuplicatePercent = 100;
        pair.Start();
        pair.ShouldAgree();
        Assert.Equal(2ul, pair.B.Counters.InRetransmits);
        Assert.Equal(1ul, pair.B.Counters.IkeSaCreated);
        Assert.Single(pair.B.Tunnels);
    }

    [Fact]
    public void Message_LargerThanFragmentSize_TravelsInFragments()
    {
        var pair = new SimPair(seed: 7);
        pair.Network.Mtu = 300;
        var many = Enumerable.Range(1, 40).Select(n => new ConfiguredSelector(IpAddress.Parse($"10.1.{n}.0"), 24)).ToValueList();
        pair.Configure(
            new SimVpn { Limits = new EngineLimits { FragmentSize = 300 }, Child = child => child with { LocalSelectors = many } },
            new SimVpn { Limits = new EngineLimits { FragmentSize = 300 }, Child = child => child with { RemoteSelectors = many } });
        pair.Network.Jitter = 20;
        pair.Start();
        pair.ShouldAgree();
        Assert.True(pair.A.Tunnel.Fragmentation);
        Assert.Equal(40, pair.A.Tunnel.Children.Single().LocalSelectors.Count);
        Assert.True(pair.A.Counters.FragmentsOut > 3);
        Assert.Equal(pair.A.Counters.FragmentsOut, pair.B.Counters.FragmentsIn);
    }

    [Fact]
    public void Nat_InFrontOfInitiator_FloatsTo4500AndKeepsMappingAlive()
    {
        var pair = SimPair.Established(seed: 8, nat: true);
        pair.ShouldAgree();
        Assert.True(pair.A.Tunnel.LocalNatDetected);
        Assert.False(pair.A.Tunnel.RemoteNatDetected);
        Assert.True(pair.B.Tunnel.RemoteNatDetected);
        Assert.Equal(4500, pair.A.Tunnel.Remote.Port);
        Assert.Equal(4500, pair.B.Tunnel.Local.Port);
        Assert.True(pair.A.Tunnel.Children.Single().UdpEncapsulation);
        pair.Advance(65);
        Assert.Equal(3ul, pair.A.Counters.KeepalivesOut);
        Assert.Equal(0ul, pair.B.Counters.KeepalivesOut);
    }

    [Fact]
    public void Nat_MappingChanges_ResponderFollowsAuthenticRequests()
    {
        var pair = SimPair.Established(seed: 9, nat: true);
        var before = pair.B.Tunnel.Remote.Port;
        pair.Network.Nat!.Rebind();
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        pair.ShouldAgree();
        Assert.NotEqual(before, pair.B.Tunnel.Remote.Port);
        Assert.Equal(pair.B.Tunnel.Remote.Port, pair.B.DataPlane.Outbound.Values.Single().Path.Remote.Port);
    }

    [Fact]
    public void UdpEncapsulation_Forced_FloatsWithoutNat()
    {
        var pair = SimPair.Established(seed: 10, vpn => vpn.Peer = peer => peer with { ForceUdpEncapsulation = true });
        pair.ShouldAgree();
        Assert.Equal(4500, pair.A.Tunnel.Remote.Port);
        Assert.True(pair.A.Tunnel.UdpEncapsulation);
        Assert.True(pair.B.Tunnel.UdpEncapsulation);
    }

    [Theory]
    [InlineData(false, 0u)]
    [InlineData(true, 3u)]
    public void Dpd_PeerSpeaksAllTheTime_IsAskedOnlyWhenThatIsWanted(bool always, ulong expected)
    {
        var pair = new SimPair(seed: 11);
        pair.Configure(
            new SimVpn { Peer = peer => peer with { DpdDelay = TimeSpan.FromSeconds(10), ChecksLivenessAlways = always } },
            new SimVpn { Peer = static peer => peer with { DpdDelay = TimeSpan.FromSeconds(4), ChecksLivenessAlways = true } });
        pair.Start();
        pair.Advance(35);
        Assert.Equal(expected, pair.A.Tunnel.Counters.Read().DpdReplies);
    }

    [Fact]
    public void Dpd_PeerGone_SaClosesAndRestarts()
    {
        var pair = SimPair.Established(seed: 11, vpn =>
        {
            vpn.Peer = peer => peer with { DpdDelay = TimeSpan.FromSeconds(10), KeyingTries = 0 };
            vpn.Child = child => child with { DpdAction = ChildAction.Start };
        });
        pair.Advance(35);
        Assert.True(pair.A.Tunnel.Counters.Read().DpdReplies >= 1);
        pair.Network.LossPercent = 100;
        pair.Advance(400);
        Assert.DoesNotContain(pair.A.Tunnels, tunnel => tunnel.State == IkeTunnelState.Established);
        Assert.True(pair.A.Counters.DpdFailures >= 1);
        pair.Network.LossPercent = 0;
        pair.Advance(400);
        Assert.Contains(pair.A.Tunnels, tunnel => tunnel.State == IkeTunnelState.Established && tunnel.Children.Any(c => c.State == IpsecTunnelState.Installed));
    }

    [Fact]
    public void Dpd_OnlyTheInitiatorAsks_FirstProbeFollowsTheHandshake()
    {
        // A --> IKE_SA_INIT, IKE_AUTH; then silence. A --> INFORMATIONAL { } after its delay, nothing else wakes it.
        var pair = new SimPair(seed: 21);
        pair.Configure(new SimVpn { Peer = peer => peer with { DpdDelay = TimeSpan.FromSeconds(10) } }, new SimVpn());
        pair.Start();
        pair.Advance(11);
        Assert.Equal(1ul, pair.A.Tunnel.Counters.Read().DpdReplies);
        pair.Advance(10);
        Assert.Equal(2ul, pair.A.Tunnel.Counters.Read().DpdReplies);
        Assert.Equal(0ul, pair.B.Tunnel.Counters.Read().DpdReplies);
    }

    [Fact]
    public void Cookie_Always_IsAskedForAndReturned()
    {
        var pair = new SimPair(seed: 12);
        pair.Configure(new SimVpn { Limits = new EngineLimits { CookieThreshold = EngineLimits.CookieAlways } });
        pair.Start();
        pair.ShouldAgree();
        Assert.Equal(1ul, pair.B.Counters.CookiesSent);
        Assert.Equal(6, pair.Network.Sent.Count);
    }

    [Fact]
    public void BlockThreshold_Reached_FurtherRequestsOfThatAddressAreDropped()
    {
        var pair = new SimPair(seed: 13);
        pair.Configure(new SimVpn { Limits = new EngineLimits { BlockThreshold = 2, CookieThreshold = 0 } });
        pair.Network.Filter = datagram => datagram.Source.Address != pair.A.Address || datagram.Octets[18] == (byte)ExchangeType.IkeSaInit;
        for (var i = 0; i < 4; i++)
        {
            pair.A.Execute(new EngineCommand.InitiateIke("vpn"));
        }

        pair.Drive();
        Assert.Equal(2ul, pair.B.Counters.HalfOpen);
        Assert.Equal(2ul, pair.B.Counters.HalfOpenRefused);

        // Half-open SAs that never authenticate go after their time.
        pair.Advance(31);
        Assert.Equal(0ul, pair.B.Counters.HalfOpen);
    }

    [Fact]
    public void HalfOpenLimit_Reached_FurtherRequestsAreDropped()
    {
        var pair = new SimPair(seed: 20);
        pair.Configure(new SimVpn { Limits = new EngineLimits { HalfOpenLimit = 3, BlockThreshold = 0, CookieThreshold = 0 } });
        pair.Network.Filter = datagram => datagram.Source.Address != pair.A.Address || datagram.Octets[18] == (byte)ExchangeType.IkeSaInit;
        for (var i = 0; i < 5; i++)
        {
            pair.A.Execute(new EngineCommand.InitiateIke("vpn"));
        }

        pair.Drive();
        Assert.Equal(3ul, pair.B.Counters.HalfOpen);
        Assert.Equal(2ul, pair.B.Counters.HalfOpenRefused);
    }

    [Fact]
    public void IkeSaLimit_Reached_NewSasAreRefusedAndTheOldOneStays()
    {
        var pair = SimPair.Established(seed: 21, vpn => vpn.Limits = new EngineLimits { IkeSaLimit = 1 });
        pair.A.Execute(new EngineCommand.InitiateIke("vpn"));
        pair.Drive();
        Assert.Equal(1ul, pair.B.Counters.HalfOpenRefused);
        Assert.Equal(1ul, pair.B.Counters.Established);
        Assert.Single(pair.B.Tunnels);
    }

    [Fact]
    public void JobLimit_Reached_NewSasAreRefusedUntilTheJobIsDone()
    {
        var pair = new SimPair(seed: 22);
        pair.Configure(new SimVpn
        {
            Limits = new EngineLimits { JobLimit = 1 },
            IkeProposals =
            [
                new ProposalOffer
                {
                    Protocol = ProtocolId.Ike,
                    Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 256)],
                    Prfs = [PseudorandomFunctionId.HmacSha256],
                    KeyExchanges = [KeyExchangeId.Modp2048],
                },
            ],
        });
        pair.B.HoldJobs = true;
        pair.A.Execute(new EngineCommand.InitiateIke("vpn"));
        pair.A.Execute(new EngineCommand.InitiateIke("vpn"));
        pair.Drive();
        Assert.Equal(1ul, pair.B.Counters.HalfOpen);
        Assert.Equal(1ul, pair.B.Counters.HalfOpenRefused);
        pair.B.HoldJobs = false;
        pair.B.RunJobs();
        pair.Advance(10);
        Assert.Equal(2ul, pair.B.Counters.Established);
    }

    [Fact]
    public void Version_HigherMajor_IsAnsweredWithOurs()
    {
        var pair = new SimPair(seed: 14);
        pair.Configure(new SimVpn());
        var octets = new byte[28];
        octets[7] = 1;
        octets[17] = 0x30;
        octets[18] = (byte)ExchangeType.IkeSaInit;
        octets[19] = 0x08;
        octets[27] = 28;
        pair.B.Receive(new SimDatagram(new IpEndpoint(pair.A.Address, 500), new IpEndpoint(pair.B.Address, 500), false, octets));
        var answer = pair.Network.Sent.Single().Octets;
        Assert.False(IkeMessageReader.TryRead(answer, out var message).IsError);
        Assert.True(message.Header.IsResponse);
        Assert.NotNull(message.FindNotify(NotifyType.InvalidMajorVersion));
    }

    [Fact]
    public void Protected_MessageChangedOnTheWay_IsDroppedAndCounted()
    {
        var pair = SimPair.Established(seed: 15);
        pair.Network.Filter = datagram =>
        {
            if (datagram.Source.Address == pair.A.Address)
            {
                datagram.Octets[^1] ^= 1;
            }

            return true;
        };
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        Assert.Equal(1ul, pair.B.Counters.InBadIntegrity);
        Assert.Equal(1u, pair.B.Tunnel.Children.Single().Generation);
        pair.Network.Filter = null;
    }

    [Fact]
    public void Childless_IkeSaAlone_TakesChildrenLater()
    {
        var pair = new SimPair(seed: 16);
        pair.Configure(new SimVpn { ChildCount = 3 });
        pair.A.Execute(new EngineCommand.InitiateIke("vpn"));
        pair.Drive();
        Assert.Empty(pair.A.Tunnel.Children);
        for (var child = 1; child <= 3; child++)
        {
            pair.A.Execute(new EngineCommand.InitiateChild($"child-{child}"));
        }

        pair.Drive();
        pair.ShouldAgree();
        Assert.Equal(3, pair.B.Tunnel.Children.Count);
    }

    [Fact]
    public void CloseAll_Stopping_DeletesEverythingAndAnswers()
    {
        var pair = SimPair.Established(seed: 17);
        pair.A.Command(new Shard.ShardCommand.CloseAll(77, 5_000));
        pair.Drive();
        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.True(pair.A.ResultOf(77)!.IsSuccess);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reauthenticate_EitherOrder_EndsWithFreshSas(bool makeBeforeBreak)
    {
        var pair = SimPair.Established(seed: 18, vpn => vpn.Limits = new EngineLimits { MakeBeforeBreak = makeBeforeBreak });
        var before = pair.A.Tunnel.UniqueId;
        pair.A.Execute(new EngineCommand.ReauthenticateIke(SaSelector.All));
        pair.Drive();
        pair.ShouldAgree();
        Assert.NotEqual(before, pair.A.Tunnel.UniqueId);
        Assert.Single(pair.A.Tunnel.Children, child => child.State == IpsecTunnelState.Installed);
    }

    [Fact]
    public void Ipv6_OuterAddresses_Work()
    {
        var pair = SimPair.Established(seed: 19, ipv6: true);
        pair.ShouldAgree();
        Assert.True(pair.A.Tunnel.Remote.IsIpv6);
    }
}
