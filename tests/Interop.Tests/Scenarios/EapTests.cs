using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>EAP with strongSwan on the other side: as the gateway that asks, and as the client that proves itself.</summary>
[Trait("Category", "Interop")]
public class EapTests(ITestOutputHelper output)
{
    private const string User = "carol@example.org";
    private const string Password = "tobacco-pouch";

    // What strongSwan 5.9.8 has of TLS 1.3 in EAP is older than RFC 9190.
    private const string TlsVersion = "tls { version_max = 1.2 }";

    private static readonly TunnelPlan Plan = new();

    [InteropTheory]
    [InlineData("mschapv2")]
    [InlineData("md5")]
    public async Task Gateway_StrongSwanIsTheClient_IsLetIn(string method)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Eap = new StrongSwanEap(method, User, Password, IsClient: true) });
        var agent = await lab.StartAgentAsync(Gateway(lab, method));

        await peer.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
    }

    [InteropTheory]
    [InlineData("mschapv2")]
    [InlineData("md5")]
    public async Task Client_StrongSwanIsTheGateway_IsLetIn(string method)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Eap = new StrongSwanEap(method, User, Password, IsClient: false) });
        var agent = await lab.StartAgentAsync(Client(lab, method, Password));

        await agent.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
        await peer.WaitForLogAsync($"'{User}'");
    }

    [InteropFact]
    public async Task Tls_StrongSwanIsTheClient_IsLetIn()
    {
        var root = TestPki.Root("lab root");
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(PeerWithCertificate(lab, root, new StrongSwanEap("tls", User, Password, IsClient: true)), TlsVersion);
        var agent = await lab.StartAgentAsync(AgentWithCertificate(lab, root, "remote-auth-method eap-tls"));

        await peer.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
        await peer.WaitForLogAsync("negotiated TLS 1.2");
    }

    [InteropFact]
    public async Task Tls_WeAreTheClient_IsLetIn()
    {
        var root = TestPki.Root("lab root");
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(PeerWithCertificate(lab, root, new StrongSwanEap("tls", User, Password, IsClient: false)), TlsVersion);
        var agent = await lab.StartAgentAsync(AgentWithCertificate(lab, root, "local-auth-method eap-tls"));

        await agent.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
        await peer.WaitForLogAsync("EAP method EAP_TLS succeeded, MSK established");
        await peer.WaitForLogAsync("negotiated TLS 1.2");
    }

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EapOnly_Tls_NeedsNoOtherProof(bool strongSwanIsTheClient)
    {
        var root = TestPki.Root("lab root");
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(
            PeerWithCertificate(lab, root, new StrongSwanEap("tls", User, Password, strongSwanIsTheClient) { IsOnly = true }), TlsVersion);
        var agent = await lab.StartAgentAsync(strongSwanIsTheClient
            ? AgentWithCertificate(lab, root, "remote-auth-method eap-tls", "local-auth-method eap-only")
            : AgentWithCertificate(lab, root, "local-auth-method eap-tls", "remote-auth-method eap-only"));

        if (strongSwanIsTheClient)
        {
            await peer.InitiateAsync("net");
        }
        else
        {
            await agent.InitiateAsync("net");
        }

        await Agreement.AssertAsync(agent, peer);
        await peer.WaitForLogAsync("EAP_ONLY");
    }

    [InteropFact]
    public async Task Ttls_StrongSwanIsTheClient_IsLetInByThePasswordInTheTunnel()
    {
        var root = TestPki.Root("lab root");
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(PeerWithCertificate(lab, root, new StrongSwanEap("ttls", User, Password, IsClient: true)), TlsVersion);
        var agent = await lab.StartAgentAsync(AgentWithCertificate(lab, root, "remote-auth-method eap-ttls") with
        {
            More = [$"eap-secret carol id {User}", $"eap-secret carol secret {Password}"],
        });

        await peer.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
        await peer.WaitForLogAsync("EAP method EAP_TTLS succeeded, MSK established");
        await peer.WaitForLogAsync("negotiated TLS 1.2");
    }

    [InteropFact]
    public async Task Tls_ClientOfAnotherAuthority_IsRefused()
    {
        var root = TestPki.Root("lab root");
        var stranger = TestPki.Root("another root").Issue("CN=peer", dns: Plan.PeerId);
        await using var lab = await InteropLab.CreateAsync(output);
        var connection = PeerWithCertificate(lab, root, new StrongSwanEap("tls", User, Password, IsClient: true));
        var peer = await lab.StartPeerAsync(connection with { Certificates = new StrongSwanCertificates(stranger.Pem, stranger.KeyPem, [TestPki.ToPem(root.Certificate)]) });
        var agent = await lab.StartAgentAsync(AgentWithCertificate(lab, root, "remote-auth-method eap-tls"));

        Assert.NotNull(await peer.TryInitiateAsync("net"));

        await Wait.UntilAsync("the agent to say why", () => agent.Log.Contains("no trusted authority 'CN=another root'", StringComparison.Ordinal));
    }

    [InteropFact]
    public async Task Gateway_WrongPassword_RefusesInTheWordsOfTheProtocol()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Eap = new StrongSwanEap("mschapv2", User, "wrong", IsClient: true) });
        var agent = await lab.StartAgentAsync(Gateway(lab, "mschapv2"));

        Assert.NotNull(await peer.TryInitiateAsync("net"));

        await peer.WaitForLogAsync("EAP-MS-CHAPv2 failed with error ERROR_AUTHENTICATION_FAILURE");
        await Wait.UntilAsync("the agent to say why", () => agent.Log.Contains("unknown identity or wrong password", StringComparison.Ordinal));
        Assert.DoesNotContain(Password, agent.Log, StringComparison.Ordinal);
    }

    [InteropFact]
    public async Task Client_WrongPassword_IsToldSo()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Eap = new StrongSwanEap("mschapv2", User, Password, IsClient: false) });
        var agent = await lab.StartAgentAsync(Client(lab, "mschapv2", "wrong-password"));

        Assert.NotEqual(CommandStatus.Succeeded, (await agent.TryInitiateAsync("net")).Status);

        await Wait.UntilAsync("the agent to say why", () => agent.Log.Contains("the peer refused EAP-MSCHAPv2", StringComparison.Ordinal));
        Assert.DoesNotContain("wrong-password", agent.Log, StringComparison.Ordinal);
    }

    private static StrongSwanConnection PeerWithCertificate(InteropLab lab, TestPki root, StrongSwanEap eap)
    {
        var own = root.Issue("CN=peer", dns: Plan.PeerId);
        return Plan.Peer(lab.Network) with { Eap = eap, Certificates = new StrongSwanCertificates(own.Pem, own.KeyPem, [TestPki.ToPem(root.Certificate)]) };
    }

    private static AgentConfiguration AgentWithCertificate(InteropLab lab, TestPki root, params string[] policy)
    {
        var own = root.Issue("CN=agent", dns: Plan.AgentId);
        return Plan.Agent(lab.Network) with
        {
            IkePolicy = policy,
            Certificates = new Dictionary<string, string> { ["own.pem"] = own.Pem, ["own.key"] = own.KeyPem, ["root.pem"] = TestPki.ToPem(root.Certificate) },
        };
    }

    private static AgentConfiguration Gateway(InteropLab lab, string method) => Plan.Agent(lab.Network) with
    {
        IkePolicy = [$"remote-auth-method eap-{method}"],
        More = [$"eap-secret carol id {User}", $"eap-secret carol secret {Password}"],
    };

    private static AgentConfiguration Client(InteropLab lab, string method, string password) => Plan.Agent(lab.Network) with
    {
        IkePolicy = [$"local-auth-method eap-{method}"],
        More = [$"eap-secret own id {User}", $"eap-secret own secret {password}", $"vpn lab eap-id {User}"],
    };
}
