using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Scenarios;

/// <summary>IKE_AUTH with certificates: who is let in, with which signature, and who is not.</summary>
public sealed class CertificateTests
{
    private readonly TestPki _root = TestPki.Root();

    [Theory]
    [InlineData(PublicKeyKind.Rsa, PublicKeyKind.EcdsaP256)]
    [InlineData(PublicKeyKind.EcdsaP384, PublicKeyKind.EcdsaP521)]
    [InlineData(PublicKeyKind.Ed25519, PublicKeyKind.Rsa)]
    public void Establish_CertificatesOfEitherSide_DigitalSignatures(PublicKeyKind ofA, PublicKeyKind ofB)
    {
        if (ofA == PublicKeyKind.Ed25519 && SharedCrypto.Best.Signature(SignatureAlgorithms.Ed25519) is null)
        {
            return; // no portable provider has it
        }

        var pair = SimPair.Established(vpn: vpn => Use(vpn, OfA(ofA), OfB(ofB)));

        pair.ShouldAgree();
        Assert.Equal((byte)AuthenticationMethod.DigitalSignature, pair.A.Tunnel.LocalAuthenticationMethod);
        Assert.Equal((byte)AuthenticationMethod.DigitalSignature, pair.A.Tunnel.RemoteAuthenticationMethod);
        Assert.Equal((byte)AuthenticationMethod.DigitalSignature, pair.B.Tunnel.RemoteAuthenticationMethod);
    }

    [Fact]
    public void Establish_PreferredPss_SignsWithIt()
    {
        var pair = SimPair.Established(vpn: vpn =>
        {
            vpn.Peer = peer => peer with { PrefersPss = true };
            Use(vpn, OfA(PublicKeyKind.Rsa), OfB(PublicKeyKind.EcdsaP256));
        });

        pair.ShouldAgree();
        Assert.Contains(pair.B.Events, line => line.ToString() == "authentication of 'a.example' with RSA_EMSA_PSS_SHA2_256 successful");
    }

    [Theory]
    [InlineData(PublicKeyKind.Rsa, AuthenticationMethod.RsaDigitalSignature)]
    [InlineData(PublicKeyKind.EcdsaP256, AuthenticationMethod.EcdsaSha256P256)]
    [InlineData(PublicKeyKind.EcdsaP521, AuthenticationMethod.EcdsaSha512P521)]
    public void Establish_OlderMethodDemanded_SignsWithItAndNamesNoHashes(PublicKeyKind kind, AuthenticationMethod method)
    {
        var pair = SimPair.Established(vpn: vpn =>
        {
            vpn.Peer = peer => peer with { LocalSignatureMethod = method, RemoteSignatureMethod = method };
            Use(vpn, OfA(kind), OfB(kind));
        });

        pair.ShouldAgree();
        Assert.Equal(((byte)method, (byte)method), (pair.A.Tunnel.LocalAuthenticationMethod, pair.A.Tunnel.RemoteAuthenticationMethod));
        Assert.Equal(TestPki.Until, pair.A.Tunnel.RemoteCertificateNotAfter);
    }

    [Fact]
    public void Establish_HashDemanded_SignsWithIt()
    {
        var pair = SimPair.Established(vpn: vpn =>
        {
            vpn.Peer = peer => peer with { LocalSignatureMethod = AuthenticationMethod.DigitalSignature, SignatureHash = SignatureHashAlgorithm.Sha512 };
            Use(vpn, OfA(PublicKeyKind.Rsa), OfB(PublicKeyKind.Rsa));
        });

        pair.ShouldAgree();
        Assert.Contains(pair.B.Events, line => line.ToString() == "authentication of 'a.example' with RSA_EMSA_PKCS1_SHA2_512 successful");
    }

