using Google.Protobuf;
using MyIkev2.Agent.Grpc.Opi.DialectC;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Testing;
using Xunit;
using Xunit.Abstractions;
using static MyIkev2.Agent.Grpc.Opi.DialectC.TrafficSelectors.Types;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>What OPI's own test client does in one run, against strongSwan as the peer.</summary>
[Trait("Category", "Interop")]
public class OpiTests(ITestOutputHelper output)
{
    [InteropFact]
    public async Task Connection_LoadedOverOpi_IsInitiatedListedRekeyedTerminatedAndUnloaded()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network));
        var ours = plan.Agent(lab.Network);
        var agent = await lab.StartAgentAsync(ours);
        var opi = new IPsecService.IPsecServiceClient(agent.Channel);

        Assert.Equal("Yes", (await opi.IPsecUnloadConnAsync(new IPsecUnloadConnRequest { Name = ours.Vpn })).Success);
        Assert.Equal("Yes", (await opi.IPsecLoadConnAsync(new IPsecLoadConnRequest { Connection = Connection(plan, ours) })).Success);
        await opi.IPsecInitiateAsync(new IPsecInitiateRequest { Child = "net", Ike = "hq", Timeout = "60000" });

        var (mine, _) = await Agreement.AssertAsync(agent, peer);
        var before = Assert.Single((await opi.IPsecListSasAsync(new IPsecListSasRequest { Ike = "hq" })).Ikesas);
        Assert.Equal((IkeSaState.Established, $"{mine.InitiatorSpi:x16}"), (before.Ikestate, before.InitiatorSpi));
        Assert.Equal(("AES_CBC", "128", "HMAC_SHA2_256_128"), (before.EncrAlg, before.EncrKeysize, before.IntegAlg));
        Assert.Equal($"net-{mine.Children[0].UniqueId}", Assert.Single(before.Childsas).Name);

        Assert.Equal(("yes", 1u), await RekeyAsync(opi, new IPsecRekeyRequest { Ike = "hq" }));
        await Wait.UntilAsync("a new IKE SA in place of the old", async () =>
            (await opi.IPsecListSasAsync(new IPsecListSasRequest { Ike = "hq" })).Ikesas is [{ Ikestate: IkeSaState.Established } one] && one.InitiatorSpi != before.InitiatorSpi);
        await Agreement.AssertAsync(agent, peer);

        var ended = await opi.IPsecTerminateAsync(new IPsecTerminateRequest { Ike = "hq" });
        Assert.Equal(("Yes", 1u, 1u), (ended.Success, ended.Matches, ended.Terminated));
        Assert.Empty((await opi.IPsecListSasAsync(new IPsecListSasRequest())).Ikesas);
        await peer.WaitUntilEmptyAsync();
        Assert.Equal("Yes", (await opi.IPsecUnloadConnAsync(new IPsecUnloadConnRequest { Name = "hq" })).Success);
        Assert.Empty((await opi.IPsecListConnsAsync(new IPsecListConnsRequest())).Connection);
    }

    [InteropFact]
    public async Task Connection_WithCertificates_IsBroughtUp()
    {
        var root = TestPki.Root("lab root");
        var plan = new TunnelPlan();
        var (ofAgent, ofPeer) = (root.Issue("CN=agent", dns: plan.AgentId), root.Issue("CN=peer", dns: plan.PeerId));
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network) with { Certificates = new StrongSwanCertificates(ofPeer.Pem, ofPeer.KeyPem, [TestPki.ToPem(root.Certificate)]) });
        var ours = plan.Agent(lab.Network) with
        {
            Certificates = new Dictionary<string, string> { ["own.pem"] = ofAgent.Pem, ["own.key"] = ofAgent.KeyPem, ["root.pem"] = TestPki.ToPem(root.Certificate) },
        };
        var agent = await lab.StartAgentAsync(ours);
        var opi = new IPsecService.IPsecServiceClient(agent.Channel);
        await opi.IPsecUnloadConnAsync(new IPsecUnloadConnRequest { Name = ours.Vpn });
        var connection = Connection(plan, ours);
        connection.PreSharedKey = ByteString.Empty;
        connection.LocalAuth = new LocalAuth { Auth = AuthType.Pubkey, Id = ours.LocalId, Certs = new Certs { Cert = { "own" } } };
        connection.RemoteAuth = new RemoteAuth { Auth = AuthType.Pubkey, Id = ours.RemoteId, CaCerts = new CaCerts { Cacert = { "root" } } };

        await opi.IPsecLoadConnAsync(new IPsecLoadConnRequest { Connection = connection });
        await opi.IPsecInitiateAsync(new IPsecInitiateRequest { Child = "net", Ike = "hq", Timeout = "60000" });

        await Agreement.AssertAsync(agent, peer);
        var listed = Assert.Single((await opi.IPsecListConnsAsync(new IPsecListConnsRequest { Ike = "hq" })).Connection);
        Assert.Equal(("public key", "own", "root"), (listed.LocalAuth[0].Class, listed.LocalAuth[0].Certs.Cert[0], listed.RemoteAuth[0].Cacerts.Cacert[0]));
    }

    private static async Task<(string, uint)> RekeyAsync(IPsecService.IPsecServiceClient opi, IPsecRekeyRequest request)
    {
        var answer = await opi.IPsecRekeyAsync(request);
        return (answer.Success, answer.Matches);
    }

    private static Connection Connection(TunnelPlan plan, AgentConfiguration ours) => new()
    {
        Name = "hq",
        Version = "2",
        LocalAddrs = { new Addrs { Addr = ours.LocalAddress } },
        RemoteAddrs = { new Addrs { Addr = ours.RemoteAddress } },
        LocalAuth = new LocalAuth { Auth = AuthType.Psk, Id = ours.LocalId },
        RemoteAuth = new RemoteAuth { Auth = AuthType.Psk, Id = ours.RemoteId },
        PreSharedKey = ByteString.CopyFromUtf8(plan.Secret),
        Proposals = new Proposals { CryptoAlg = { CryptoAlgorithm.Aes128 }, IntegAlg = { IntegAlgorithm.Sha256 }, Dhgroups = { DHGroups.Curve25519 } },
        Children =
        {
            new Child
            {
                Name = "net",
                EspProposals = new Proposals { CryptoAlg = { CryptoAlgorithm.Aes128 }, IntegAlg = { IntegAlgorithm.Sha256 } },
                LocalTs = new TrafficSelectors { Ts = { new TrafficSelector { Cidr = ours.Children[0].LocalSubnets[0] } } },
                RemoteTs = new TrafficSelectors { Ts = { new TrafficSelector { Cidr = ours.Children[0].RemoteSubnets[0] } } },
            },
        },
    };
}
