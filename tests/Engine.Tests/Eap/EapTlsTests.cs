using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Eap;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Eap;

public sealed class EapTlsTests
{
    private static readonly EapMethodType[] Tls = [EapMethodType.Tls];

    private readonly TlsEnds _ends = new();

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Run_CertificatesOfBothEnds_GiveTheSameKey(bool serverBelow13, bool clientBelow13)
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        using var conversation = new EapConversation(Tls, server: _ends.Server(below13: serverBelow13), client: _ends.Client(below13: clientBelow13));

        var (authenticator, peer) = conversation.Run();

        using var there = Assert.IsType<EapStep.Success>(authenticator).MasterSessionKey!;
        using var here = Assert.IsType<EapStep.Success>(peer).MasterSessionKey!;
        Assert.Equal(64, there.Length);
        Assert.Equal(there.Span.ToArray(), here.Span.ToArray());
        Assert.True(conversation.Peer.IsMutual && conversation.Peer.IsSafeAlone);
        Assert.Equal("EAP-TLS", conversation.Authenticator.MethodName);
    }

    [Theory]
    [InlineData(PublicKeyKind.Rsa)]
    [InlineData(PublicKeyKind.EcdsaP384)]
    [InlineData(PublicKeyKind.Ed25519)]
    public void Run_EveryKindOfKey_Works(PublicKeyKind kind)
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        using var conversation = new EapConversation(
            Tls,
            server: _ends.Server(_ends.Root.Issue("CN=gateway", kind, dns: TlsEnds.ServerName)),
            client: _ends.Client(_ends.Root.Issue("CN=carol", kind, mail: EapConversation.Identity)));

        Assert.IsType<EapStep.Success>(conversation.Run().Authenticator);
    }

    [Fact]
    public void Run_LongChains_TravelInFragmentsThatFitADatagram()
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        var root = TestPki.Root("rsa root", PublicKeyKind.Rsa);
        var first = root.Intermediate("first " + new string('x', 600));
        var second = first.Intermediate("second " + new string('x', 600));
        var ofServer = second.Issue("CN=gateway", PublicKeyKind.Rsa, dns: TlsEnds.ServerName);
        var ofClient = second.Issue("CN=carol", PublicKeyKind.Rsa, mail: EapConversation.Identity);
        var trust = new TrustStore([root.Certificate], [], []);
        using var conversation = new EapConversation(
            Tls,
            server: _ends.Server(ofServer, false, second.Certificate, first.Certificate) with { Trust = trust },
            client: _ends.Client(ofClient, false, TlsEnds.ServerName, second.Certificate, first.Certificate) with { Trust = trust });

        var (authenticator, peer) = conversation.Run();

        Assert.IsType<EapStep.Success>(authenticator);
        Assert.IsType<EapStep.Success>(peer);
        Assert.All(conversation.Packets, packet => Assert.InRange(packet.Length, 4, 1100));
        Assert.Contains(conversation.Packets, static packet => packet.Length > 5 && (packet[5] & 0x40) != 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_ClientIsCertifiedAsSomebodyElse_IsTurnedAway(bool below13)
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        using var conversation = new EapConversation(
            Tls, server: _ends.Server(below13: below13), client: _ends.Client(_ends.Root.Issue("CN=mallory", mail: "mallory@example.org"), below13));

        var (authenticator, peer) = conversation.Run();

        Assert.Contains("'CN=mallory' is not for 'carol@example.org'", Assert.IsType<EapStep.Failure>(authenticator).Text, StringComparison.Ordinal);
        Assert.IsType<EapStep.Failure>(peer);
    }

    [Fact]
    public void Run_ServerIsCertifiedAsSomebodyElse_ClientSaysSoAndLeaves()
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        using var conversation = new EapConversation(Tls, server: _ends.Server(), client: _ends.Client(server: "other.example"));

        var (authenticator, peer) = conversation.Run();

        Assert.IsType<EapStep.Failure>(authenticator);
        Assert.Contains("'CN=gateway' is not for 'other.example'", Assert.IsType<EapStep.Failure>(peer).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ClientOfAnUnknownAuthority_IsTurnedAway()
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        var stranger = TestPki.Root("stranger").Issue("CN=carol", mail: EapConversation.Identity);
        using var conversation = new EapConversation(Tls, server: _ends.Server(), client: _ends.Client(stranger));

        Assert.Contains("no trusted authority 'CN=stranger'", Assert.IsType<EapStep.Failure>(conversation.Run().Authenticator).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_RevokedClient_IsTurnedAway()
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        var carol = _ends.Root.Issue("CN=carol", mail: EapConversation.Identity);
        var trust = new TrustStore([_ends.Root.Certificate], [], [_ends.Root.Revoke(carol.Certificate)]);
        using var conversation = new EapConversation(Tls, server: _ends.Server() with { Trust = trust }, client: _ends.Client(carol));

        Assert.Contains("'CN=carol' is revoked", Assert.IsType<EapStep.Failure>(conversation.Run().Authenticator).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_StrictRevocationAndNobodyToAsk_IsTurnedAway()
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        using var conversation = new EapConversation(Tls, server: _ends.Server() with { Revocation = RevocationRule.Strict }, client: _ends.Client());

        Assert.Contains("may be revoked", Assert.IsType<EapStep.Failure>(conversation.Run().Authenticator).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ClientWithTheCertificateOfAServer_IsTurnedAway()
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        var wrong = _ends.Root.Issue("CN=carol", mail: EapConversation.Identity, change: request => request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false)));
        using var conversation = new EapConversation(Tls, server: _ends.Server(), client: _ends.Client(wrong));

        Assert.Contains("another purpose", Assert.IsType<EapStep.Failure>(conversation.Run().Authenticator).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ExpiredAtTheEnginesMoment_IsTurnedAwayWhateverTheClockSays()
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        using var conversation = new EapConversation(
            Tls, server: _ends.Server() with { Now = TestPki.Until.AddYears(1).ToUnixTimeMilliseconds() }, client: _ends.Client());

        Assert.Contains("expired", Assert.IsType<EapStep.Failure>(conversation.Run().Authenticator).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Peer_WithoutCertificate_WantsNoTls()
    {
        using var peer = new EapPeer("carol"u8, "x"u8, [EapMethodType.Tls, EapMethodType.MsChapV2], new SeededRandom(1));

        var answer = Assert.IsType<EapStep.Continue>(peer.Handle(EapPacket.Request(1, EapMethodType.Tls, [0x20]))).Packet;

        Assert.Equal(EapPacket.Response(1, EapMethodType.Nak, [(byte)EapMethodType.MsChapV2]), answer);
    }

    [Fact]
    public void Either_DisposedWhileItsJobRuns_GivesUpInPeace()
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        using var session = SharedCrypto.Best.Tls!.Create(new TlsSettings { IsServer = false });
        Assert.NotEmpty(session.Advance(default).Records);

        session.Dispose();

        Assert.NotNull(session.Advance([1, 2, 3]).Failure);
        Assert.Empty(session.Protect([1]));
        Assert.Null(session.Export("x", null, 16));
    }

    [Fact]
    public void Judge_Fails_NobodyIsLetInAndTheFaultIsNamed()
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        var own = _ends.Server().Own!;
        using var server = SharedCrypto.Best.Tls!.Create(new TlsSettings
        {
            IsServer = true,
            Chain = [.. own.Chain.Select(static certificate => certificate.Der)],
            Key = own.Key,
        });
        using var client = SharedCrypto.Best.Tls!.Create(new TlsSettings { IsServer = false, Judge = new Faulty() });

        var end = client.Advance(server.Advance(client.Advance(default).Records).Records);

        Assert.False(client.IsEstablished);
        Assert.Contains("InvalidOperationException: no judgement today", end.Failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Run_OnePacketDamaged_NobodyIsLetIn(int which)
    {
        if (!TlsEnds.Exist)
        {
            return;
        }

        for (var octet = 6; octet < 100; octet += 9)
        {
            var count = 0;
            var isDamaged = false;
            using var conversation = new EapConversation(Tls, server: _ends.Server(), client: _ends.Client())
            {
                Change = packet =>
                {
                    if (count++ == which && packet.Length > octet)
                    {
                        packet[octet] ^= 0x55;
                        isDamaged = true;
                    }

                    return packet;
                },
            };
            if (conversation.Run().Authenticator is EapStep.Success success)
            {
                success.MasterSessionKey?.Dispose();
                Assert.False(isDamaged);
            }
        }
    }

    private sealed class Faulty : ITlsCertificateJudge
    {
        public string? Judge(IReadOnlyList<ReadOnlyMemory<byte>> presented) => throw new InvalidOperationException("no judgement today");
    }
}
