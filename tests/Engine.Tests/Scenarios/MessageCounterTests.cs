using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>What each exchange counts on both sides: messages, notifies, requests for Child SAs, deleted SPIs. Without loss one side's "out" is the other's "in".</summary>
public sealed class MessageCounterTests
{
    [Fact]
    public void Establish_CountsEachMessageAndNotifyOnce()
    {
        var pair = SimPair.Established(seed: 41);

        // IKE_SA_INIT and IKE_AUTH.
        var (a, b) = (pair.A.Tunnel.Counters.Read(), pair.B.Tunnel.Counters.Read());
        Assert.Equal((2ul, 2ul, 2ul, 2ul), (a.OutMessages, a.InMessages, b.OutMessages, b.InMessages));
        Assert.Equal((1ul, 0ul, 0ul), (a.OutChildExchanges, a.OutChildExchangesRejected, a.OutChildExchangesInvalid));
        Assert.Equal((1ul, 0ul, 0ul), (b.InChildExchanges, b.InChildExchangesRejected, b.InChildExchangesInvalid));
        Assert.Equal((0ul, 0ul, 0ul, 0ul), (a.InChildExchanges, b.OutChildExchanges, a.OutChildDeletes, b.InChildDeletes));
        Assert.Equal((0ul, 0ul), (a.PendingRequests, b.PendingRequests));
        Assert.Equal((1ul, 0ul), (pair.A.Counters.IkeTunnelsInitiated, pair.B.Counters.IkeTunnelsInitiated));
        AssertMirrored(pair);

        NotifyCountReading[] ofA =
        [
            new((ushort)NotifyType.InitialContact, 0, 1),
            new((ushort)NotifyType.NatDetectionSourceIp, 1, 1),
            new((ushort)NotifyType.NatDetectionDestinationIp, 1, 1),
            new((ushort)NotifyType.ChildlessIkev2Supported, 1, 0),
            new((ushort)NotifyType.IkeFragmentationSupported, 1, 1),
        ];
        Assert.Equal(ofA, pair.A.Registry.Capture().ReadNotifies());
        Assert.Equal(ofA.Select(static row => row with { In = row.Out, Out = row.In }), pair.B.Registry.Capture().ReadNotifies());
    }

    [Fact]
    public void RekeyChild_IsAChildExchangeThatDeletesOnePairEachWay()
    {
        var pair = SimPair.Established(seed: 42);

        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();

        var (a, b) = (pair.A.Tunnel.Counters.Read(), pair.B.Tunnel.Counters.Read());
        Assert.Equal((2ul, 1ul, 1ul), (a.OutChildExchanges, a.OutChildDeletes, a.InChildDeletes));
        Assert.Equal((2ul, 1ul, 1ul), (b.InChildExchanges, b.OutChildDeletes, b.InChildDeletes));
        Assert.Equal((0ul, 0ul), (pair.A.Counters.ChildTunnelsEnded, pair.B.Counters.ChildTunnelsEnded));
        Assert.Equal(1ul, pair.A.Registry.Capture().ReadNotifies().Single(static row => row.Type == (ushort)NotifyType.RekeySa).Out);
        AssertMirrored(pair);
    }

    [Fact]
    public void RekeyIke_IsNoChildExchange()
    {
        var pair = SimPair.Established(seed: 43);

        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();

        Assert.Equal((1ul, 0ul), (pair.A.Counters.OutChildExchanges, pair.A.Counters.InChildExchanges));
        Assert.Equal((0ul, 0ul), (pair.A.Counters.OutChildDeletes, pair.A.Counters.InChildDeletes));
        AssertMirrored(pair);
    }

    [Fact]
    public void CreateChild_NoCommonProposal_IsRejectedOnBothSides()
    {
        var pair = new SimPair(seed: 44);
        pair.Configure(new SimVpn { ChildCount = 2, Child = static child => child.Name == "child-2" ? child with { Proposals = [Cbc] } : child }, new SimVpn { ChildCount = 2 });
        pair.Start();

        pair.Start("child-2");

        var (a, b) = (pair.A.Tunnel.Counters.Read(), pair.B.Tunnel.Counters.Read());
        Assert.Equal((2ul, 1ul, 0ul), (a.OutChildExchanges, a.OutChildExchangesRejected, a.OutChildExchangesInvalid));
        Assert.Equal((2ul, 1ul, 0ul), (b.InChildExchanges, b.InChildExchangesRejected, b.InChildExchangesInvalid));
        Assert.Equal(new NotifyCountReading((ushort)NotifyType.NoProposalChosen, 1, 0), pair.A.Registry.Capture().ReadNotifies()[0]);
        AssertMirrored(pair);
    }

