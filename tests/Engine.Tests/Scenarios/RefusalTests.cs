using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>What cannot come up ends with the right reason on both sides, and leaves nothing behind.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void Establish_WrongSecret_BothSidesSayWhoFailed()
    {
        var pair = new SimPair(seed: 1);
        pair.Configure(new SimVpn { SecretOfB = "barracuda" });
        var request = pair.Start();
        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Equal(CommandStatus.Failed, pair.A.ResultOf(request)!.Status);
        Assert.Contains(nameof(CloseReason.AuthenticationFailedRemote), pair.A.ResultOf(request)!.Message, StringComparison.Ordinal);
        Assert.Equal(1ul, pair.B.Counters.AuthFailures);
        Assert.Equal(1ul, pair.A.Counters.AuthFailures);
    }

    [Fact]
    public void Establish_NoCommonProposal_IsRefused()
    {
        var pair = new SimPair(seed: 2);
        var ofB = new SimVpn();
        ofB.IkeProposals =
        [
            new ProposalOffer
            {
                Protocol = ProtocolId.Ike,
                Encryption = [new EncryptionChoice(EncryptionId.AesCbc, 128)],
                Integrity = [IntegrityId.HmacSha256_128],
                Prfs = [PseudorandomFunctionId.HmacSha256],
                KeyExchanges = [KeyExchangeId.Curve25519],
            },
        ];
        pair.Configure(new SimVpn(), ofB);
        var request = pair.Start();
        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Contains(nameof(CloseReason.NoProposalChosen), pair.A.ResultOf(request)!.Message, StringComparison.Ordinal);
        Assert.Equal(1ul, pair.B.Counters.NoProposalFailures);
    }

    [Fact]
    public void Establish_WrongGroupGuessed_InvalidKeRetrySucceeds()
    {
        var pair = new SimPair(seed: 3);
        pair.Configure(new SimVpn { IkeProposals = Groups(KeyExchangeId.Ecp384, KeyExchangeId.Curve25519) }, new SimVpn { IkeProposals = Groups(KeyExchangeId.Curve25519) });
        pair.Start();
        pair.ShouldAgree();
        Assert.Equal("curve25519", pair.A.Tunnel.KeyExchange.Name);
    }

    [Fact]
    public void Establish_NoCommonSelectors_IkeSaStandsWithoutChild()
    {
        var pair = new SimPair(seed: 4);
        var ofB = new SimVpn { Child = child => child with { LocalSelectors = [new ConfiguredSelector(IpAddress.Parse("172.16.0.0"), 16)] } };
        pair.Configure(new SimVpn(), ofB);
        var request = pair.Start();
        Assert.Equal(CommandStatus.Failed, pair.A.ResultOf(request)!.Status);
        Assert.Contains(nameof(CloseReason.TsUnacceptable), pair.A.ResultOf(request)!.Message, StringComparison.Ordinal);
        Assert.Empty(pair.A.Tunnel.Children);
        Assert.Empty(pair.B.Tunnel.Children);
        pair.ShouldAgree();
    }

    [Fact]
    public void Establish_WiderSelectorsProposed_AreNarrowed()
    {
        var pair = new SimPair(seed: 5);
        var ofA = new SimVpn { Child = child => child with { RemoteSelectors = [new ConfiguredSelector(IpAddress.Parse("10.0.0.0"), 8)] } };
        pair.Configure(ofA, new SimVpn());
        pair.Start();
        pair.ShouldAgree();
        Assert.Equal("10.2.1.0/24", pair.A.Tunnel.Children.Single().RemoteSelectors.Single().ToString());
    }

    [Theory]
    [InlineData(PolicyAction.Pass, "has action pass: there is nothing to negotiate")]
    [InlineData(PolicyAction.Drop, "has action drop: there is nothing to negotiate")]
    public void Initiate_PolicyWithoutProtection_IsRefused(PolicyAction action, string expected)
    {
        var pair = new SimPair(seed: 8);
        pair.Configure(new SimVpn { Child = child => child with { Action = action } });
        var result = pair.A.ResultOf(pair.A.Execute(new EngineCommand.InitiateChild("child-1")));
        Assert.Equal(CommandStatus.Invalid, result!.Status);
        Assert.Contains(expected, result.Message, StringComparison.Ordinal);
        pair.A.ShouldBeEmpty();
    }

    [Fact]
    public void Establish_NobodyAnswers_GivesUpBySchedule()
    {
        var pair = new SimPair(seed: 6);
        pair.Configure(new SimVpn());
        pair.Network.LossPercent = 100;
        var request = pair.A.Execute(new EngineCommand.InitiateChild("child-1"));
        pair.Advance(164);
        Assert.Null(pair.A.ResultOf(request));
        Assert.Equal(6, pair.Network.Sent.Count);
        pair.Advance(2);
        Assert.Contains(nameof(CloseReason.Timeout), pair.A.ResultOf(request)!.Message, StringComparison.Ordinal);
        pair.A.ShouldBeEmpty();
    }

    [Fact]
    public void Establish_WrongIdentityOfResponder_InitiatorRefusesAndTells()
    {
        var pair = new SimPair(seed: 7);
        pair.Configure(new SimVpn(), new SimVpn { IdentityOfB = Identity.Fqdn("mallory.example") });
        pair.Start();
        pair.Advance(40);
        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
    }

    [Fact]
    public void UniqueSa_Replace_NewSaTakesTheOldOnesPlace()
    {
        var pair = SimPair.Established(seed: 8, vpn => vpn.Peer = peer => peer with { UniqueSa = UniqueSaPolicy.Replace });
        var first = pair.B.Tunnel.UniqueId;
        pair.A.Execute(new EngineCommand.InitiateIke("vpn"));
        pair.Drive();
        Assert.NotEqual(first, pair.B.Tunnel.UniqueId);
        pair.ShouldAgree();
    }

    [Fact]
    public void InitialContact_PeerRestarted_OldSaGoesSilently()
    {
        var pair = SimPair.Established(seed: 9);
        var fresh = new SimHost("a2", pair.A.Address, pair.Network, SharedCrypto.Best, 99);
        fresh.Configure(new SimVpn().Build(forA: true, pair.A.Address, pair.B.Address));
        fresh.Execute(new EngineCommand.InitiateChild("child-1"));
        while (pair.Network.NextArrival is { } at)
        {
            pair.Network.Now = at;
            var datagram = pair.Network.TakeArrived()!;
            (datagram.Destination.Address == pair.B.Address ? pair.B : fresh).Receive(datagram);
        }

        Assert.Equal(fresh.Tunnel.InitiatorSpi, pair.B.Tunnel.InitiatorSpi);
        Assert.Single(pair.B.Tunnels);
    }

    private static ValueList<ProposalOffer> Groups(params KeyExchangeId[] groups) =>
    [
        new ProposalOffer
        {
            Protocol = ProtocolId.Ike,
            Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 256)],
            Prfs = [PseudorandomFunctionId.HmacSha256],
            KeyExchanges = groups.ToValueList(),
        },
    ];
}
