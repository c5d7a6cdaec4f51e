using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Runtime.Certificates;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;

namespace MyIkev2.Engine.Runtime.Tests.Certificates;

/// <summary>Who is warned of certificates that end, and when.</summary>
public sealed class ExpiryWatchTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TestPki _root = TestPki.Root();

    [Theory]
    [InlineData(31, 0)]
    [InlineData(30, 1)]
    [InlineData(7, 2)]
    [InlineData(1, 3)]
    [InlineData(0, 4)]
    [InlineData(-5, 4)]
    public void Step_DaysLeft_GrowsTowardsTheEnd(int days, int step) => Assert.Equal(step, ExpiryWatch.StepOf(Now.AddDays(days), Now));

    [Fact]
    public void Watch_CertificateThatEndsSoon_IsARowOfTheHistoryWithItsVpn()
    {
        var registry = new TunnelRegistry(1, new EngineInfo { Version = "test", StartedAt = Now, HostName = "host" });
        using var watch = new ExpiryWatch(registry, new ManualTimeProvider(Now), NullLogger.Instance);
        var own = _root.Issue("CN=own", until: Now.AddDays(5)).Credential("own");
        var configuration = new EngineConfiguration
        {
            Credentials = [own, _root.Issue("CN=later").Credential("later")],
            Peers = [new PeerPolicy { Name = "hq", Certificate = "own", Proposals = [] }],
        };

        watch.Watch(configuration, CertificateFacts.Publish(configuration));

        var failure = Assert.Single(registry.Capture().History.Failures);
        Assert.Equal("certificate own (CN=own) expires on 2026-06-06 00:00:00Z, in 5 days", failure.Text);
        Assert.Equal((CloseReason.CertificateInvalid, "hq"), (failure.Reason, failure.VpnName));
    }

    [Fact]
    public void Publish_Configuration_TellsWhatEachIsFor()
    {
        var middle = _root.Intermediate("middle");
        var configuration = new EngineConfiguration
        {
            Credentials = [middle.Issue("CN=own", dns: "own.example").Credential("own", middle.Certificate)],
            Certificates =
            [
                new KnownCertificate("root", _root.Certificate, IsTrusted: true),
                new KnownCertificate("pinned", middle.Certificate, IsTrusted: false),
                new KnownCertificate("peer", _root.Issue("CN=peer").Certificate, IsTrusted: false),
            ],
            RevocationLists = [_root.Revoke(_root.Certificate)],
            Peers = [new PeerPolicy { Name = "hq", RemoteAuthority = "pinned", Proposals = [] }],
        };

        var rows = CertificateFacts.Publish(configuration);

        Assert.Equal(
            [CertificateUse.Own, CertificateUse.Intermediate, CertificateUse.Authority, CertificateUse.Authority, CertificateUse.Peer, CertificateUse.RevocationList],
            rows.Select(row => row.Use));
        Assert.Equal(["DNS:own.example"], rows[0].AlternativeNames);
        Assert.Equal(("ECDSA 256", "CN=middle"), (rows[0].Key, rows[0].Issuer));
        Assert.Equal((1, "CN=test root"), (rows[5].Revoked, rows[5].Issuer));
    }
}