    [Fact]
    public void Establish_ChildRefusedInAuth_IsRejectedOnBothSidesWhileTheTunnelIsUp()
    {
        var pair = new SimPair(seed: 45);
        pair.Configure(new SimVpn { Child = static child => child with { Proposals = [Cbc] } }, new SimVpn());

        pair.Start();

        Assert.Equal((1ul, 1ul), (pair.A.Counters.OutChildExchanges, pair.A.Counters.OutChildExchangesRejected));
        Assert.Equal((1ul, 1ul), (pair.B.Counters.InChildExchanges, pair.B.Counters.InChildExchangesRejected));
        Assert.Equal(IkeTunnelState.Established, pair.A.Tunnel.State);
    }

    [Fact]
    public void RekeyChild_GuessedAnotherGroup_IsAskedTwiceAndRejectedNever()
    {
        var pair = new SimPair(seed: 46);
        pair.Configure(new SimVpn { EspProposals = [WithGroups(KeyExchangeId.Curve25519, KeyExchangeId.Ecp256)] }, new SimVpn { EspProposals = [WithGroups(KeyExchangeId.Ecp256)] });
        pair.Start();

        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();

        Assert.Equal((3ul, 0ul, 0ul), (pair.A.Counters.OutChildExchanges, pair.A.Counters.OutChildExchangesRejected, pair.A.Counters.OutChildExchangesInvalid));
        Assert.Equal((3ul, 0ul, 0ul), (pair.B.Counters.InChildExchanges, pair.B.Counters.InChildExchangesRejected, pair.B.Counters.InChildExchangesInvalid));
        Assert.Equal(1ul, pair.A.Counters.ChildSaRekeys);
        AssertMirrored(pair);
    }

    [Fact]
    public void FlushChild_EndsAChildTunnel()
    {
        var pair = SimPair.Established(seed: 47);

        pair.A.Execute(new EngineCommand.FlushChild(SaSelector.All));
        pair.Drive();

        Assert.Equal((1ul, 1ul), (pair.A.Counters.ChildTunnelsEnded, pair.B.Counters.ChildTunnelsEnded));
        Assert.Equal((1ul, 1ul), (pair.A.Counters.OutChildDeletes, pair.A.Counters.InChildDeletes));
        Assert.Equal((0ul, 0ul), (pair.A.Counters.IkeTunnelsEnded, pair.B.Counters.IkeTunnelsEnded));
        AssertMirrored(pair);
    }

    [Fact]
    public void FlushIke_EndsTheTunnelAndItsChildWithoutDeletedSpis()
    {
        var pair = SimPair.Established(seed: 48, static vpn => vpn.ChildCount = 2);
        pair.Start("child-2");
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        var deleted = pair.A.Counters.OutChildDeletes;

        pair.B.Execute(new EngineCommand.FlushIke(SaSelector.All));
        pair.Drive();

        // Both pairs of the rekeys are gone or going; two child tunnels end, not four.
        Assert.Equal((1ul, 1ul), (pair.A.Counters.IkeTunnelsEnded, pair.B.Counters.IkeTunnelsEnded));
        Assert.Equal((2ul, 2ul), (pair.A.Counters.ChildTunnelsEnded, pair.B.Counters.ChildTunnelsEnded));
        Assert.Equal(deleted, pair.A.Counters.OutChildDeletes);
        AssertMirrored(pair);
    }

    [Fact]
    public void Establish_WrongSecret_IsAnAuthenticationFailureOfBothSides()
    {
        var pair = new SimPair(seed: 49);
        pair.Configure(new SimVpn { SecretOfB = "barracuda" });

        pair.Start();

        Assert.Equal((1ul, 1ul), (pair.A.Counters.AuthFailures, pair.B.Counters.AuthFailures));
        Assert.Equal((1ul, 1ul), (Totals(pair.A).Ike.AuthFailures, Totals(pair.B).Ike.AuthFailures));
        Assert.Equal((0ul, 0ul), (pair.A.Counters.IkeTunnelsEnded, pair.B.Counters.IkeTunnelsEnded));
        Assert.Equal((0ul, 1ul), (Totals(pair.A).Past.UpCount, Totals(pair.A).Past.Tunnels));
    }

    [Fact]
    public void Establish_InitiatorDoesNotBelieveTheResponder_BothCountIt()
    {
        // B accepts A, but is somebody else than A expects; A names nobody in its request, as it expects one of several.
        var pair = new SimPair(seed: 50);
        pair.Configure(new SimVpn { Peer = static peer => peer with { RemoteIdentity = new IdentityPattern("*.elsewhere.example") } }, new SimVpn());

        pair.Start();

        Assert.Equal((1ul, 1ul), (pair.A.Counters.AuthFailures, pair.B.Counters.AuthFailures));
        Assert.Equal((1ul, 1ul), (Totals(pair.A).Ike.AuthFailures, Totals(pair.B).Ike.AuthFailures));
        AssertMirrored(pair);
    }

