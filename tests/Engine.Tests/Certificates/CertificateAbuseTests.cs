using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Certificates;

/// <summary>Certificates that are meant to cost something: each has its bound, and none keeps a shard from its other peers.</summary>
public sealed class CertificateAbuseTests
{
    private readonly TestPki _root = TestPki.Root();

    [Fact]
    public void Check_MoreCertificatesThanAnyChainHas_AreRefusedUnread()
    {
        var leaf = _root.Issue("CN=a", dns: "a.example").Certificate;

        var verdict = Check([leaf.Der, .. Enumerable.Repeat((ReadOnlyMemory<byte>)new byte[] { 1, 2, 3 }, PeerCertificateCheck.MostCertificates)]);

        Assert.Equal($"the peer sent {PeerCertificateCheck.MostCertificates + 1} certificates, at most {PeerCertificateCheck.MostCertificates} are read", verdict.Problem);
    }

    [Fact]
    public void Check_ChainLongerThanAnyRealOne_IsGivenUp()
    {
        var issuer = _root;
        var between = new List<ReadOnlyMemory<byte>>();
        for (var i = 0; i < 9; i++)
        {
            issuer = issuer.Intermediate($"level {i}");
            between.Add(issuer.Certificate.Der);
        }

        var leaf = issuer.Issue("CN=a", dns: "a.example").Certificate;

        Assert.Contains("is longer than 8 certificates", Check([leaf.Der, .. between]).Problem, StringComparison.Ordinal);
    }

    private PeerCertificateVerdict Check(IReadOnlyList<ReadOnlyMemory<byte>> presented) => new PeerCertificateCheck
    {
        Presented = presented,
        Trust = new TrustStore([_root.Certificate], [], []),
        Identity = Identity.Fqdn("a.example"),
        Algorithms = [SignatureAlgorithms.EcdsaSha256],
        Signature = new byte[64],
        Octets = new byte[32],
        Now = TestPki.From.AddYears(1).ToUnixTimeMilliseconds(),
    }.Run(SharedCrypto.Best);
}
