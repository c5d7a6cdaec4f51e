using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using MyIkev2.Testing.Esp;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>Packets of local hosts through tunnels that the engines negotiated and carry themselves.</summary>
public sealed class PacketTests
{
    private const string HostOfA = "10.1.1.5";
    private const string HostOfB = "10.2.1.7";

    private static readonly byte[] Payload = [.. Enumerable.Range(0, 100).Select(static i => (byte)i)];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Packet_EitherWay_ArrivesUnchanged(bool ipv6, bool nat)
    {
        var pair = SimPair.Established(seed: 1, nat: nat, ipv6: ipv6, carriesPackets: true);
        var there = IpPackets.Udp(HostOfA, HostOfB, Payload);
        var back = IpPackets.Udp(HostOfB, HostOfA, Payload, 9, 40_000);

        pair.A.SendInner(there);
        pair.Drive();
        pair.B.SendInner(back);
        pair.Drive();

        Assert.Equal(there, Assert.Single(pair.B.Delivered));
        Assert.Equal(back, Assert.Single(pair.A.Delivered));
        var ofA = ChildCounters(pair.A);
        var ofB = ChildCounters(pair.B);
        Assert.Equal((1ul, 1ul), (ofA.OutPackets, ofA.InPackets));
        Assert.Equal((ofA.OutOctets, ofA.InOctets), (ofB.InOctets, ofB.OutOctets));
    }

    [Fact]
    public void Packet_WithoutPolicy_IsDroppedAndCounted()
    {
        var pair = SimPair.Established(seed: 1, carriesPackets: true);
        pair.A.SendInner(IpPackets.Udp(HostOfA, "10.99.0.1", Payload));
        Assert.Equal(1ul, pair.A.Counters.NoPolicyDrops);
        Assert.Empty(pair.B.Delivered);
    }

