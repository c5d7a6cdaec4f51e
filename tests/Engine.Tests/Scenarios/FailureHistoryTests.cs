using System.Net;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>What cannot be negotiated is one row of the failure history on each side that knows of it, with everything that is known.</summary>
public sealed class FailureHistoryTests
{
    private static readonly EndpointInfo A = new(IPAddress.Parse("192.0.2.1"), 500);
    private static readonly EndpointInfo B = new(IPAddress.Parse("198.51.100.1"), 500);

    [Fact]
    public void SaInit_NoCommonProposal_IsToldOnBothSidesWithWhoSentTheNotify()
    {
        var pair = new SimPair(seed: 1);
        pair.Configure(new SimVpn(), new SimVpn { IkeProposals = Cbc() });
        using var changes = pair.B.Registry.Subscribe();
        pair.Start();

        var ofA = Assert.Single(pair.A.Registry.Capture().History.Failures);
        Assert.Equal(
            (1u, FailurePhase.SaInit, "main", "vpn", CloseReason.NoProposalChosen, FailureCause.None, (ushort)NotifyType.NoProposalChosen, false),
            (ofA.Number, ofA.Phase, ofA.Vrf, ofA.VpnName, ofA.Reason, ofA.Cause, ofA.NotifyType, ofA.NotifySent));
        Assert.Equal((A, B, new TunnelId(1)), (ofA.Local, ofA.Remote, ofA.TunnelId));
        Assert.Equal("the peer refused: NO_PROPOSAL_CHOSEN", ofA.Text);
        var ofB = Assert.Single(pair.B.Registry.Capture().History.Failures);
        Assert.Equal(
            (FailurePhase.SaInit, "vpn", CloseReason.NoProposalChosen, (ushort)NotifyType.NoProposalChosen, true, "no common IKE proposal"),
            (ofB.Phase, ofB.VpnName, ofB.Reason, ofB.NotifyType, ofB.NotifySent, ofB.Text));
        Assert.Equal((B, A, IdentityInfo.Unknown), (ofB.Local, ofB.Remote, ofB.RemoteIdentity));
        Assert.Equal((TunnelChangeKind.Failed, ofB), Failing(changes));
    }

    [Fact]
    public void SaInit_NobodyAnswers_IsATimeout()
    {
        var pair = new SimPair(seed: 2);
        pair.Configure(new SimVpn());
        pair.Network.LossPercent = 100;
        pair.A.Execute(new EngineCommand.InitiateChild("child-1"));
        pair.Advance(200);

        var failure = Assert.Single(pair.A.Registry.Capture().History.Failures);
        Assert.Equal((FailurePhase.SaInit, CloseReason.Timeout, (ushort)0, "vpn"), (failure.Phase, failure.Reason, failure.NotifyType, failure.VpnName));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_165_000), failure.At, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void SaInit_FromAnAddressOfNoVpn_IsToldOnceAMinute()
    {
        var pair = new SimPair(seed: 3);
        var ofB = new SimVpn().Build(forA: false, pair.B.Address, IpAddress.Parse("203.0.113.77"));
        pair.A.Configure(new SimVpn().Build(forA: true, pair.A.Address, pair.B.Address));
        pair.B.Configure(ofB);
        pair.Start();
        pair.Advance(30);
        pair.Start();

        var failure = Assert.Single(pair.B.Registry.Capture().History.Failures);
        Assert.Equal(
            (FailurePhase.SaInit, string.Empty, new TunnelId(0), CloseReason.NoProposalChosen, (ushort)NotifyType.NoProposalChosen, true, A),
            (failure.Phase, failure.VpnName, failure.TunnelId, failure.Reason, failure.NotifyType, failure.NotifySent, failure.Remote));

        pair.Advance(31);
        pair.Start();
        Assert.Equal([1u, 2u], pair.B.Registry.Capture().History.Failures.Select(static row => row.Number));
        Assert.Equal(3, pair.A.Registry.Capture().History.Failures.Count);
    }

    [Fact]
    public void SaInit_GroupGuessedWrong_IsNoFailure()
    {
        var pair = new SimPair(seed: 4);
        pair.Configure(new SimVpn { IkeProposals = Groups(KeyExchangeId.Ecp384, KeyExchangeId.Curve25519) }, new SimVpn { IkeProposals = Groups(KeyExchangeId.Curve25519) });
        pair.Start();
        Assert.Single(pair.A.Tunnels);
        Assert.Empty(pair.A.Registry.Capture().History.Failures);
        Assert.Empty(pair.B.Registry.Capture().History.Failures);
    }

