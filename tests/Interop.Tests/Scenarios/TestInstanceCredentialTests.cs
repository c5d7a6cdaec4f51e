using System.Text.Json;
using MyIkev2.Engine.Crypto;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Tests by setup files against strongSwan, proving themselves by certificates and EAP.</summary>
[Trait("Category", "Interop")]
public class TestInstanceCredentialTests(ITestOutputHelper output)
{
    private const string Gateway = "gateway.example";
    private const string Secret = "correct-horse-battery-staple";

    [InteropFact]
    public async Task Client_ACertificateForEachTunnel_IsLetInByItsName()
    {
        const int Tunnels = 12;
        var root = TestPki.Root("lab root");
        var ofPeer = root.Issue("CN=gateway", dns: Gateway);
        await using var lab = await InteropLab.CreateAsync(output);
        await lab.Network.AddClientAddressesAsync("172.20.0.0/16");
        var peer = await lab.StartPeerAsync(AnswersAll(lab) with { Certificates = new StrongSwanCertificates(ofPeer.Pem, ofPeer.KeyPem, [TestPki.ToPem(root.Certificate)]) });
        var folder = Path.Combine(lab.Folder, "test");
        await WriteAsync(folder, "ca", "root.cert", TestPki.ToPem(root.Certificate));
        for (var number = 0; number < Tunnels; number++)
        {
            var certificate = root.Issue($"CN=client{number}.example", dns: $"client{number}.example");
            await WriteAsync(folder, "ee", $"client{number}.cert", certificate.Pem);
            await WriteAsync(folder, "ee", $"client{number}.key", certificate.KeyPem);
        }

        var result = await RunAsync(lab, folder, Tunnels, $"""
            {Client(lab, Tunnels)}
              authownmethod: digital-signature
              authpeermethod: digital-signature
              cadir: ca
              eedir: ee
              myid: cert-subject-cn
            """);

        ShouldSucceed(result, Tunnels);
        await peer.WaitForLogAsync("authentication of 'client0.example' with ECDSA_WITH_SHA256_DER successful");
        await peer.WaitForLogAsync($"authentication of 'client{Tunnels - 1}.example' with ECDSA_WITH_SHA256_DER successful");
    }

    [InteropFact]
    public async Task Client_Eap_IsLetInWithThePasswordOfItsFile()
    {
        const int Tunnels = 3;
        await using var lab = await InteropLab.CreateAsync(output);
        await lab.Network.AddClientAddressesAsync("172.20.0.0/16");
        var peer = await lab.StartPeerAsync(AnswersAll(lab) with { Eap = new StrongSwanEap("mschapv2", "carol", "tobacco-pouch", IsClient: false) });
        var folder = Path.Combine(lab.Folder, "test");
        await WriteAsync(folder, "", "eapol.conf", "network={\n  key_mgmt=IEEE8021X\n  eap=MSCHAPV2\n  identity=\"carol\"\n  password=\"tobacco-pouch\"\n}\n");

        var result = await RunAsync(lab, folder, Tunnels, $"""
            {Client(lab, Tunnels)}
              authownmethod: eap
              authpeermethod: psk
              psk: {Secret}
              eapoltestconf: eapol.conf
              myid: client&d.example
            """);

        ShouldSucceed(result, Tunnels);
        await peer.WaitForLogAsync("EAP method EAP_MSCHAPV2 succeeded");
    }