    [Fact]
    public void Packet_Replayed_IsDroppedAndCounted()
    {
        var pair = SimPair.Established(seed: 1, carriesPackets: true);
        pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, Payload));
        var sent = pair.Network.Sent[^1];
        pair.Drive();
        pair.B.Receive(sent);
        Assert.Single(pair.B.Delivered);
        Assert.Equal(1ul, ChildCounters(pair.B).ReplayDrops);
    }

    [Fact]
    public void Packet_Corrupted_IsDroppedAndCounted()
    {
        var pair = SimPair.Established(seed: 1, carriesPackets: true);
        pair.Network.Filter = datagram => datagram.Outer is null;
        pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, Payload));
        var sent = pair.Network.Sent[^1];
        sent.Octets[^20] ^= 1;
        pair.B.Receive(sent);
        Assert.Empty(pair.B.Delivered);
        Assert.Equal(1ul, ChildCounters(pair.B).IntegrityFailures);
    }

    [Fact]
    public void Packet_WithUnknownSpi_IsCounted()
    {
        var pair = SimPair.Established(seed: 1, carriesPackets: true);
        pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, Payload));
        var sent = pair.Network.Sent[^1];
        sent.Octets[0] ^= 0x80;
        pair.Drive();
        Assert.Empty(pair.B.Delivered);
        Assert.Equal(1ul, pair.B.Counters.EspUnknownSpi);
    }

    /// <summary>A packet a millisecond both ways while the child is rekeyed by either side: each arrives once, and the totals are those of old and new.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Packets_WhileRekeying_NoneIsLostAndTotalsAreExact(bool byA, bool ike)
    {
        var pair = SimPair.Established(seed: 3, carriesPackets: true);
        pair.Network.Delay = 7;
        const int Count = 400;
        for (var number = 0; number < Count; number++)
        {
            if (number == 100)
            {
                (byA ? pair.A : pair.B).Execute(ike ? new EngineCommand.RekeyIke(SaSelector.All) : new EngineCommand.RekeyChild(SaSelector.All));
            }

            pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, BitConverter.GetBytes(number)));
            pair.B.SendInner(IpPackets.Udp(HostOfB, HostOfA, BitConverter.GetBytes(number)));
            pair.Advance(0.001);
        }

        pair.Advance(10);

        Assert.Equal(Enumerable.Range(0, Count), pair.B.Delivered.Select(static packet => BitConverter.ToInt32(IpPackets.PayloadOf(packet))).Order());
        Assert.Equal(Enumerable.Range(0, Count), pair.A.Delivered.Select(static packet => BitConverter.ToInt32(IpPackets.PayloadOf(packet))).Order());
        Assert.Single(pair.A.Tunnel.Children);
        Assert.Equal(1, pair.A.Shard.Services.Packets!.PairCount);
        Assert.Equal(1, pair.B.Shard.Services.Packets!.PairCount);
        Assert.Equal(0ul, pair.A.Counters.EspUnknownSpi + pair.B.Counters.EspUnknownSpi);
    }

    [Fact]
    public void Trap_FirstPackets_RaiseOneAcquireAndArrive()
    {
        var pair = new SimPair(seed: 4, carriesPackets: true);
        pair.Configure(new SimVpn());
        for (var i = 0; i < 3; i++)
        {
            pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, [(byte)i]));
        }

        pair.Drive();

        Assert.Equal(1ul, pair.A.Counters.AcquiresRaised);
        Assert.Single(pair.A.Tunnels);
        Assert.Single(pair.A.Tunnel.Children);
        Assert.Equal([0, 1, 2], pair.B.Delivered.Select(static packet => (int)IpPackets.PayloadOf(packet)[0]));
        Assert.Equal((3ul, 0ul), (pair.A.Counters.HeldPackets, pair.A.Counters.HeldDrops));
    }

    [Fact]
    public void Trap_PeerHasAPolicyPerHost_EachPacketBringsTheChildThatItNeeds()
    {
        var pair = new SimPair(seed: 4, carriesPackets: true);
        pair.Configure(new SimVpn(), new SimVpn { Peer = static peer => peer with { Children = [ForHost(peer, 7), ForHost(peer, 8)] } });
        foreach (var host in (string[])["10.2.1.8", "10.2.1.7", "10.2.1.8"])
        {
            pair.A.SendInner(IpPackets.Udp(HostOfA, host, Payload));
            pair.Drive();
        }

        Assert.Equal(3, pair.B.Delivered.Count);
        Assert.Equal(["host-8", "host-7"], pair.B.Tunnel.Children.Select(static child => child.PolicyName));
        Assert.Equal(2, pair.A.Tunnel.Children.Count);
        Assert.Equal(0ul, pair.A.Counters.HeldDrops);
    }

    [Fact]
    public void Trap_PeerNarrowsThePacketAway_AskingEnds()
    {
        var pair = new SimPair(seed: 4, carriesPackets: true);
        pair.Configure(new SimVpn(), new SimVpn { Peer = static peer => peer with { Children = [ForHost(peer, 7)] } });
        for (var second = 0; second < 200; second++)
        {
            pair.A.SendInner(IpPackets.Udp(HostOfA, "10.2.1.8", Payload));
            pair.Advance(1);
        }

        // A second child could have had more; after it the peer's answer is known.
        Assert.Empty(pair.B.Delivered);
        Assert.Equal(2, pair.A.Tunnel.Children.Count);
        pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, Payload));
        pair.Drive();
        Assert.Single(pair.B.Delivered);
    }

    private static ChildPolicy ForHost(PeerPolicy peer, int host) => peer.Children[0] with
    {
        Name = $"host-{host}",
        RequestId = (uint)host,
        LocalSelectors = [new ConfiguredSelector(IpAddress.Parse($"10.2.1.{host}"), 32)],
        StartAction = ChildAction.None,
    };

    [Fact]
    public void Trap_PeerDoesNotAnswer_AcquireIsRaisedAgainAfterItsTime()
    {
        var pair = new SimPair(seed: 4, carriesPackets: true);
        pair.Configure(new SimVpn { Limits = new EngineLimits { AcquireTimeout = TimeSpan.FromSeconds(30) } });
        pair.Network.Filter = static _ => false;
        for (var second = 0; second < 40; second++)
        {
            pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, [1]));
            pair.Advance(1);
        }

        // The second one finds the first negotiation alive and joins it.
        Assert.Equal(2ul, pair.A.Counters.AcquiresRaised);
        Assert.Single(pair.A.Tunnels);
    }

    [Fact]
    public void Trap_ConfigurationDropsIt_HeldPacketsAreGivenUp()
    {
        var pair = new SimPair(seed: 4, carriesPackets: true);
        pair.Configure(new SimVpn());
        pair.Network.Filter = static _ => false;
        pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, [1]));
        Assert.Equal((1ul, 0ul), (pair.A.Counters.HeldPackets, pair.A.Counters.HeldDrops));
        pair.A.Configure(EngineConfiguration.Empty);
        Assert.Equal(1ul, pair.A.Counters.HeldDrops);
        Assert.Equal(0, pair.A.Shard.Services.Packets!.Policies.Table.Count);
    }

    [Fact]
    public void RekeyPackets_Reached_ChildIsRekeyedAndTrafficGoesOn()
    {
        var pair = SimPair.Established(seed: 5, vpn => vpn.Child = child => child with { RekeyPackets = 50 }, carriesPackets: true);
        var first = pair.A.Tunnel.Children.Single().SpiIn;
        for (var number = 0; number < 60; number++)
        {
            pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, Payload));
            pair.Advance(0.01);
        }

        pair.Advance(10);
        Assert.NotEqual(first, pair.A.Tunnel.Children.Single().SpiIn);
        Assert.Equal(60, pair.B.Delivered.Count);
    }

    [Fact]
    public void SequenceNumbers_RunningOut_ChildIsRekeyedBeforeTheyWrap()
    {
        var pair = SimPair.Established(seed: 6, carriesPackets: true);
        var first = pair.A.Tunnel.Children.Single().SpiIn;
        pair.A.Shard.Services.Packets!.Find(first)!.Outbound!.ResumeAt(uint.MaxValue - 3);
        for (var number = 0; number < 10; number++)
        {
            pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, [(byte)number]));
            pair.Advance(0.1);
        }

        Assert.NotEqual(first, pair.A.Tunnel.Children.Single(child => child.State == IpsecTunnelState.Installed).SpiIn);
        Assert.Equal(10, pair.B.Delivered.Count);
    }

    [Fact]
    public void Packets_FromThePeer_AreProofOfLife()
    {
        var pair = SimPair.Established(
            seed: 7, vpn => vpn.Peer = peer => peer with { DpdDelay = TimeSpan.FromSeconds(10) }, carriesPackets: true);
        var before = pair.A.Counters.InformationalOutRequests;
        for (var second = 0; second < 60; second++)
        {
            pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, Payload));
            pair.B.SendInner(IpPackets.Udp(HostOfB, HostOfA, Payload));
            pair.Advance(1);
        }

        Assert.Equal(before, pair.A.Counters.InformationalOutRequests);
        pair.Advance(25);
        Assert.True(pair.A.Counters.InformationalOutRequests > before);
    }

    [Fact]
    public void NatMappingChanged_NextPacketOfThePeer_MovesTheTunnel()
    {
        var pair = SimPair.Established(seed: 8, nat: true, carriesPackets: true);
        pair.Network.Nat!.Rebind();
        pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, Payload));
        pair.Drive();
        pair.B.SendInner(IpPackets.Udp(HostOfB, HostOfA, Payload));
        pair.Drive();
        Assert.Single(pair.A.Delivered);
    }

    [Fact]
    public void PassAndDrop_ComeBeforeTheTunnel()
    {
        var pair = new SimPair(seed: 9, carriesPackets: true);
        var vpn = new SimVpn { Peer = static peer => peer with { Children = [.. peer.Children, Special(peer, "clear", PolicyAction.Pass, 22), Special(peer, "none", PolicyAction.Drop, 23)] } };
        pair.Configure(vpn);
        pair.Start();
        var passed = IpPackets.Udp(HostOfA, HostOfB, Payload, destinationPort: 22);
        pair.A.SendInner(passed);
        pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, Payload, destinationPort: 23));
        pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, Payload, destinationPort: 24));
        pair.Drive();
        Assert.Equal(passed, Assert.Single(pair.A.Bypassed));
        Assert.Single(pair.B.Delivered);
        Assert.Equal((1ul, 1ul), (pair.A.Counters.PolicyBypasses, pair.A.Counters.PolicyDrops));
    }

    [Fact]
    public void PacketTooBigForThePath_TellsTheSender()
    {
        var pair = SimPair.Established(seed: 10, carriesPackets: true);
        pair.A.Shard.PathMtuChanged(default, pair.B.Address, 1400);
        pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, new byte[1380], dontFragment: true));
        pair.A.SendInner(IpPackets.Udp(HostOfA, HostOfB, new byte[1200], dontFragment: true));
        pair.Drive();
        var error = Assert.Single(pair.A.Delivered);
        Assert.Equal((1, 3, 4), (error[9], error[20], error[21]));
        Assert.Single(pair.B.Delivered);
        Assert.Equal(1ul, ChildCounters(pair.A).OutTooBig);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TransportMode_BetweenTheEndpoints_ArrivesUnchanged(bool ipv6)
    {
        var pair = SimPair.Established(seed: 12, vpn => vpn.Child = TransportChild, ipv6: ipv6, carriesPackets: true);
        var packet = IpPackets.Udp(pair.A.Address.ToString(), pair.B.Address.ToString(), Payload);
        pair.A.SendInner(packet);
        pair.Drive();
        Assert.Equal(IpPackets.PayloadOf(packet), IpPackets.PayloadOf(Assert.Single(pair.B.Delivered)));
        Assert.Equal(IpsecMode.Transport, pair.A.Tunnel.Children.Single().Mode);
    }

    [Theory]
    [InlineData(IpsecMode.Tunnel, false)]
    [InlineData(IpsecMode.Tunnel, true)]
    [InlineData(IpsecMode.Transport, false)]
    [InlineData(IpsecMode.Transport, true)]
    public void AuthenticationHeader_EitherMode_ArrivesUnchanged(IpsecMode mode, bool extended)
    {
        var pair = SimPair.Established(
            seed: 13,
            vpn =>
            {
                vpn.EspProposals =
                [
                    new ProposalOffer
                    {
                        Protocol = ProtocolId.Ah,
                        Integrity = [IntegrityId.HmacSha256_128],
                        SequenceNumbers = [extended ? SequenceNumbersId.ExtendedSequenceNumbers : SequenceNumbersId.NoExtendedSequenceNumbers],
                    },
                ];
                vpn.Child = child => (mode == IpsecMode.Transport ? TransportChild(child) : child) with { Action = PolicyAction.Ah };
            },
            carriesPackets: true);
        var packet = mode == IpsecMode.Transport
            ? IpPackets.Udp(pair.A.Address.ToString(), pair.B.Address.ToString(), Payload)
            : IpPackets.Udp(HostOfA, HostOfB, Payload);
        pair.A.SendInner(packet);
        pair.Drive();
        Assert.Equal(IpPackets.PayloadOf(packet), IpPackets.PayloadOf(Assert.Single(pair.B.Delivered)));
        Assert.Equal(IpsecProtocol.Ah, pair.B.Tunnel.Children.Single().Protocol);
        Assert.Equal(extended, pair.B.Tunnel.Children.Single().ExtendedSequenceNumbers);
    }

    [Fact]
    public void TfcPadding_Configured_HidesTheLength()
    {
        var pair = SimPair.Established(seed: 14, vpn => vpn.Child = child => child with { TfcPadding = 500 }, carriesPackets: true);
        var packet = IpPackets.Udp(HostOfA, HostOfB, [1]);
        pair.A.SendInner(packet);
        Assert.True(pair.Network.Sent[^1].Octets.Length > 500);
        pair.Drive();
        Assert.Equal(packet, Assert.Single(pair.B.Delivered));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TfcPadding_PeerDoesNotStripIt_IsNotSent(bool refused)
    {
        var pair = SimPair.Established(seed: 15, vpn => vpn.Child = child => child with { TfcPadding = 500 }, carriesPackets: true);
        var child = pair.A.Shard.Services.Sas.All.Single().Children.All.Single();
        List<Payload> answer =
        [
            new SecurityAssociationPayload([]),
            ChildOffer.ToWire(isInitiator: true, child.LocalSelectors),
            ChildOffer.ToWire(isInitiator: false, child.RemoteSelectors),
        ];
        if (refused)
        {
            answer.Add(new NotifyPayload(NotifyType.EspTfcPaddingNotSupported));
        }

        Assert.Equal(!refused, ChildOffer.Read(answer)!.TakesTfcPadding);
        var told = new ChildSa(child.Policy, new ChildFamily(child.Id), 1) { PeerTakesTfcPadding = !refused, Suite = child.Suite, Keys = child.Keys, Parent = child.Parent };
        Assert.Equal(refused ? 0 : 500, told.ToInstallation(pair.A.Shard.Services.Sas.All.Single().Path, udpEncapsulation: true).TfcPadding);
    }

    [Fact]
    public void Packets_AfterWarmUp_AllocateNothing()
    {
        var pair = SimPair.Established(seed: 11, carriesPackets: true);
        var packet = IpPackets.Udp(HostOfA, HostOfB, new byte[1200]);
        var arrived = 0;
        pair.A.OnPacket = (in path, in outer, octets) =>
            pair.B.Shard.HandleProtected(default, new NetworkPath(path.Remote, path.Local, path.HasNonEspMarker), outer.Encapsulation, outer.TrafficClass, octets);
        pair.B.OnDelivered = inner => arrived += inner.Length == packet.Length ? 1 : 0;
        Send(200);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Send(2_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2_200, arrived);

        void Send(int count)
        {
            for (var i = 0; i < count; i++)
            {
                pair.A.Shard.HandleInnerPacket(default, packet);
            }
        }
    }

    private static ChildPolicy TransportChild(ChildPolicy child) => child with
    {
        Mode = IpsecMode.Transport,
        LocalSelectors = [ConfiguredSelector.Dynamic],
        RemoteSelectors = [ConfiguredSelector.Dynamic],
    };

    private static ChildPolicy Special(PeerPolicy peer, string name, PolicyAction action, ushort port) => peer.Children[0] with
    {
        Name = name,
        RequestId = port,
        Action = action,
        Priority = 1,
        RemoteSelectors = [peer.Children[0].RemoteSelectors[0] with { Protocol = 17, StartPort = port, EndPort = port }],
    };

    private static IpsecCounterReading ChildCounters(SimHost host) => host.Tunnel.Children.Single().Counters.Read();
}
