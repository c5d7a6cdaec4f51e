using System.Text;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.TestInstances.Credentials;
using MyIkev2.TestInstances.Planning;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Tests.Credentials;

/// <summary>What certificates and EAP accounts of a setup become in the engine's configuration.</summary>
public sealed class CredentialPlanTests : IDisposable
{
    private readonly CredentialFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Certificates_OfAClient_AreTakenInTurnByTheNumbersInTheirNames()
    {
        foreach (var number in new[] { 1, 2, 10 })
        {
            _files.AddCertificate("client", $"client{number}");
        }

        var tunnels = Plan(4, "authownmethod: digital-signature", "authpeermethod: rsa", "cadir: ca", "eedir: client", "myid: cert-dn", "dshashalg: sha384").Tunnels;

        Assert.Equal(["client1", "client2", "client10", "client1"], tunnels.Select(tunnel => tunnel.Certificate));
        Assert.Equal(["CN=client1", "CN=client2", "CN=client10", "CN=client1"], tunnels.Select(tunnel => tunnel.LocalIdentity!.Text));
        Assert.All(tunnels, tunnel => Assert.Equal(
            (AuthenticationKind.Certificate, AuthenticationKind.Certificate, AuthenticationMethod.DigitalSignature, AuthenticationMethod.RsaDigitalSignature, SignatureHashAlgorithm.Sha384),
            (tunnel.LocalAuthentication, tunnel.RemoteAuthentication, tunnel.LocalSignatureMethod, tunnel.RemoteSignatureMethod, tunnel.SignatureHash)));
    }

    [Theory]
    [InlineData("cert-subject-cn", "CN=carol@example.org, O=Example", IdentificationType.Rfc822Address, "carol@example.org")]
    [InlineData("cert-subject-cn", "O=Example, CN=host.example.org", IdentificationType.Fqdn, "host.example.org")]
    [InlineData("client-src-addr", "CN=a", IdentificationType.Ipv4Address, "10.10.0.1")]
    [InlineData("c&d.example", "CN=a", IdentificationType.Fqdn, "c0.example")]
    public void Identity_OfAClientWithACertificate_IsWhatMyidSays(string identity, string subject, IdentificationType type, string text)
    {
        _files.AddCertificate("client", "a", subject: subject);

        var own = Plan(1, "authownmethod: ecdsa-sha256-p256", "psk: secret", "eedir: client", $"myid: {identity}").Tunnels[0].LocalIdentity!;

        Assert.Equal((type, text), (own.Type, own.Text));
    }

    [Fact]
    public void Certificates_Trusted_AreAllOfTheFolder()
    {
        _files.AddCertificate("ca", "peer");
        File.Delete(_files.FullPath("ca/peer.key"));

        var configuration = Plan(1, "authpeermethod: digital-signature", "psk: secret", "cadir: ca").Configuration;

        Assert.Equal([("peer", true), ("root", true)], configuration.Certificates.Select(row => (row.Name, row.IsTrusted)));
        Assert.Empty(configuration.Credentials);
    }

    [Fact]
    public void Eap_OneFileForAllTunnels_EachHasAnIdentityOfItsOwn()
    {
        _files.AddText("eapol.conf", "network={\neap=MSCHAPV2\nidentity=\"u&d\"\npassword=\"p\"\n}\n");

        var plan = Plan(3, "authownmethod: eap", "psk: secret", "eapoltestconf: eapol.conf", "myid: eapol-test-conf");

        Assert.Equal(["u0", "u1", "u2"], plan.Tunnels.Select(tunnel => tunnel.EapIdentity));
        Assert.Equal(["u0", "u1", "u2"], plan.Tunnels.Select(tunnel => tunnel.LocalIdentity!.Text));
        Assert.All(plan.Tunnels, tunnel => Assert.Equal((AuthenticationKind.EapMschapv2, AuthenticationKind.PreSharedKey), (tunnel.LocalAuthentication, tunnel.RemoteAuthentication)));
        var secret = Assert.Single(plan.Configuration.EapSecrets);
        Assert.Equal(("p", 3), (Encoding.UTF8.GetString(secret.Secret.AsSpan()), secret.Identities.Count));
    }

    [Fact]
    public void Eap_AFileForEachTunnel_MayDifferInMethodAndPassword()
    {
        _files.AddText("eapol0.conf", "network={\neap=MSCHAPV2\nidentity=\"a\"\npassword=\"p&d\"\n}\n");
        _files.AddText("eapol1.conf", "network={\neap=MD5\nidentity=\"b\"\npassword=\"p&d\"\n}\n");

        var plan = Plan(2, "authownmethod: eap", "psk: secret", "eapoltestconf: eapol&d.conf");

        Assert.Equal([(AuthenticationKind.EapMschapv2, "a"), (AuthenticationKind.EapMd5, "b")], plan.Tunnels.Select(tunnel => (tunnel.LocalAuthentication, tunnel.EapIdentity!)));
        Assert.Equal([("a", "p0"), ("b", "p1")], plan.Configuration.EapSecrets.Select(secret => (secret.Identities[0], Encoding.UTF8.GetString(secret.Secret.AsSpan()))));
    }

