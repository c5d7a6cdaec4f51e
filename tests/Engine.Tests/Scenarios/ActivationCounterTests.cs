using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>Who asked, whether it came up, and what came twice or broken: counted on both sides, IKE SAs apart from Child SAs.</summary>
public sealed class ActivationCounterTests
{
    [Fact]
    public void Establish_Succeeds_CountsLocalHereAndRemoteThere()
    {
        var pair = SimPair.Established(seed: 21);
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        pair.Drive();
        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        var (a, b) = (pair.A.Counters, pair.B.Counters);
        Assert.Equal((1ul, 0ul, 1ul, 0ul), (a.IkeSaCreatedLocal, a.IkeSaCreatedRemote, a.ChildSaCreatedLocal, a.ChildSaCreatedRemote));
        Assert.Equal((0ul, 1ul, 0ul, 1ul), (b.IkeSaCreatedLocal, b.IkeSaCreatedRemote, b.ChildSaCreatedLocal, b.ChildSaCreatedRemote));
        Assert.Equal((2ul, 1ul), (a.IkeSaCreated, a.IkeSaRekeys));
        Assert.Equal((2ul, 1ul), (a.ChildSaCreated, a.ChildSaRekeys));
    }

    [Fact]
    public void Establish_WrongSecret_FailsLocalHereAndRemoteThere()
    {
        var pair = new SimPair(seed: 22);
        pair.Configure(new SimVpn { SecretOfB = "barracuda" });
        pair.Start();
        Assert.Equal((1ul, 0ul), (pair.A.Counters.IkeSaFailedLocal, pair.A.Counters.IkeSaFailedRemote));
        Assert.Equal((0ul, 1ul), (pair.B.Counters.IkeSaFailedLocal, pair.B.Counters.IkeSaFailedRemote));
    }

    [Fact]
    public void CreateChild_NoCommonProposal_FailsLocalHereAndRemoteThere()
    {
        var pair = new SimPair(seed: 23);
        ProposalOffer cbc = new()
        {
            Protocol = ProtocolId.Esp,
            Encryption = [new EncryptionChoice(EncryptionId.AesCbc, 128)],
            Integrity = [IntegrityId.HmacSha256_128],
        };
        pair.Configure(
            new SimVpn { ChildCount = 2, Child = child => child.Name == "child-2" ? child with { Proposals = [cbc] } : child },
            new SimVpn { ChildCount = 2 });
        pair.Start();
        pair.Start("child-2");
        Assert.Equal((1ul, 0ul), (pair.A.Counters.ChildSaFailedLocal, pair.A.Counters.ChildSaFailedRemote));
        Assert.Equal((0ul, 1ul), (pair.B.Counters.ChildSaFailedLocal, pair.B.Counters.ChildSaFailedRemote));
        Assert.Equal(1ul, pair.A.Tunnel.Counters.ChildrenFailedLocal.Value);
        Assert.Equal(1ul, pair.B.Tunnel.Counters.ChildrenFailedRemote.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Exchange_AnswerLost_RetransmitHereAndReplayThere(bool ike)
    {
        var pair = SimPair.Established(seed: 24);
        pair.A.Execute(ike ? new EngineCommand.RekeyIke(SaSelector.All) : new EngineCommand.RekeyChild(SaSelector.All));
        var drops = 1;
        pair.Network.Filter = datagram => datagram.Source.Address != pair.B.Address || drops-- <= 0;
        pair.Advance(10);
        var (a, b) = (pair.A.Counters, pair.B.Counters);
        Assert.Equal(ike ? (1ul, 0ul) : (0ul, 1ul), (a.InitialRetransmits, a.ChildRetransmits));
        Assert.Equal(ike ? (1ul, 0ul) : (0ul, 1ul), (b.InitialReplays, b.ChildReplays));
        Assert.Equal(1ul, a.Retransmits);
    }

    [Fact]
    public void Establish_FirstAnswerLost_CountsAsInitial()
    {
        var pair = new SimPair(seed: 25);
        pair.Configure(new SimVpn());
        var drops = 1;
        pair.Network.Filter = datagram => datagram.Source.Address != pair.B.Address || drops-- <= 0;
        pair.A.Execute(new EngineCommand.InitiateChild("child-1"));
        pair.Advance(10);
        Assert.Equal((1ul, 0ul), (pair.A.Counters.InitialRetransmits, pair.A.Counters.ChildRetransmits));
        Assert.Equal((1ul, 0ul), (pair.B.Counters.InitialReplays, pair.B.Counters.ChildReplays));
        Assert.Equal(1ul, pair.A.Tunnel.Counters.InitialRetransmits.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Message_Damaged_CountsAsInvalidOfItsKind(bool initial)
    {
        var pair = initial ? new SimPair(seed: 26) : SimPair.Established(seed: 26);
        if (initial)
        {
            pair.Configure(new SimVpn());
        }

        var damaged = 1;
        pair.Network.Filter = datagram =>
        {
            if (datagram.Destination.Address == pair.B.Address && damaged-- > 0)
            {
                // In IKE_SA_INIT the type of the first payload's successor, in a protected message the integrity check value.
                datagram.Octets[initial ? 30 : ^1] ^= 0xff;
            }

            return true;
        };
        pair.A.Execute(initial ? new EngineCommand.InitiateChild("child-1") : new EngineCommand.RekeyChild(SaSelector.All));
        pair.Advance(10);
        Assert.Equal(initial ? (1ul, 0ul) : (0ul, 1ul), (pair.B.Counters.InitialInvalid, pair.B.Counters.ChildInvalid));
    }
}