    [Fact]
    public void Auth_WrongSecret_NamesTheClaimedIdentityAndTheSide()
    {
        var pair = new SimPair(seed: 5);
        pair.Configure(new SimVpn { SecretOfB = "barracuda" });
        using var changes = pair.B.Registry.Subscribe();
        pair.Start();

        var ofB = Assert.Single(pair.B.Registry.Capture().History.Failures);
        Assert.Equal(
            (FailurePhase.Auth, "vpn", CloseReason.AuthenticationFailedLocal, (ushort)NotifyType.AuthenticationFailed, true, "a.example", "b.example"),
            (ofB.Phase, ofB.VpnName, ofB.Reason, ofB.NotifyType, ofB.NotifySent, ofB.RemoteIdentity.Text, ofB.LocalIdentity.Text));
        Assert.Equal((TunnelChangeKind.AuthenticationFailed, ofB), Failing(changes));
        var ofA = Assert.Single(pair.A.Registry.Capture().History.Failures);
        Assert.Equal(
            (FailurePhase.Auth, CloseReason.AuthenticationFailedRemote, (ushort)NotifyType.AuthenticationFailed, false),
            (ofA.Phase, ofA.Reason, ofA.NotifyType, ofA.NotifySent));
        Assert.Empty(pair.A.Registry.Capture().History.Tunnels);
    }

    [Fact]
    public void Auth_ResponderIsSomebodyElse_InitiatorTellsAndBothHaveARow()
    {
        var pair = new SimPair(seed: 7);
        pair.Configure(
            new SimVpn { Peer = static peer => peer with { RemoteIdentity = new IdentityPattern("*.example") } },
            new SimVpn { IdentityOfB = Identity.Fqdn("b.elsewhere") });
        pair.Start();
        pair.Advance(40);

        var ofA = Assert.Single(pair.A.Registry.Capture().History.Failures);
        Assert.Equal(
            (FailurePhase.Auth, CloseReason.AuthenticationFailedLocal, (ushort)NotifyType.AuthenticationFailed, true, "b.elsewhere"),
            (ofA.Phase, ofA.Reason, ofA.NotifyType, ofA.NotifySent, ofA.RemoteIdentity.Text));
        var ofB = Assert.Single(pair.B.Registry.Capture().History.Failures);
        Assert.Equal(
            (FailurePhase.Auth, CloseReason.AuthenticationFailedRemote, (ushort)NotifyType.AuthenticationFailed, false),
            (ofB.Phase, ofB.Reason, ofB.NotifyType, ofB.NotifySent));
    }

    [Fact]
    public void Auth_PeerOfNoVpn_HasNoVpnName()
    {
        var pair = new SimPair(seed: 8);
        pair.Configure(new SimVpn());
        var known = new SimVpn().Build(forA: false, pair.B.Address, pair.A.Address);
        var first = known.Peers[0] with { RemoteIdentity = new IdentityPattern("other.example") };
        pair.B.Configure(known with { Peers = [first with { Name = "x" }, first with { Name = "y" }] });
        pair.Start();

        var failure = Assert.Single(pair.B.Registry.Capture().History.Failures);
        Assert.Equal((FailurePhase.Auth, string.Empty, "a.example"), (failure.Phase, failure.VpnName, failure.RemoteIdentity.Text));
    }

    [Fact]
    public void Auth_NeverComes_IsATimeoutOfTheResponder()
    {
        var pair = new SimPair(seed: 9);
        pair.Configure(new SimVpn());
        pair.Network.Filter = static datagram => datagram.Octets.ElementAtOrDefault(18) == (byte)ExchangeType.IkeSaInit;
        pair.A.Execute(new EngineCommand.InitiateChild("child-1"));
        pair.Advance(60);

        var failure = Assert.Single(pair.B.Registry.Capture().History.Failures);
        Assert.Equal((FailurePhase.Auth, CloseReason.Timeout, (ushort)0), (failure.Phase, failure.Reason, failure.NotifyType));
    }

