using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>IKE_AUTH in which the initiator A proves itself by EAP and the responder B by a preshared key or a certificate.</summary>
public sealed class EapTests
{
    private const string User = "carol";

    [Theory]
    [InlineData(AuthenticationKind.EapMschapv2)]
    [InlineData(AuthenticationKind.EapMd5)]
    public void Establish_RightPassword_ChildComesWithTheLastRound(AuthenticationKind kind)
    {
        var pair = SimPair.Established(vpn: vpn => Use(vpn, kind));

        pair.ShouldAgree();
        Assert.Single(pair.A.Tunnel.Children);
        Assert.Equal(((byte)201, (byte)2), (pair.A.Tunnel.LocalAuthenticationMethod, pair.A.Tunnel.RemoteAuthenticationMethod));
        Assert.Equal(((byte)2, (byte)201), (pair.B.Tunnel.LocalAuthenticationMethod, pair.B.Tunnel.RemoteAuthenticationMethod));
        Assert.Contains(pair.B.Events, line => line.ToString()!.Contains($"as '{User}' successful", StringComparison.Ordinal));
    }

    [Fact]
    public void Establish_ResponderWithCertificate_EachSideItsOwn()
    {
        var root = TestPki.Root();
        var pair = SimPair.Established(vpn: vpn =>
        {
            var ofB = root.Issue("CN=b", dns: "b.example").Credential("b");
            Use(vpn, AuthenticationKind.EapMschapv2);
            var whole = vpn.Whole;
            vpn.Whole = (isA, configuration) => whole(isA, configuration) with
            {
                Credentials = isA ? [] : [ofB],
                Certificates = [new KnownCertificate("root", root.Certificate, IsTrusted: true)],
                Peers = whole(isA, configuration).Peers.Select(peer => isA
                    ? peer with { RemoteAuthentication = AuthenticationKind.Certificate }
                    : peer with { LocalAuthentication = AuthenticationKind.Certificate, Certificate = "b" }).ToValueList(),
            };
        });

        pair.ShouldAgree();
        Assert.Equal((byte)AuthenticationMethod.DigitalSignature, pair.A.Tunnel.RemoteAuthenticationMethod);
    }

    [Fact]
    public void Establish_Tls_CertificatesInsideEapAndOutside()
    {
        if (SharedCrypto.Best.Tls is null)
        {
            return;
        }

        var pair = SimPair.Established(vpn: vpn => UseTls(vpn));

        pair.ShouldAgree();
        Assert.Single(pair.A.Tunnel.Children);
        Assert.Contains(pair.B.Events, line => line.ToString() == "authentication of 'a.example' with EAP-TLS as 'a.example' successful");
        Assert.Contains(pair.A.Events, line => line.ToString() == "authentication of 'b.example' with EAP-TLS successful");
    }

    [Fact]
    public void Establish_EapOnly_NoOtherProofTravels()
    {
        if (SharedCrypto.Best.Tls is null)
        {
            return;
        }

        var pair = SimPair.Established(vpn: vpn => UseTls(vpn, ofA: AuthenticationKind.EapOnly, ofB: AuthenticationKind.EapOnly));

        pair.ShouldAgree();
        Assert.Equal(((byte)201, (byte)202), (pair.A.Tunnel.LocalAuthenticationMethod, pair.A.Tunnel.RemoteAuthenticationMethod));
        Assert.Equal(((byte)202, (byte)201), (pair.B.Tunnel.LocalAuthenticationMethod, pair.B.Tunnel.RemoteAuthenticationMethod));
    }

