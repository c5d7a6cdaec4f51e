using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Runtime;
using MyIkev2.Engine.Runtime.Sockets;
using MyIkev2.Engine.Runtime.Tun;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;
using MyIkev2.TestInstances.Planning;
using MyIkev2.TestInstances.Running;
using MyIkev2.TestInstances.Setup;

namespace MyIkev2.TestInstances.Tests.Credentials;

/// <summary>Setup files of a client and a gateway that prove themselves by certificates and EAP, run against each other over loopback.</summary>
public sealed class CredentialRunTests : IAsyncDisposable
{
    private const int Tunnels = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CompositeCryptoProvider _crypto = CryptoProviders.CreateBest();
    private readonly CredentialFiles _files = new();
    private readonly List<TestInstance> _runs = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var run in _runs)
        {
            await run.DisposeAsync();
            await run.Completion.WaitAsync(Patience);
        }

        _files.Dispose();
        _crypto.Dispose();
    }

    [Theory]
    [InlineData("rsa", PublicKeyKind.Rsa, AuthenticationMethod.RsaDigitalSignature)]
    [InlineData("ecdsa-sha256-p256", PublicKeyKind.EcdsaP256, AuthenticationMethod.EcdsaSha256P256)]
    [InlineData("ecdsa-sha384-p384", PublicKeyKind.EcdsaP384, AuthenticationMethod.EcdsaSha384P384)]
    [InlineData("ecdsa-sha512-p521", PublicKeyKind.EcdsaP521, AuthenticationMethod.EcdsaSha512P521)]
    [InlineData("digital-signature", PublicKeyKind.Rsa, AuthenticationMethod.DigitalSignature)]
    public async Task Certificates_OfBothSides_SignAsTheSetupSays(string word, PublicKeyKind kind, AuthenticationMethod method)
    {
        _files.AddCertificate("gateway", "gateway", kind, dns: "gateway.example");
        for (var number = 0; number < Tunnels; number++)
        {
            _files.AddCertificate("client", $"client{number}", kind, dns: $"client{number}.example");
        }

        string[] both = [$"authownmethod: {word}", $"authpeermethod: {word}", "cadir: ca", "usersapss: true"];

        var (client, gateway) = await RunAsync([.. both, "eedir: gateway", "myid: gateway.example"], [.. both, "eedir: client", "myid: client&d.example"]);

        Assert.All(client, tunnel => Assert.Equal(((byte)method, (byte)method, "gateway.example"), (tunnel.LocalAuthenticationMethod, tunnel.RemoteAuthenticationMethod, tunnel.RemoteIdentity.Text)));
        Assert.Equal(["client0.example", "client1.example", "client2.example"], gateway.Select(tunnel => tunnel.RemoteIdentity.Text).Order());
    }

    [Theory]
    [InlineData("mschapv2")]
    [InlineData("md5")]
    public async Task Eap_OfTheClients_AgainstACertificateOfTheGateway(string method)
    {
        _files.AddCertificate("gateway", "gateway", dns: "gateway.example");
        _files.AddText("eapol.conf", $"network={{\neap={method.ToUpperInvariant()}\nidentity=\"user&d\"\npassword=\"secret of &d\"\n}}\n");

        var (client, gateway) = await RunAsync(
            ["authownmethod: digital-signature", "authpeermethod: eap", "eedir: gateway", "myid: gateway.example"],
            ["authownmethod: eap", "authpeermethod: digital-signature", "cadir: ca", "eapoltestconf: eapol.conf", "myid: eapol-test-conf"],
            $"setup:\n  eap_method: {method}\n  eap_identity: user&d\n  eap_password: secret of &d\n  own_port: 500");

        // EAP ends with AUTH made by its key, of both sides (RFC 7296 section 2.16); the gateway has shown its certificate before, and that is how it proved itself.
        Assert.All(client, tunnel => Assert.Equal(((byte)AuthenticationMethod.DigitalSignature, "gateway.example"), (tunnel.RemoteAuthenticationMethod, tunnel.RemoteIdentity.Text)));
        Assert.Equal((TestEapUse.Eap, TestEapUse.None), (_runs[1].SaOptions!.OwnEap, _runs[1].SaOptions!.PeerEap));
        Assert.Equal((TestEapUse.None, TestEapUse.Eap), (_runs[0].SaOptions!.OwnEap, _runs[0].SaOptions!.PeerEap));
        Assert.Equal(["user0", "user1", "user2"], gateway.Select(tunnel => tunnel.RemoteIdentity.Text).Order());
    }

    [Theory]
    [InlineData("digital-signature", 14)]
    [InlineData("eap-only", 202)]
    public async Task EapTls_CertificatesOfBothSidesInsideEap(string proofOfTheGateway, byte method)
    {
        if (_crypto.Tls is null)
        {
            return;
        }

        _files.AddCertificate("gateway", "gateway", dns: "gateway.example");
        for (var number = 0; number < Tunnels; number++)
        {
            _files.AddCertificate("client", $"client{number}", dns: $"client{number}.example");
        }

        _files.AddText("eapol.conf", "network={\neap=TLS\nidentity=\"client&d.example\"\n}\n");

        var (client, gateway) = await RunAsync(
            [$"authownmethod: {proofOfTheGateway}", "authpeermethod: eap", "eedir: gateway", "cadir: ca", "myid: gateway.example"],
            ["authownmethod: eap", $"authpeermethod: {proofOfTheGateway}", "eedir: client", "cadir: ca", "eapoltestconf: eapol.conf", "myid: eapol-test-conf"],
            "setup:\n  eap_method: tls\n  own_port: 500");

        Assert.All(client, tunnel => Assert.Equal(((byte)201, method, "gateway.example"), (tunnel.LocalAuthenticationMethod, tunnel.RemoteAuthenticationMethod, tunnel.RemoteIdentity.Text)));
        Assert.Equal(["client0.example", "client1.example", "client2.example"], gateway.Select(tunnel => tunnel.RemoteIdentity.Text).Order());
    }

    [Theory]
    [InlineData("eap_method: mschapv2", "authownmethod: is eap-only, which needs a method that proves both sides: TLS")]
    [InlineData("eap_method: tls", "eedir: must not be empty with EAP-TLS")]
    public void EapOnly_WithoutWhatItNeeds_IsRefusedByName(string method, string expected)
    {
        var read = TestSetupReader.Read(
            $"role: gateway\nnumberoftunnels: 1\nbindifaddr: 127.0.0.1/8\nikeconf:\n  authownmethod: eap-only\n  authpeermethod: eap\nsetup:\n  {method}\n  eap_identity: a\n  eap_password: b\n",
            _files.Files);

        Assert.Contains(read.Diagnostics, finding => finding.IsError && finding.ToString().Contains(expected, StringComparison.Ordinal));
    }

    /// <summary>Runs both until all tunnels are up; the IKE SAs of each side then.</summary>
    private async Task<(IReadOnlyList<IkeTunnelSnapshot> Client, IReadOnlyList<IkeTunnelSnapshot> Gateway)> RunAsync(string[] ofGateway, string[] ofClient, string moreOfGateway = "")
    {
        var gateway = Start("gateway", $"""
            role: gateway
            numberoftunnels: {Tunnels}
            bindifaddr: 127.0.0.1/8
            ikeconf:
              {string.Join("\n  ", ofGateway)}
            {moreOfGateway}
            """);
        await gateway.Ready.WaitAsync(Patience);
        var ports = gateway.Listeners;
        var client = Start("client", $"""
            numberoftunnels: {Tunnels}
            startclntaddr: 127.0.0.1/8
            peeraddr: 127.0.0.1
            setupinterval: 0s
            peertsaddrincrease: 0
            ikeconf:
              {string.Join("\n  ", ofClient)}
              peerid: gateway.example
              matchpeerid: true
            setup:
              peer_port: {ports.First(static row => !row.HasNonEspMarker).Endpoint.Port}
              peer_natt_port: {ports.First(static row => row.HasNonEspMarker).Endpoint.Port}
            """);
        using var events = client.Subscribe(TestEventLevel.Information);
        using var limit = new CancellationTokenSource(Patience);
        await foreach (var happened in events.ReadAllAsync(limit.Token))
        {
            if (happened.Text.Contains("tunnels created in", StringComparison.Ordinal))
            {
                break;
            }
        }

        Assert.Equal((3u, 3ul, string.Empty), (client.ReadSummary().CreatedTunnels, client.ReadSummary().WithChild, client.ReadSummary().LastError));
        return (TunnelsOf(client), TunnelsOf(gateway));
    }

    private static IReadOnlyList<IkeTunnelSnapshot> TunnelsOf(TestInstance run) => [.. run.Registry.Capture().Enumerate()];

    private TestInstance Start(string name, string setup)
    {
        var read = TestSetupReader.Read(setup, _files.Files);
        Assert.Empty(read.Diagnostics.Where(finding => finding.IsError).Select(finding => finding.ToString()));
        var plan = TestPlan.Create(read.Setup!, read.Material).CreateRunPlan() with
        {
            Runtime = new EngineRuntimeOptions
            {
                Listeners = [new ListenerOptions { Address = name == "gateway" ? "127.0.0.1" : "0.0.0.0", Port = 0, NatTraversalPort = 0 }],
                ShardCount = 1,
                JobThreads = 1,
                RawSockets = false,
                Tunnel = { Enabled = TunnelDeviceUse.Never },
                StopDeadline = TimeSpan.FromSeconds(30),
            },
        };
        var run = new TestInstance(name, plan, new TestInstanceServices { Crypto = _crypto });
        _runs.Add(run);
        run.Start();
        return run;
    }
}
