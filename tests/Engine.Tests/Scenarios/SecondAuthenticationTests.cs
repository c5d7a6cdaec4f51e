using System.Text;
using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>The initiator A proves itself twice (RFC 4739), and B once.</summary>
public sealed class SecondAuthenticationTests
{
    private const string User = "carol";
    private const string Password = "barracuda";

    [Theory]
    [InlineData(AuthenticationKind.PreSharedKey, AuthenticationKind.EapMschapv2)]
    [InlineData(AuthenticationKind.PreSharedKey, AuthenticationKind.EapMd5)]
    [InlineData(AuthenticationKind.PreSharedKey, AuthenticationKind.PreSharedKey)]
    [InlineData(AuthenticationKind.PreSharedKey, AuthenticationKind.Certificate)]
    [InlineData(AuthenticationKind.Certificate, AuthenticationKind.EapMschapv2)]
    [InlineData(AuthenticationKind.Certificate, AuthenticationKind.PreSharedKey)]
    [InlineData(AuthenticationKind.Certificate, AuthenticationKind.Certificate)]
    [InlineData(AuthenticationKind.EapMschapv2, AuthenticationKind.Certificate)]
    [InlineData(AuthenticationKind.EapMd5, AuthenticationKind.EapMschapv2)]
    public void Establish_TwoProofs_ChildComesWithTheLastOne(AuthenticationKind first, AuthenticationKind second)
    {
        var pair = SimPair.Established(vpn: vpn => Use(vpn, first, second));

        pair.ShouldAgree();
        Assert.Single(pair.A.Tunnel.Children);

        // The SA bears the identities of the first round; the second one is in the log.
        Assert.Equal("a.example", pair.B.Tunnel.RemoteIdentity.Text);
        Assert.Equal("a.example", pair.A.Tunnel.LocalIdentity.Text);
        Assert.Contains(pair.B.Events, static line => line.ToString()!.StartsWith("authentication of 'a.example' with", StringComparison.Ordinal));
        Assert.Contains(pair.B.Events, static line => line.ToString()!.StartsWith("authentication of 'user.example' with", StringComparison.Ordinal));
        pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.All));
        pair.Drive();
        pair.ShouldAgree();
    }

    [Theory]
    [InlineData(AuthenticationKind.EapTls)]
    [InlineData(AuthenticationKind.Certificate)]
    public void Establish_BehindTls_OverALossyNetwork(AuthenticationKind first)
    {
        if (SharedCrypto.Best.Tls is null)
        {
            return;
        }

        var pair = new SimPair(seed: 11);
        var vpn = new SimVpn();
        Use(vpn, first, first == AuthenticationKind.EapTls ? AuthenticationKind.EapMschapv2 : AuthenticationKind.EapTls);
        pair.Network.LossPercent = 20;
        pair.Network.DuplicatePercent = 20;
        pair.Configure(vpn);
        pair.Start();
        pair.Advance(60);
        pair.Network.LossPercent = 0;

        pair.ShouldAgree();
    }

    [Theory]
    [InlineData(AuthenticationKind.PreSharedKey, AuthenticationKind.EapMschapv2)]
    [InlineData(AuthenticationKind.PreSharedKey, AuthenticationKind.Certificate)]
    [InlineData(AuthenticationKind.EapMschapv2, AuthenticationKind.PreSharedKey)]
    public void Establish_WithPpk_IsInTheFirstRoundAndInTheKeysOfTheSecond(AuthenticationKind first, AuthenticationKind second)
    {
        foreach (var responderHasIt in (bool[])[true, false])
        {
            var pair = SimPair.Established(vpn: vpn =>
            {
                Use(vpn, first, second);
                Change(vpn, (isA, configuration) => configuration with
                {
                    PostQuantumKeys = [new PostQuantumKey(
                        "q", Encoding.UTF8.GetBytes(isA || responderHasIt ? "q-id" : "other").ToValueList(), Encoding.UTF8.GetBytes("of the quantum age").ToValueList())],
                    Peers = configuration.Peers.Select(peer => isA ? peer with { Ppk = "q" } : peer).ToValueList(),
                });
            });

            pair.ShouldAgree();
            Assert.Equal((responderHasIt, responderHasIt), (pair.A.Tunnel.PpkUsed, pair.B.Tunnel.PpkUsed));
        }
    }

    [Theory]
    [InlineData(AuthenticationKind.EapMschapv2, "unknown identity or wrong password")]
    [InlineData(AuthenticationKind.PreSharedKey, "authentication of 'user.example' with pre-shared key failed")]
    public void Refused_SecondProofIsWrong_NothingComesUp(AuthenticationKind second, string reason)
    {
        var pair = new SimPair(seed: 1);
        var (ofA, ofB) = (new SimVpn(), new SimVpn());
        Use(ofA, AuthenticationKind.PreSharedKey, second);
        Use(ofB, AuthenticationKind.PreSharedKey, second, password: "another one");
        pair.Configure(ofA, ofB);
        var request = pair.Start();

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Contains(pair.B.Events, line => line.ToString()!.Contains(reason, StringComparison.Ordinal));
        Assert.Contains(nameof(CloseReason.AuthenticationFailedRemote), pair.A.ResultOf(request)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refused_SecondIdentityIsNotTheOneExpected()
    {
        var pair = new SimPair(seed: 1);
        var (ofA, ofB) = (new SimVpn(), new SimVpn());
        Use(ofA, AuthenticationKind.PreSharedKey, AuthenticationKind.PreSharedKey, identity: "mallory.example");
        Use(ofB, AuthenticationKind.PreSharedKey, AuthenticationKind.PreSharedKey);
        pair.Configure(ofA, ofB);
        pair.Start();

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Contains(pair.B.Events, static line => line.ToString()!.Contains("at last that it is 'mallory.example', expected 'user.example'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, "takes one proof of who we are")]
    [InlineData(false, "proves itself once, and vpn vpn wants two proofs")]
    public void Refused_OnlyOneSideWantsIt(bool atA, string reason)
    {
        var pair = new SimPair(seed: 1);
        var (ofA, ofB) = (new SimVpn(), new SimVpn());
        Use(atA ? ofA : ofB, AuthenticationKind.PreSharedKey, AuthenticationKind.PreSharedKey);
        pair.Configure(ofA, ofB);
        var request = pair.Start();
        pair.Advance(120);

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Contains(
            pair.A.Events.Concat(pair.B.Events).Select(static line => line.ToString()!).Append(pair.A.ResultOf(request)!.Message),
            line => line.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Refused_SideThatIsToInitiateIsAsked()
    {
        var pair = new SimPair(seed: 1);
        var vpn = new SimVpn();
        Use(vpn, AuthenticationKind.PreSharedKey, AuthenticationKind.PreSharedKey);
        pair.Configure(vpn);
        var request = pair.B.Execute(new EngineCommand.InitiateChild("child-1"));
        pair.Drive();
        pair.Advance(120);

        Assert.Contains("proves itself twice, so only it can initiate", pair.B.ResultOf(request)!.Message, StringComparison.Ordinal);
        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
    }

    [Fact]
    public void Hostile_SecondRequestIsSomethingElse_EndsTheSaAndNoFault()
    {
        foreach (var payloads in new Payload[][]
        {
            [new AuthenticationPayload(AuthenticationMethod.SharedKeyMessageIntegrityCode, new byte[32])],
            [new ExtensibleAuthenticationPayload(EapPacket.Response(1, EapMethodType.Identity, "carol"u8))],
            [User2(), new AuthenticationPayload(AuthenticationMethod.SharedKeyMessageIntegrityCode, new byte[32])],
            [User2(), new AuthenticationPayload(AuthenticationMethod.DigitalSignature, new byte[3])],
            [User2(), new AuthenticationPayload(AuthenticationMethod.SharedKeyMessageIntegrityCode, new byte[32]), new NotifyPayload(NotifyType.AnotherAuthFollows)],
            [User2()],
        })
        {
            var pair = BetweenRounds();

            SendAsA(pair, payloads);

            Assert.DoesNotContain(pair.B.Events, static line => line is EngineFaulted);
            pair.B.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Responder_SecondRoundNeverComes_IsForgotten()
    {
        var pair = BetweenRounds();

        pair.Advance(120);

        pair.B.ShouldBeEmpty();
        Assert.Equal(0ul, pair.B.Counters.IkeSaCreated);
    }

    private static IdentificationPayload User2() => new(IsInitiator: true, IdentificationType.Fqdn, "user.example"u8.ToArray());

    // B has checked the first proof and waits for the second, which A does not get through.
    private static SimPair BetweenRounds()
    {
        var pair = new SimPair(seed: 3);
        var vpn = new SimVpn();
        Use(vpn, AuthenticationKind.PreSharedKey, AuthenticationKind.PreSharedKey);
        pair.Configure(vpn);
        pair.Network.Filter = datagram =>
            datagram.Source.Address != pair.A.Address || datagram.Octets[18] != (byte)ExchangeType.IkeAuth || datagram.Octets[23] < 2;
        pair.Start();
        Assert.NotNull(Assert.Single(pair.B.Shard.Services.Sas.All).SecondRound);
        return pair;
    }

    private static void SendAsA(SimPair pair, params Payload[] payloads)
    {
        var sender = pair.A.Shard.Services.Sas.All.Single();
        var receiver = pair.B.Shard.Services.Sas.All.Single();
        var chain = new byte[1000];
        var length = IkeMessageWriter.WriteChain(chain, payloads, out var first);
        var header = IkeHeader.ForSending(
            receiver.InitiatorSpi, receiver.ResponderSpi, ExchangeType.IkeAuth, IkeHeaderFlags.Initiator, receiver.Window.ExpectedRequestId);
        var octets = sender.Codec.Protection!.Seal(header, first, chain.AsSpan(0, length));
        pair.B.Receive(new SimDatagram(new IpEndpoint(pair.A.Address, 500), new IpEndpoint(pair.B.Address, 500), false, octets));
    }

    private static void Change(SimVpn vpn, Func<bool, EngineConfiguration, EngineConfiguration> change)
    {
        var before = vpn.Whole;
        vpn.Whole = (isA, configuration) => change(isA, before(isA, configuration));
    }

    // B finds preshared keys by what A calls itself in the round, A has one for B; certificates are of the round.
    private static void Use(SimVpn vpn, AuthenticationKind first, AuthenticationKind second, string password = Password, string identity = "user.example")
    {
        var root = TestPki.Root();
        var (machine, user, b) = (
            root.Issue("CN=a", dns: "a.example").Credential("machine"), root.Issue("CN=user", dns: "user.example").Credential("user"), root.Issue("CN=b", dns: "b.example").Credential("b"));
        var needsServerCertificate = first == AuthenticationKind.EapTls || second == AuthenticationKind.EapTls;
        vpn.Whole = (isA, configuration) => configuration with
        {
            Credentials = isA ? [machine, user] : [b],
            Certificates = [new KnownCertificate("root", root.Certificate, IsTrusted: true)],
            EapSecrets = [new EapSecret("one", [User], Encoding.UTF8.GetBytes(password).ToValueList())],
            PreSharedKeys =
            [
                new PreSharedKey("first", [new IdentityPattern(isA ? "b.example" : "a.example")], "swordfish"u8.ToArray().ToValueList()),
                new PreSharedKey("second", [new IdentityPattern("user.example")], Encoding.UTF8.GetBytes(password == Password ? "swordfish" : password).ToValueList()),
            ],
            Peers = configuration.Peers.Select(peer => isA
                ? peer with
                {
                    LocalAuthentication = first,
                    Certificate = second == AuthenticationKind.EapTls ? "user" : "machine",
                    EapIdentity = User,
                    Second = new SecondAuthentication { Local = second, LocalIdentity = Identity.Fqdn(identity), Certificate = "user" },
                }
                : peer with
                {
                    RemoteAuthentication = first,
                    Certificate = needsServerCertificate ? "b" : string.Empty,
                    Second = new SecondAuthentication { Remote = second, RemoteIdentity = new IdentityPattern("user.example") },
                }).ToValueList(),
        };
    }
}
