using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MyIkev2.Engine.Certificates;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Tests.Certificates;

/// <summary>Which chains are valid; the platform's own validation is asked for a second opinion where it can have one.</summary>
public sealed class ChainTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TestPki _root = TestPki.Root();

    [Fact]
    public void Chain_LeafOfTheRoot_IsValid()
    {
        var leaf = _root.Issue("CN=leaf").Certificate;
        ShouldBeValid(leaf, [], [leaf, _root.Certificate]);
    }

    [Fact]
    public void Chain_TwoIntermediates_AreFoundInAnyOrder()
    {
        var upper = _root.Intermediate("upper");
        var lower = upper.Intermediate("lower", 0);
        var leaf = lower.Issue("CN=leaf").Certificate;
        ShouldBeValid(leaf, [upper.Certificate, lower.Certificate], [leaf, lower.Certificate, upper.Certificate, _root.Certificate]);
        ShouldBeValid(leaf, [lower.Certificate, upper.Certificate], [leaf, lower.Certificate, upper.Certificate, _root.Certificate]);
    }

    [Fact]
    public void Chain_IntermediateAsAnchor_EndsThere()
    {
        var middle = _root.Intermediate("middle");
        var leaf = middle.Issue("CN=leaf").Certificate;
        var verdict = Validate(leaf, [], new TrustStore([middle.Certificate], [], []));
        Assert.Equal([leaf, middle.Certificate], verdict.Chain);
    }

    [Fact]
    public void Chain_CertificateThatIsTrustedItself_NeedsNoAuthority()
    {
        var leaf = TestPki.Root("nobody").Issue("CN=leaf").Certificate;
        Assert.Equal([leaf], Validate(leaf, [], new TrustStore([leaf], [], [])).Chain);
    }

    [Fact]
    public void Chain_PathLengthExceeded_IsRefused()
    {
        var upper = _root.Intermediate("upper", pathLength: 0);
        var lower = upper.Intermediate("lower");
        ShouldBeRefused("authority 'CN=upper' allows only 0 authorities below it", lower.Issue("CN=leaf").Certificate, upper.Certificate, lower.Certificate);
    }

    [Fact]
    public void Chain_EndEntityAsAuthority_IsRefused()
    {
        var impostor = _root.Intermediate("no authority", change: request =>
        {
            request.CertificateExtensions.Clear();
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        });
        ShouldBeRefused("authority 'CN=no authority' is no certification authority", impostor.Issue("CN=leaf").Certificate, impostor.Certificate);
    }

    [Fact]
    public void Chain_AuthorityThatMayNotSign_IsRefused()
    {
        var middle = _root.Intermediate("middle", change: request =>
        {
            request.CertificateExtensions.Clear();
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.CrlSign, true));
        });
        ShouldBeRefused("authority 'CN=middle' may not sign certificates (key usage)", middle.Issue("CN=leaf").Certificate, middle.Certificate);
    }

    [Fact]
    public void Chain_AuthorityOfTheSameNameWithAnotherKey_IsRefused()
    {
        var other = TestPki.Root("test root");
        ShouldBeRefused("the signature on certificate 'CN=leaf' is not from 'CN=test root'", other.Issue("CN=leaf").Certificate);
    }

    [Fact]
    public void Chain_ExpiredIntermediate_IsRefused()
    {
        var middle = _root.Intermediate("middle", until: Now.AddDays(-1));
        ShouldBeRefused("authority 'CN=middle' expired on", middle.Issue("CN=leaf").Certificate, middle.Certificate);
    }

    [Theory]
    [InlineData("2026-06-01T12:00:01Z", "is not valid before 2026-06-01 12:00:01Z")]
    [InlineData("2026-06-01T12:00:00Z", null)]
    public void Chain_NotBefore_CountsToTheSecond(string from, string? problem)
    {
        var leaf = _root.Issue("CN=leaf", from: DateTimeOffset.Parse(from)).Certificate;
        var verdict = Validate(leaf, []);
        Assert.Equal(problem is null, verdict.IsValid);
        Assert.Contains(problem ?? string.Empty, verdict.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(X509KeyUsageFlags.DigitalSignature, true)]
    [InlineData(X509KeyUsageFlags.NonRepudiation, true)]
    [InlineData(X509KeyUsageFlags.KeyEncipherment, false)]
    public void Chain_KeyUsageOfTheEndEntity_MustAllowSigning(X509KeyUsageFlags usage, bool valid)
    {
        var leaf = _root.Issue("CN=leaf", change: request => request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true))).Certificate;
        Assert.Equal(valid, Validate(leaf, []).IsValid);
    }

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.17", true)]
    [InlineData("1.3.6.1.5.5.7.3.1", true)]
    [InlineData("2.5.29.37.0", true)]
    [InlineData("1.3.6.1.5.5.8.2.2", true)]
    [InlineData("1.3.6.1.5.5.7.3.4", false)]
    public void Chain_ExtendedKeyUsageOfTheEndEntity_MustBeForIkeOrAnything(string purpose, bool valid)
    {
        var leaf = _root.Issue("CN=leaf", change: request => request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], true))).Certificate;
        Assert.Equal(valid, Validate(leaf, []).IsValid);
    }

    [Fact]
    public void Chain_UnknownCriticalExtension_IsRefused()
    {
        var leaf = _root.Issue("CN=leaf", change: request => request.CertificateExtensions.Add(new X509Extension("1.2.3.4", [5, 0], critical: true))).Certificate;
        ShouldBeRefused("has a critical extension that is not understood", leaf);
    }

    [Theory]
    [InlineData("ok.example.org", true)]
    [InlineData("example.org", true)]
    [InlineData("bad.example.org", false)]
    [InlineData("example.com", false)]
    [InlineData("notexample.org", false)]
    public void Chain_NameConstraints_OfTheAuthorityHold(string name, bool valid)
    {
        // permitted: DNS example.org; excluded: DNS bad.example.org
        byte[] permitted = [0xa0, 15, 0x30, 13, 0x82, 11, .. "example.org"u8];
        byte[] excluded = [0xa1, 19, 0x30, 17, 0x82, 15, .. "bad.example.org"u8];
        byte[] value = [0x30, (byte)(permitted.Length + excluded.Length), .. permitted, .. excluded];
        var middle = _root.Intermediate("middle", change: request => request.CertificateExtensions.Add(new X509Extension("2.5.29.30", value, critical: true)));
        var verdict = Validate(middle.Issue("CN=leaf", dns: name).Certificate, [middle.Certificate]);
        Assert.Equal(valid, verdict.IsValid);
        Assert.True(valid || verdict.Problem.Contains("name constraints", StringComparison.Ordinal));
    }

    [Fact]
    public void Chain_MazeOfCrossSignedAuthorities_IsGivenUp()
    {
        // Sixty authorities of one name, none of which signed the leaf.
        var decoys = Enumerable.Range(0, 60).Select(_ => _root.Intermediate("maze").Certificate).ToArray();
        var leaf = _root.Intermediate("maze").Issue("CN=leaf").Certificate;
        ShouldBeRefused("the certificates lead too many ways", leaf, decoys);
    }

    [Fact]
    public void Certificate_EveryPrefixAndEveryChangedOctet_NeverThrows()
    {
        var der = _root.Issue("CN=leaf", dns: "a.example", mail: "a@example.org", address: "192.0.2.1").Certificate.Der.ToArray();
        for (var length = 0; length < der.Length; length++)
        {
            Assert.Null(Certificate.TryRead(der.AsMemory(0, length)));
        }

        for (var i = 0; i < der.Length; i++)
        {
            var changed = (byte[])der.Clone();
            changed[i] ^= 0x55;
            if (Certificate.TryRead(changed) is { } certificate)
            {
                Assert.False(Validate(certificate, []).IsValid);
            }
        }
    }

    private ChainVerdict Validate(Certificate leaf, IReadOnlyList<Certificate> presented, TrustStore? trust = null) =>
        new ChainValidator(trust ?? new TrustStore([_root.Certificate], [], []), SharedCrypto.Best, Now.ToUnixTimeMilliseconds()).Validate(leaf, presented);

    private void ShouldBeValid(Certificate leaf, Certificate[] presented, Certificate[] chain)
    {
        var verdict = Validate(leaf, presented);
        Assert.Equal(string.Empty, verdict.Problem);
        Assert.Equal(chain, verdict.Chain);
        Assert.True(PlatformAccepts(leaf, presented));
    }

    private void ShouldBeRefused(string problem, Certificate leaf, params Certificate[] presented)
    {
        var verdict = Validate(leaf, presented);
        Assert.False(verdict.IsValid);
        Assert.Contains(problem, verdict.Problem, StringComparison.Ordinal);
        Assert.False(PlatformAccepts(leaf, presented));
    }

    private bool PlatformAccepts(Certificate leaf, Certificate[] presented)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = Now.UtcDateTime;
        chain.ChainPolicy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(_root.Certificate.Der.Span));
        foreach (var certificate in presented)
        {
            chain.ChainPolicy.ExtraStore.Add(X509CertificateLoader.LoadCertificate(certificate.Der.Span));
        }

        using var ours = X509CertificateLoader.LoadCertificate(leaf.Der.Span);
        return chain.Build(ours);
    }
}