    [Fact]
    public void Liveness_PeerGone_CountsProbesRepeatsAndOneDeath()
    {
        var pair = SimPair.Established(seed: 51, static vpn =>
        {
            vpn.Peer = static peer => peer with { DpdDelay = TimeSpan.FromSeconds(10) };
            vpn.Child = static child => child with { DpdAction = ChildAction.None };
        });
        pair.Network.Filter = static _ => false;

        pair.Advance(11);
        Assert.Equal(1ul, pair.A.Tunnel.Counters.PendingRequests.Value);
        pair.Advance(600);

        var ike = Totals(pair.A).Ike;
        Assert.Empty(pair.A.Tunnels);
        Assert.Equal((1ul, 0ul, 1ul, 0ul), (ike.DpdProbes, ike.DpdReplies, ike.DpdFailures, ike.PendingRequests));
        Assert.Equal((pair.A.Counters.Retransmits, pair.A.Counters.DpdFailures), (ike.Retransmits, ike.DpdFailures));
        Assert.True(ike.Retransmits > 0);
    }

    [Fact]
    public void Message_DamagedOrOutOfWindow_IsDroppedOfItsTunnel()
    {
        var pair = SimPair.Established(seed: 52);
        byte[]? captured = null;
        pair.Network.Filter = datagram =>
        {
            captured = datagram.Destination.Address == pair.B.Address ? datagram.Octets : captured;
            return true;
        };
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        var before = pair.B.Tunnel.Counters.Read();

        // The same again is a repeat; with a far message ID it is outside the window; with a flipped octet it is not authentic.
        Inject(pair, captured!, static _ => { });
        Inject(pair, captured!, static octets => octets[20] = 0x7f);
        Inject(pair, captured!, static octets => (octets[23], octets[^1]) = ((byte)(octets[23] + 1), (byte)(octets[^1] ^ 1)));

        var after = pair.B.Tunnel.Counters.Read();
        Assert.Equal((before.InMessages + 3, before.InRetransmits + 1, before.InDropped + 1, before.BadIntegrity + 1), (after.InMessages, after.InRetransmits, after.InDropped, after.BadIntegrity));
        Assert.Equal((before.InNotifies, before.InChildExchanges), (after.InNotifies, after.InChildExchanges));
    }

    [Fact]
    public void Message_NotSent_IsCountedOfItsTunnel()
    {
        var pair = SimPair.Established(seed: 53);

        pair.A.Shard.MessageNotSent(pair.A.Tunnel.OwnSpi);
        pair.A.Shard.MessageNotSent(0);

        Assert.Equal((2ul, 1ul), (pair.A.Counters.OutDropped, pair.A.Tunnel.Counters.OutDropped.Value));
    }

    private static ProposalOffer Cbc => new()
    {
        Protocol = ProtocolId.Esp,
        Encryption = [new EncryptionChoice(EncryptionId.AesCbc, 128)],
        Integrity = [IntegrityId.HmacSha256_128],
    };

    private static ProposalOffer WithGroups(params ReadOnlySpan<KeyExchangeId> groups) => new()
    {
        Protocol = ProtocolId.Esp,
        Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 256)],
        KeyExchanges = ValueList.Create(groups),
    };

    private static void Inject(SimPair pair, byte[] message, Action<byte[]> change)
    {
        var octets = message.ToArray();
        change(octets);
        pair.B.Receive(new SimDatagram(
            new IpEndpoint(pair.A.Address, 500), new IpEndpoint(pair.B.Address, 500), HasNonEspMarker: false, octets));
    }

    private static VpnTotals Totals(SimHost host) => Assert.Single(host.Registry.Capture().ReadVpnTotals()).Value;

    /// <summary>Nothing was lost: each side has received what the other has sent.</summary>
    private static void AssertMirrored(SimPair pair)
    {
        foreach (var (sender, receiver) in new[] { (pair.A.Counters, pair.B.Counters), (pair.B.Counters, pair.A.Counters) })
        {
            Assert.Equal(
                (sender.OutMessages, sender.OutOctets, sender.OutNotifies, sender.OutChildDeletes),
                (receiver.InMessages, receiver.InOctets, receiver.InNotifies, receiver.InChildDeletes));
            Assert.Equal(
                (sender.OutChildExchanges, sender.OutChildExchangesInvalid, sender.OutChildExchangesRejected),
                (receiver.InChildExchanges, receiver.InChildExchangesInvalid, receiver.InChildExchangesRejected));
        }

        var (a, b) = (pair.A.Registry.Capture().ReadNotifies(), pair.B.Registry.Capture().ReadNotifies());
        Assert.Equal(a, b.Select(static row => row with { In = row.Out, Out = row.In }));
    }
}