    [Theory]
    [InlineData(AuthenticationKind.EapOnly, AuthenticationKind.Certificate, "expected EAP alone")]
    [InlineData(AuthenticationKind.Certificate, AuthenticationKind.EapOnly, "asks not for EAP alone")]
    public void Establish_EapOnlyOnOneSide_IsRefusedByName(AuthenticationKind ofA, AuthenticationKind ofB, string reason)
    {
        if (SharedCrypto.Best.Tls is null)
        {
            return;
        }

        var pair = new SimPair(seed: 1);
        var vpn = new SimVpn();
        UseTls(vpn, ofA, ofB);
        pair.Configure(vpn);
        var request = pair.Start();

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Contains(
            pair.A.Events.Concat(pair.B.Events).Select(static line => line.ToString()!).Append(pair.A.ResultOf(request)!.Message),
            line => line.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Establish_TlsClientCertifiedForAnotherName_BothSidesSayWho()
    {
        if (SharedCrypto.Best.Tls is null)
        {
            return;
        }

        var pair = new SimPair(seed: 1);
        var vpn = new SimVpn();
        UseTls(vpn, nameOfA: "mallory.example");
        pair.Configure(vpn);
        pair.Start();

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Contains(pair.B.Events, line => line.ToString()!.Contains("certificate 'CN=a' is not for 'a.example'", StringComparison.Ordinal));
    }

    [Fact]
    public void Establish_LossyNetwork_ComesUpAllTheSame()
    {
        var pair = new SimPair(seed: 7);
        var vpn = new SimVpn();
        Use(vpn, AuthenticationKind.EapMschapv2);
        pair.Network.LossPercent = 20;
        pair.Network.DuplicatePercent = 20;
        pair.Configure(vpn);
        pair.Start();
        pair.Advance(60);
        pair.Network.LossPercent = 0;

        pair.ShouldAgree();
    }

    [Theory]
    [InlineData("barracuda", User)]
    [InlineData("swordfish", "mallory")]
    public void Establish_WrongPasswordOrUser_BothSidesSayWhoFailed(string password, string user)
    {
        var pair = new SimPair(seed: 1);
        var ofA = new SimVpn();
        Use(ofA, AuthenticationKind.EapMschapv2, password, user);
        var ofB = new SimVpn();
        Use(ofB, AuthenticationKind.EapMschapv2);
        pair.Configure(ofA, ofB);
        var request = pair.Start();

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Contains(nameof(CloseReason.AuthenticationFailedRemote), pair.A.ResultOf(request)!.Message, StringComparison.Ordinal);
        Assert.Equal((1ul, 1ul), (pair.A.Counters.AuthFailures, pair.B.Counters.AuthFailures));
        Assert.DoesNotContain(pair.A.Events.Concat(pair.B.Events), line => line.ToString()!.Contains(password, StringComparison.Ordinal));
    }

    [Fact]
    public void Establish_NoSecretForTheIdentity_NothingIsSentAfterTheFirstExchange()
    {
        var pair = new SimPair(seed: 1);
        var vpn = new SimVpn();
        Use(vpn, AuthenticationKind.EapMschapv2);
        var whole = vpn.Whole;
        vpn.Whole = (isA, configuration) => isA ? whole(isA, configuration) with { EapSecrets = [] } : whole(isA, configuration);
        pair.Configure(vpn);
        var request = pair.Start();

        Assert.Contains("no EAP secret", pair.A.ResultOf(request)!.Message, StringComparison.Ordinal);
        pair.A.ShouldBeEmpty();
    }

    [Fact]
    public void Establish_ResponderWantsEapInitiatorDoesNot_IsRefused()
    {
        var pair = new SimPair(seed: 1);
        var ofB = new SimVpn();
        Use(ofB, AuthenticationKind.EapMschapv2);
        pair.Configure(new SimVpn(), ofB);
        pair.Start();

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Contains(pair.B.Events, line => line.ToString()!.Contains("expected EAP-MSCHAPv2", StringComparison.Ordinal));
    }

    [Fact]
    public void Establish_InitiatorWantsEapResponderDoesNot_IsRefused()
    {
        var pair = new SimPair(seed: 1);
        var ofA = new SimVpn();
        Use(ofA, AuthenticationKind.EapMschapv2);
        pair.Configure(ofA, new SimVpn());
        pair.Start();

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Contains(pair.B.Events, line => line.ToString()!.Contains("expected a preshared key", StringComparison.Ordinal));
    }

    [Fact]
    public void FirstRequest_EapPacketOrAuthAlone_IsInvalidSyntaxAndNoFault()
    {
        foreach (Payload payload in new Payload[]
        {
            new ExtensibleAuthenticationPayload(EapPacket.Response(1, EapMethodType.Identity, "carol"u8)),
            new AuthenticationPayload(AuthenticationMethod.SharedKeyMessageIntegrityCode, new byte[32]),
        })
        {
            var pair = HalfOpen();

            SendAsA(pair, payload);

            Assert.DoesNotContain(pair.B.Events, line => line is EngineFaulted);
            pair.B.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Round_IdentificationOrAuthInsteadOfEap_EndsTheSaAndNoFault()
    {
        foreach (var payloads in new Payload[][]
        {
            [new AuthenticationPayload(AuthenticationMethod.SharedKeyMessageIntegrityCode, new byte[32])],
            [new IdentificationPayload(IsInitiator: true, IdentificationType.Fqdn, "a.example"u8.ToArray())],
            [new ExtensibleAuthenticationPayload(EapPacket.Success(1))],
            [new ExtensibleAuthenticationPayload(EapPacket.Response(1, EapMethodType.Tls, "x"u8))],
        })
        {
            var pair = HalfOpen();
            SendAsA(pair, new IdentificationPayload(IsInitiator: true, IdentificationType.Fqdn, "a.example"u8.ToArray()));
            Assert.NotNull(Assert.Single(pair.B.Shard.Services.Sas.All).Eap);

            SendAsA(pair, payloads);

            Assert.DoesNotContain(pair.B.Events, line => line is EngineFaulted);
            pair.B.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Refused_PeerSaysAuthenticationFailedInsteadOfAcknowledging_TheReasonIsOurs()
    {
        var pair = new SimPair(seed: 1);
        var ofA = new SimVpn();
        Use(ofA, AuthenticationKind.EapMschapv2, "barracuda");
        var ofB = new SimVpn();
        Use(ofB, AuthenticationKind.EapMschapv2);
        pair.Configure(ofA, ofB);

        // Request 4 would acknowledge the failure that answer 3 tells: A's messages end before it.
        pair.Network.Filter = datagram => datagram.Source.Address != pair.A.Address || datagram.Octets[18] != (byte)ExchangeType.IkeAuth || datagram.Octets[23] != 4;
        pair.Start();
        Send(pair, ExchangeType.Informational, new NotifyPayload(NotifyType.AuthenticationFailed));

        Assert.Contains(pair.B.Events, line => line.ToString()!.Contains("unknown identity or wrong password", StringComparison.Ordinal));
        Assert.Equal(1ul, pair.B.Counters.AuthFailures);
    }

    // A and B have keys, A has not said who it is.
    private static SimPair HalfOpen()
    {
        var pair = new SimPair(seed: 3);
        var vpn = new SimVpn();
        Use(vpn, AuthenticationKind.EapMschapv2);
        pair.Configure(vpn);
        pair.Network.Filter = static datagram => datagram.Octets[18] != (byte)ExchangeType.IkeAuth;
        pair.Start();
        return pair;
    }

    private static void SendAsA(SimPair pair, params Payload[] payloads) => Send(pair, ExchangeType.IkeAuth, payloads);

    private static void Send(SimPair pair, ExchangeType exchange, params Payload[] payloads)
    {
        var sender = pair.A.Shard.Services.Sas.All.Single();
        var receiver = pair.B.Shard.Services.Sas.All.Single();
        var chain = new byte[1000];
        var length = IkeMessageWriter.WriteChain(chain, payloads, out var first);
        var header = IkeHeader.ForSending(
            receiver.InitiatorSpi, receiver.ResponderSpi, exchange, IkeHeaderFlags.Initiator, receiver.Window.ExpectedRequestId);
        var octets = sender.Codec.Protection!.Seal(header, first, chain.AsSpan(0, length));
        pair.B.Receive(new SimDatagram(new IpEndpoint(pair.A.Address, 500), new IpEndpoint(pair.B.Address, 500), false, octets));
    }

    // A proves itself by EAP-TLS; how B does, and what A expects, differs.
    private static void UseTls(
        SimVpn vpn, AuthenticationKind ofA = AuthenticationKind.Certificate, AuthenticationKind ofB = AuthenticationKind.Certificate, string nameOfA = "a.example")
    {
        var root = TestPki.Root();
        var (a, b) = (root.Issue("CN=a", dns: nameOfA).Credential("a"), root.Issue("CN=b", dns: "b.example").Credential("b"));
        vpn.Whole = (isA, configuration) => configuration with
        {
            Credentials = [isA ? a : b],
            Certificates = [new KnownCertificate("root", root.Certificate, IsTrusted: true)],
            Peers = configuration.Peers.Select(peer => isA
                ? peer with { LocalAuthentication = AuthenticationKind.EapTls, RemoteAuthentication = ofA, Certificate = "a" }
                : peer with { RemoteAuthentication = AuthenticationKind.EapTls, LocalAuthentication = ofB, Certificate = "b" }).ToValueList(),
        };
    }

    private static void Use(SimVpn vpn, AuthenticationKind kind, string password = "swordfish", string user = User) =>
        vpn.Whole = (isA, configuration) => configuration with
        {
            EapSecrets = [new EapSecret("one", [user], System.Text.Encoding.UTF8.GetBytes(password).ToValueList())],
            Peers = configuration.Peers.Select(peer => isA
                ? peer with { LocalAuthentication = kind, EapIdentity = user }
                : peer with { RemoteAuthentication = kind }).ToValueList(),
        };
}