    [Fact]
    public void Eap_OfAGateway_LetsInAllItsClients()
    {
        var read = TestSetupReader.Read(
            """
            role: gateway
            numberoftunnels: 2
            bindifaddr: 10.20.0.1/24
            ikeconf:
              authownmethod: psk
              authpeermethod: eap
              psk: secret
            setup:
              eap_method: md5
              eap_identity: u&d
              eap_password: p&d
            """,
            _files.Files);
        var configuration = TestPlan.Create(read.Setup!, read.Material).Configuration;

        Assert.Equal(AuthenticationKind.EapMd5, Assert.Single(configuration.Peers).RemoteAuthentication);
        Assert.Equal([("u0", "p0"), ("u1", "p1")], configuration.EapSecrets.Select(secret => (secret.Identities[0], Encoding.UTF8.GetString(secret.Secret.AsSpan()))));
        Assert.DoesNotContain("p&d", read.Setup!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Eap_OfAGatewayWithARadiusServer_IsForTheServerToJudge()
    {
        const string Setup =
            """
            role: gateway
            bindifaddr: 10.20.0.1/24
            ikeconf:
              authpeermethod: eap
              psk: secret
              eapradiussvr: "192.0.2.7:11812"
              eapradiusss: testing123
            """;
        var configuration = TestPlan.Create(TestSetupReader.Read(Setup, _files.Files).Setup!).Configuration;

        Assert.Equal(AuthenticationKind.EapRadius, Assert.Single(configuration.Peers).RemoteAuthentication);
        Assert.Empty(configuration.EapSecrets);
        var server = Assert.Single(configuration.Radius!.Servers);
        Assert.Equal(("192.0.2.7", (ushort)11812, "testing123"), (server.Address.ToString(), server.AuthenticationPort, Encoding.UTF8.GetString(server.Secret.AsSpan())));
        Assert.Contains(TestSetupReader.Read(Setup.Replace("192.0.2.7:11812", "radius.example", StringComparison.Ordinal)).Diagnostics, finding => finding is { IsError: true, Option: "ikeconf.eapradiussvr" });
        Assert.Contains(TestSetupReader.Read(Setup.Replace("testing123", "''", StringComparison.Ordinal)).Diagnostics, finding => finding is { IsError: true, Option: "ikeconf.eapradiusss" });
    }

    [Theory]
    [InlineData("ikeconf.eedir", "names the folder 'nowhere', which does not exist", "authownmethod: rsa", "eedir: nowhere")]
    [InlineData("ikeconf.eedir", "has no certificate with its key: pairs X.cert and X.key", "authownmethod: rsa", "eedir: ca")]
    [InlineData("ikeconf.eedir", "has 'a' with a key of kind ECDSA 256, which cannot be used with this authownmethod", "authownmethod: rsa", "eedir: client")]
    [InlineData("ikeconf.myid", "is cert-subject-cn, but the subject of 'a' has no common name", "authownmethod: ecdsa-sha256-p256", "eedir: client", "myid: cert-subject-cn")]
    [InlineData("ikeconf.cadir", "has no certificate", "authpeermethod: rsa", "cadir: empty")]
    [InlineData("ikeconf.eapoltestconf", "there is no file 'nowhere'", "authownmethod: eap", "eapoltestconf: nowhere")]
    [InlineData("ikeconf.eapoltestconf", "'ca/root.cert' cannot be used: it has no network={...}", "authownmethod: eap", "eapoltestconf: ca/root.cert")]
    public void Files_ThatAreOfNoUse_AreErrorsOfTheirOption(string option, string message, params string[] lines)
    {
        _files.AddCertificate("client", "a", subject: "O=Example");

        var read = Read(1, [.. lines, "psk: secret"], _files.Files);

        Assert.Equal((option, message), read.Diagnostics.Where(finding => finding.IsError).Select(finding => (finding.Option, finding.Message)).Single());
        Assert.True(read.Diagnostics.Single(finding => finding.IsError).Line > 0);
    }

    [Fact]
    public void Files_ThatAreNotAllowed_AreNotLookedAt()
    {
        var read = Read(1, ["authownmethod: rsa", $"eedir: {_files.FullPath("client")}", "psk: secret"], SetupFiles.Where(static _ => null, "is not for you"));

        Assert.EndsWith("' is not for you", Assert.Single(read.Diagnostics, finding => finding.IsError).Message, StringComparison.Ordinal);
    }

    private TestPlan Plan(int tunnels, params string[] ike)
    {
        var read = Read(tunnels, ike, _files.Files);
        Assert.DoesNotContain(read.Diagnostics, finding => finding.IsError);
        return TestPlan.Create(read.Setup!, read.Material);
    }

    private static SetupReadResult Read(int tunnels, IEnumerable<string> ike, SetupFiles files) => TestSetupReader.Read(
        $"""
        numberoftunnels: {tunnels}
        startclntaddr: 10.10.0.1/16
        peeraddr: 10.20.0.1
        bindifname: eth1
        ikeconf:
          {string.Join("\n  ", ike)}
        """,
        files);
}