    [Fact]
    public void Refusal_AnotherMethodThanDemanded_SaysWhich()
    {
        var pair = new SimPair();
        var vpn = new SimVpn { Peer = static peer => peer with { RemoteSignatureMethod = AuthenticationMethod.EcdsaSha384P384 } };
        Use(vpn, OfA(), OfB());
        pair.Configure(vpn);
        var request = pair.Start();

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Contains("AUTHENTICATION_FAILED", pair.A.ResultOf(request)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Establish_NobodyAsks_OnlyWhoAlwaysSendsIsKnown()
    {
        var refused = new SimPair();
        var silent = new SimVpn { Peer = static peer => peer with { SendCertificateRequest = false } };
        Use(silent, OfA(), OfB());
        refused.Configure(silent);
        var request = refused.Start();
        Assert.Contains("AUTHENTICATION_FAILED", refused.A.ResultOf(request)!.Message, StringComparison.Ordinal);

        var pair = SimPair.Established(vpn: vpn =>
        {
            vpn.Peer = peer => peer with { SendCertificateRequest = false, SendCertificate = CertificateSending.Always };
            Use(vpn, OfA(), OfB());
        });
        pair.ShouldAgree();
    }

    [Fact]
    public void Establish_NeverSent_PeerMustHaveIt()
    {
        var ofA = OfA();
        var ofB = OfB();
        var pair = SimPair.Established(vpn: vpn =>
        {
            vpn.Peer = peer => peer with { SendCertificate = CertificateSending.Never };
            vpn.UseCertificates(
                ofA.Credential("a"),
                ofB.Credential("b"),
                Trusted(_root.Certificate),
                new KnownCertificate("of-a", ofA.Certificate, IsTrusted: false),
                new KnownCertificate("of-b", ofB.Certificate, IsTrusted: false));
        });

        pair.ShouldAgree();
    }

    [Fact]
    public void Initiate_WithCertificates_SaysWhichAuthoritiesAreAskedFor()
    {
        var pair = SimPair.Established(vpn: vpn => Use(vpn, OfA(), OfB()));

        Assert.Contains(pair.A.Events, line => line.ToString() == $"received cert request for \"{_root.Certificate.SubjectText}\"");
        Assert.Contains(pair.A.Events, line => line.ToString() == $"sending cert request for \"{_root.Certificate.SubjectText}\"");
    }

    [Fact]
    public void Establish_CertificateAgainstPresharedKey_EachSideItsOwn()
    {
        var pair = SimPair.Established(vpn: vpn =>
        {
            var ofA = OfA().Credential("a");
            vpn.Whole = (isA, configuration) => configuration with
            {
                Credentials = isA ? [ofA] : [],
                Certificates = [new KnownCertificate("root", _root.Certificate, IsTrusted: true)],
                Peers = configuration.Peers.Select(peer => isA
                    ? peer with { LocalAuthentication = AuthenticationKind.Certificate, Certificate = "a" }
                    : peer with { RemoteAuthentication = AuthenticationKind.Certificate }).ToValueList(),
            };
        });

        pair.ShouldAgree();
        Assert.Equal((byte)AuthenticationMethod.SharedKeyMessageIntegrityCode, pair.A.Tunnel.RemoteAuthenticationMethod);
        Assert.Equal((byte)AuthenticationMethod.DigitalSignature, pair.A.Tunnel.LocalAuthenticationMethod);
    }

    [Fact]
    public void Establish_IntermediateSentAlong_CompletesTheChain()
    {
        var middle = _root.Intermediate("middle");
        var pair = SimPair.Established(vpn: vpn => vpn.UseCertificates(
            middle.Issue("CN=a", dns: "a.example").Credential("a", middle.Certificate), OfB().Credential("b"), Trusted(_root.Certificate)));

        pair.ShouldAgree();
    }

    [Fact]
    public void Establish_IntermediateKnownToThePeer_CompletesTheChain()
    {
        var middle = _root.Intermediate("middle");
        var pair = SimPair.Established(vpn: vpn => vpn.UseCertificates(
            middle.Issue("CN=a", dns: "a.example").Credential("a"),
            OfB().Credential("b"),
            Trusted(_root.Certificate),
            new KnownCertificate("middle", middle.Certificate, IsTrusted: false)));

        pair.ShouldAgree();
    }

    [Fact]
    public void Establish_NoIdentityConfigured_SubjectIsTheIdentity()
    {
        var pair = SimPair.Established(vpn: vpn =>
        {
            vpn.Peer = peer => peer with { LocalIdentity = null, RemoteIdentity = IdentityPattern.Any };
            Use(vpn, OfA(), OfB());
        });

        pair.ShouldAgree();
        Assert.Equal(IdentificationType.DerAsn1Dn, (IdentificationType)pair.B.Tunnel.RemoteIdentity.Type);
        Assert.Equal("CN=a", pair.B.Tunnel.RemoteIdentity.Text);
    }

    [Fact]
    public void Establish_RekeyOfTheSa_KeepsTheAuthentication()
    {
        var pair = SimPair.Established(vpn: vpn => Use(vpn, OfA(), OfB()));
        pair.A.Execute(new EngineCommand.RekeyIke(SaSelector.ByUniqueId(pair.A.Tunnel.UniqueId)));
        pair.Drive();

        pair.ShouldAgree();
        Assert.Equal((byte)AuthenticationMethod.DigitalSignature, pair.A.Tunnel.RemoteAuthenticationMethod);
    }

    [Fact]
    public void Refusal_CertificateForAnotherName_SaysWhose()
    {
        ShouldRefuse("certificate 'CN=a' is not for 'a.example'", _root.Issue("CN=a", dns: "c.example"));
    }

    [Fact]
    public void Refusal_UnknownAuthority_SaysWhich()
    {
        ShouldRefuse("no trusted authority 'CN=strangers' for certificate 'CN=a'", TestPki.Root("strangers").Issue("CN=a", dns: "a.example"));
    }

    [Fact]
    public void Refusal_Expired_SaysSince()
    {
        ShouldRefuse(
            "certificate 'CN=a' expired on 2023-06-01 00:00:00Z",
            _root.Issue("CN=a", dns: "a.example", until: new DateTimeOffset(2023, 6, 1, 0, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public void Refusal_Revoked_ByListOfTheAuthority()
    {
        var ofA = OfA();
        ShouldRefuse("certificate 'CN=a' is revoked", ofA, configuration => configuration with { RevocationLists = [_root.Revoke(ofA.Certificate)] });
    }

    [Fact]
    public void Establish_ListRevokesOthers_IsLetIn()
    {
        var pair = SimPair.Established(vpn: vpn =>
        {
            Use(vpn, OfA(), OfB());
            With(vpn, configuration => configuration with
            {
                RevocationLists = [_root.Revoke(_root.Issue("CN=other").Certificate)],
                Peers = configuration.Peers.Select(peer => peer with { Revocation = RevocationRule.Strict }).ToValueList(),
            });
        });

        pair.ShouldAgree();
    }

    [Fact]
    public void Refusal_StrictRevocation_NothingKnown()
    {
        ShouldRefuse(
            "certificate 'CN=a' may be revoked: nobody could say",
            OfA(),
            configuration => configuration with { Peers = configuration.Peers.Select(peer => peer with { Revocation = RevocationRule.Strict }).ToValueList() });
    }

    [Fact]
    public void Refusal_AnotherAuthorityWanted_TrustIsPerVpn()
    {
        ShouldRefuse(
            "no trusted authority 'CN=test root' for certificate 'CN=a'",
            OfA(),
            configuration => configuration with
            {
                Certificates = [.. configuration.Certificates, new KnownCertificate("other", TestPki.Root("other").Certificate, IsTrusted: true)],
                Peers = configuration.Peers.Select(peer => peer with { RemoteAuthority = "other" }).ToValueList(),
            });
    }

    [Fact]
    public void Refusal_KeyOfAnotherCertificate_SignatureIsJudged()
    {
        var ofA = new TestCertificate(OfA().Certificate, OfA().Pkcs8);
        ShouldRefuse("the signature of 'a.example' is not from the key of certificate 'CN=a'", ofA, reason: CloseReason.AuthenticationFailedLocal);
    }

    [Fact]
    public void Refusal_OfTheResponder_InitiatorTellsIt()
    {
        var pair = new SimPair();
        var vpn = new SimVpn();
        Use(vpn, OfA(), _root.Issue("CN=b", dns: "elsewhere.example"));
        pair.Configure(vpn);
        var request = pair.Start();

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Contains("certificate 'CN=b' is not for 'b.example'", pair.A.ResultOf(request)!.Message, StringComparison.Ordinal);
        Assert.Contains(pair.A.Registry.Capture().History.Failures, row => row.Reason == CloseReason.CertificateInvalid);
    }

    [Fact]
    public void Initiate_CertificateNotLoaded_FailsByName()
    {
        var pair = new SimPair();
        var vpn = new SimVpn { Peer = peer => peer with { LocalAuthentication = AuthenticationKind.Certificate, Certificate = "lost" } };
        pair.Configure(vpn);
        var request = pair.Start();

        Assert.Contains("certificate 'lost' of vpn vpn is not loaded", pair.A.ResultOf(request)!.Message, StringComparison.Ordinal);
        pair.A.ShouldBeEmpty();
    }

    [Fact]
    public void Check_JobUnderWay_RepeatedRequestWaitsForTheOneAnswer()
    {
        var pair = new SimPair();
        var vpn = new SimVpn();
        Use(vpn, OfA(), OfB());
        pair.Configure(vpn);
        pair.B.HoldJobs = true;
        pair.Start();
        pair.B.RunJobs();
        pair.Advance(5);
        for (var job = 0; job < 10 && pair.B.RunJobs(); job++)
        {
            pair.Drive();
        }

        pair.ShouldAgree();
        Assert.Equal(0ul, pair.B.Counters.EngineFaults);
    }

    private TestCertificate OfA(PublicKeyKind kind = PublicKeyKind.EcdsaP256) => _root.Issue("CN=a", kind, dns: "a.example");

    private TestCertificate OfB(PublicKeyKind kind = PublicKeyKind.EcdsaP256) => _root.Issue("CN=b", kind, dns: "b.example");

    private static KnownCertificate Trusted(Certificate certificate) => new("root", certificate, IsTrusted: true);

    private void Use(SimVpn vpn, TestCertificate ofA, TestCertificate ofB) =>
        vpn.UseCertificates(ofA.Credential("a"), ofB.Credential("b"), Trusted(_root.Certificate));

    private static void With(SimVpn vpn, Func<EngineConfiguration, EngineConfiguration> change)
    {
        var whole = vpn.Whole;
        vpn.Whole = (isA, configuration) => isA ? whole(isA, configuration) : change(whole(isA, configuration));
    }

    /// <summary>B refuses A's certificate: nothing is left, both know, and the reason is on record.</summary>
    private void ShouldRefuse(
        string problem, TestCertificate ofA, Func<EngineConfiguration, EngineConfiguration>? ofB = null, CloseReason reason = CloseReason.CertificateInvalid)
    {
        var pair = new SimPair();
        var vpn = new SimVpn();
        Use(vpn, ofA, OfB());
        With(vpn, ofB ?? (configuration => configuration));
        pair.Configure(vpn);
        var request = pair.Start();

        pair.A.ShouldBeEmpty();
        pair.B.ShouldBeEmpty();
        Assert.Contains("AUTHENTICATION_FAILED", pair.A.ResultOf(request)!.Message, StringComparison.Ordinal);
        var failure = Assert.Single(pair.B.Registry.Capture().History.Failures);
        Assert.Equal(reason, failure.Reason);
        Assert.Contains(problem, failure.Text, StringComparison.Ordinal);
        Assert.Equal(1ul, pair.B.Counters.AuthFailures);
        Assert.Equal(0ul, pair.B.Counters.EngineFaults);
    }
}