    [Fact]
    public void Child_NoCommonSelectors_IsToldOnBothSidesAndTheIkeSaStands()
    {
        var pair = new SimPair(seed: 10);
        var ofB = new SimVpn { Child = static child => child with { LocalSelectors = [new ConfiguredSelector(IpAddress.Parse("172.16.0.0"), 16)] } };
        pair.Configure(new SimVpn(), ofB);
        pair.Start();

        var atA = Assert.Single(pair.A.Registry.Capture().History.Failures);
        Assert.Equal(
            (FailurePhase.Child, "child-1", CloseReason.TsUnacceptable, (ushort)NotifyType.TsUnacceptable, false),
            (atA.Phase, atA.PolicyName, atA.Reason, atA.NotifyType, atA.NotifySent));
        var atB = Assert.Single(pair.B.Registry.Capture().History.Failures);
        Assert.Equal(
            (FailurePhase.Child, CloseReason.TsUnacceptable, (ushort)NotifyType.TsUnacceptable, true, "a.example"),
            (atB.Phase, atB.Reason, atB.NotifyType, atB.NotifySent, atB.RemoteIdentity.Text));
        Assert.Single(pair.A.Tunnels);
        Assert.Empty(pair.A.Registry.Capture().History.Tunnels);
    }

    [Fact]
    public void Child_RefusedInCreateChildSa_IsToldOnBothSides()
    {
        var pair = SimPair.Established(seed: 11, static vpn => vpn.ChildCount = 2);
        var narrower = new SimVpn { ChildCount = 2, Child = static child => child.Name == "child-2" ? child with { LocalSelectors = [new ConfiguredSelector(IpAddress.Parse("172.16.0.0"), 16)] } : child };
        pair.B.Configure(narrower.Build(forA: false, pair.B.Address, pair.A.Address));
        pair.Start("child-2");

        Assert.Equal(
            (FailurePhase.Child, "child-2", CloseReason.TsUnacceptable, false),
            pair.A.Registry.Capture().History.Failures.Select(static row => (row.Phase, row.PolicyName, row.Reason, row.NotifySent)).Single());
        Assert.Equal(
            (FailurePhase.Child, CloseReason.TsUnacceptable, (ushort)NotifyType.TsUnacceptable, true),
            pair.B.Registry.Capture().History.Failures.Select(static row => (row.Phase, row.Reason, row.NotifyType, row.NotifySent)).Single());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rekey_ProposalsNoLongerMeet_IsARekeyFailureAndTheSaStands(bool ofChild)
    {
        var pair = SimPair.Established(seed: 12);
        var changed = new SimVpn();
        if (ofChild)
        {
            changed.EspProposals = [new ProposalOffer { Protocol = ProtocolId.Esp, Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 128)] }];
        }
        else
        {
            changed.IkeProposals = Cbc();
        }

        Reconfigure(pair, changed);
        using var changes = pair.A.Registry.Subscribe();
        pair.A.Execute(ofChild ? new EngineCommand.RekeyChild(SaSelector.All) : new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();

        var phase = ofChild ? FailurePhase.ChildRekey : FailurePhase.IkeRekey;
        var atA = Assert.Single(pair.A.Registry.Capture().History.Failures);
        Assert.Equal(
            (phase, CloseReason.NoProposalChosen, (ushort)NotifyType.NoProposalChosen, false, ofChild ? "child-1" : string.Empty),
            (atA.Phase, atA.Reason, atA.NotifyType, atA.NotifySent, atA.PolicyName));
        Assert.Equal(ofChild ? pair.A.Tunnel.Children.Single().SpiIn : 0, atA.ChildSpi);
        Assert.Equal((TunnelChangeKind.RekeyFailed, atA), Failing(changes));
        var atB = Assert.Single(pair.B.Registry.Capture().History.Failures);
        Assert.Equal((phase, CloseReason.NoProposalChosen, true), (atB.Phase, atB.Reason, atB.NotifySent));
    }

    [Fact]
    public void Rekey_PutOffByThePeer_IsTellingOnlyWhenItGoesOn()
    {
        var pair = SimPair.Established(seed: 13);

        // B's own rekey of the IKE SA never arrives, so it puts off what A asks for.
        pair.Network.Filter = datagram => datagram.Source.Address != pair.B.Address || datagram.Octets[18] != (byte)ExchangeType.CreateChildSa
            || (datagram.Octets[19] & (byte)IkeHeaderFlags.Response) != 0;
        pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        var refusals = 0;
        pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
        for (var second = 0; second < 60 && refusals < 3; second++)
        {
            pair.Advance(1);
            refusals = pair.A.Events.OfType<Engine.Shard.NegotiationFailed>().Count();
            Assert.Equal(refusals > 2 ? 1 : 0, pair.A.Registry.Capture().History.Failures.Count);
        }

        Assert.Equal(3, refusals);
        var failure = Assert.Single(pair.A.Registry.Capture().History.Failures);
        Assert.Equal((FailurePhase.ChildRekey, (ushort)NotifyType.TemporaryFailure), (failure.Phase, failure.NotifyType));
        Assert.Empty(pair.B.Registry.Capture().History.Failures);
    }