    [InteropFact]
    public async Task Gateway_RsaSignaturesOfTheOlderMethod_LetsStrongSwanIn()
    {
        var root = TestPki.Root("lab root");
        var (ofGateway, ofClient) = (root.Issue("CN=gateway", PublicKeyKind.Rsa, dns: Gateway), root.Issue("CN=client", PublicKeyKind.Rsa, dns: "client.example"));
        await using var lab = await InteropLab.CreateAsync(output);
        var folder = Path.Combine(lab.Folder, "test");
        await WriteAsync(folder, "ca", "root.cert", TestPki.ToPem(root.Certificate));
        await WriteAsync(folder, "ee", "gateway.cert", ofGateway.Pem);
        await WriteAsync(folder, "ee", "gateway.key", ofGateway.KeyPem);
        var test = await StartAsync(lab, folder, $$"""
            role: gateway
            numberoftunnels: 1
            bindifaddr: {{lab.Network.Agent.Ipv4}}/24
            childlist:
              - encalg: aes-gcm-16:128
                ownts: [{startaddr: 10.2.0.0, endaddr: 10.2.255.255}]
                peerts: [{startaddr: 10.1.0.0, endaddr: 10.1.255.255}]
            ikeconf:
              dhgrpid: 31
              authownmethod: rsa
              authpeermethod: rsa
              cadir: ca
              eedir: ee
              myid: {{Gateway}}
            """);
        await test.WaitForAsync("running: 0 of");
        var peer = await lab.StartPeerAsync(AnswersAll(lab) with
        {
            RemoteAddress = lab.Network.Agent.Ipv4,
            LocalId = "client.example",
            RemoteId = Gateway,
            Certificates = new StrongSwanCertificates(ofClient.Pem, ofClient.KeyPem, [TestPki.ToPem(root.Certificate)]),
            Children = [new StrongSwanChild { Name = "net", LocalSelectors = ["10.1.0.0/24"], RemoteSelectors = ["10.2.0.0/16"], Proposals = ["aes128gcm16"] }],
        });

        await peer.InitiateAsync("net");

        await test.WaitForAsync("1 of 1 tunnels up");
        await peer.WaitForLogAsync($"authentication of '{Gateway}' with RSA");
        var (exitCode, result) = await test.StopAsync();
        ShouldSucceed((exitCode, result), 1);
    }

    private static string Client(InteropLab lab, int tunnels) => $$"""
        numberoftunnels: {{tunnels}}
        startclntaddr: 172.20.1.1/16
        peeraddr: {{lab.Network.Peer.Ipv4}}
        setupinterval: 10ms
        owntsaddrincrease: 1
        peertsaddrincrease: 0
        childlist:
          - encalg: aes-gcm-16:128
            ownts: [{startaddr: 10.1.0.0, endaddr: 10.1.0.0}]
            peerts: [{startaddr: 10.2.0.0, endaddr: 10.2.255.255}]
        ikeconf:
          dhgrpid: 31
          initiatedpd: false
          peerid: {{Gateway}}
          matchpeerid: true
        """;

    private static StrongSwanConnection AnswersAll(InteropLab lab) => new()
    {
        LocalAddress = lab.Network.Peer.Ipv4,
        LocalId = Gateway,
        RemoteId = "%any",
        Secret = Secret,
        Proposals = ["aes128-sha256-x25519"],
        Unique = "never",
        Children = [new StrongSwanChild { Name = "net", LocalSelectors = ["10.2.0.0/16"], RemoteSelectors = ["10.1.0.0/16"], Proposals = ["aes128gcm16"] }],
    };

    private static async Task WriteAsync(string folder, string below, string name, string text)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, below)).FullName, name);
        await File.WriteAllTextAsync(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static async Task<RunningTest> StartAsync(InteropLab lab, string folder, string setup)
    {
        var test = await RunningTest.StartAsync(lab.Network.Agent, folder, setup);
        lab.Add("test", test, test.Report);
        return test;
    }

    private static async Task<(int ExitCode, JsonElement Result)> RunAsync(InteropLab lab, string folder, int tunnels, string setup)
    {
        var test = await StartAsync(lab, folder, setup);
        await test.WaitForAsync($"{tunnels} of {tunnels} tunnels up");
        return await test.StopAsync();
    }

    private static void ShouldSucceed((int ExitCode, JsonElement Result) end, int tunnels)
    {
        Assert.Equal(("success", 0), (end.Result.GetProperty("result").GetString(), end.ExitCode));
        Assert.Equal((tunnels, tunnels), (end.Result.GetProperty("tunnels-created").GetInt32(), end.Result.GetProperty("ike-sa").GetProperty("has-child").GetInt32()));
    }
}