    [Fact]
    public void Liveness_PeerGone_IsToldBeforeTheTunnelEnds()
    {
        var pair = SimPair.Established(seed: 14, static vpn => vpn.Peer = static peer => peer with { DpdDelay = TimeSpan.FromSeconds(30) });
        pair.Network.LossPercent = 100;
        using var changes = pair.A.Registry.Subscribe();
        pair.Advance(400);

        var failure = Assert.Single(pair.A.Registry.Capture().History.Failures);
        Assert.Equal((FailurePhase.Liveness, CloseReason.PeerDead, "vpn", "b.example"), (failure.Phase, failure.Reason, failure.VpnName, failure.RemoteIdentity.Text));
        var kinds = All(changes).Select(static change => change.Kind).ToList();
        Assert.True(kinds.IndexOf(TunnelChangeKind.PeerDead) < kinds.IndexOf(TunnelChangeKind.Closed));
        Assert.Single(kinds, TunnelChangeKind.Closed);
        Assert.Equal(CloseReason.PeerDead, Assert.Single(pair.A.Registry.Capture().History.Tunnels).Reason);
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("configuration")]
    [InlineData("stop")]
    [InlineData("rekey")]
    [InlineData("reauthentication")]
    [InlineData("initial contact")]
    public void NormalEnd_OfAnyKind_IsNoFailureOnEitherSide(string kind)
    {
        var pair = SimPair.Established(seed: 15);
        switch (kind)
        {
            case "delete":
                pair.A.Execute(new EngineCommand.FlushIke(SaSelector.All));
                break;
            case "configuration":
                pair.A.Configure(EngineConfiguration.Empty);
                break;
            case "stop":
                pair.A.Command(new Engine.Shard.ShardCommand.CloseAll(1, 1000));
                break;
            case "rekey":
                pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.All));
                pair.A.Execute(new EngineCommand.RekeyChild(SaSelector.All));
                pair.B.Execute(new EngineCommand.RekeyIke(SaSelector.All));
                pair.B.Execute(new EngineCommand.RekeyChild(SaSelector.All));
                break;
            case "reauthentication":
                pair.A.Execute(new EngineCommand.ReauthenticateIke(SaSelector.All));
                break;
            default:
                pair.A.Execute(new EngineCommand.InitiateIke("vpn"));
                break;
        }

        pair.Drive();
        pair.Advance(100);
        Assert.Empty(pair.A.Registry.Capture().History.Failures);
        Assert.Empty(pair.B.Registry.Capture().History.Failures);
    }

    [Fact]
    public void Attempt_GivenUpByTheOperator_IsNoFailure()
    {
        var pair = new SimPair(seed: 16);
        pair.Configure(new SimVpn());
        pair.Network.LossPercent = 100;
        pair.A.Execute(new EngineCommand.InitiateChild("child-1"));
        pair.A.Configure(EngineConfiguration.Empty);
        pair.Drive();
        Assert.Empty(pair.A.Tunnels);
        Assert.Empty(pair.A.Registry.Capture().History.Failures);
        Assert.Empty(pair.A.Registry.Capture().History.Tunnels);
    }

    private static void Reconfigure(SimPair pair, SimVpn vpn)
    {
        // Only the policy behind the standing SA changes: a new configuration would end it.
        var changed = vpn.Build(forA: false, pair.B.Address, pair.A.Address).Peers[0];
        foreach (var sa in pair.B.Shard.Services.Sas.All)
        {
            sa.Policy = changed;
            foreach (var child in sa.Children.All)
            {
                child.Policy = changed.Children[0];
            }
        }
    }

    private static List<TunnelChange> All(ChangeSubscription changes)
    {
        var all = new List<TunnelChange>();
        while (changes.TryRead(out var change))
        {
            all.Add(change);
        }

        return all;
    }

    private static (TunnelChangeKind Kind, FailureRecord? Failure) Failing(ChangeSubscription changes)
    {
        var change = Assert.Single(All(changes), static change => change.Failure is not null);
        return (change.Kind, change.Failure);
    }

    private static ValueList<ProposalOffer> Cbc() =>
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

    private static ValueList<ProposalOffer> Groups(params KeyExchangeId[] groups) =>
    [
        new ProposalOffer
        {
            Protocol = ProtocolId.Ike,
            Encryption = [new EncryptionChoice(EncryptionId.AesGcm16, 256)],
            Prfs = [PseudorandomFunctionId.HmacSha256],
            KeyExchanges = [.. groups],
        },
    ];
}
