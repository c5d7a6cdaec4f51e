using System.Security.Cryptography;
using MyIkev2.Engine.Certificates;
using MyIkev2.Engine.Crypto;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Certificates in both directions, with every kind of key and signature that both ends know.</summary>
[Trait("Category", "Interop")]
public class CertificateTests(ITestOutputHelper output)
{
    private const string OldMethods = "signature_authentication = no";

    private static readonly TunnelPlan Plan = new();

    [InteropTheory]
    [InlineData(PublicKeyKind.Rsa, "RSA_EMSA_PKCS1_SHA2_256", PublicKeyKind.EcdsaP256, "ECDSA_WITH_SHA256_DER")]
    [InlineData(PublicKeyKind.EcdsaP384, "ECDSA_WITH_SHA384_DER", PublicKeyKind.Rsa, "RSA_EMSA_PKCS1_SHA2_256")]
    [InlineData(PublicKeyKind.EcdsaP521, "ECDSA_WITH_SHA512_DER", PublicKeyKind.Ed25519, "ED25519")]
    [InlineData(PublicKeyKind.Ed25519, "ED25519", PublicKeyKind.EcdsaP384, "ECDSA_WITH_SHA384_DER")]
    public async Task DigitalSignatures_BothRoles_AreAccepted(PublicKeyKind ours, string ourAlgorithm, PublicKeyKind theirs, string theirAlgorithm)
    {
        await ShouldAgreeBothWaysAsync(TestPki.Root("lab root", PublicKeyKind.Rsa), ours, ourAlgorithm, theirs, theirAlgorithm);
    }

    [InteropTheory]
    [InlineData(PublicKeyKind.Rsa, "RSA signature", PublicKeyKind.Rsa, "RSA signature")]
    [InlineData(PublicKeyKind.EcdsaP256, "ECDSA-256 signature", PublicKeyKind.EcdsaP384, "ECDSA-384 signature")]
    [InlineData(PublicKeyKind.EcdsaP521, "ECDSA-521 signature", PublicKeyKind.EcdsaP256, "ECDSA-256 signature")]
    public async Task OldMethods_BothRoles_AreAccepted(PublicKeyKind ours, string ourMethod, PublicKeyKind theirs, string theirAlgorithm)
    {
        await ShouldAgreeBothWaysAsync(TestPki.Root("lab root"), ours, ourMethod, theirs, theirAlgorithm, OldMethods);
    }

    [InteropFact]
    public async Task Pss_BothRoles_IsAccepted()
    {
        await ShouldAgreeBothWaysAsync(
            TestPki.Root("lab root"), PublicKeyKind.Rsa, "RSA_EMSA_PSS_SHA2_256_SALT_32", PublicKeyKind.Rsa, "RSA_EMSA_PSS_SHA2_256_SALT_32", "rsa_pss = yes", ["rsa-signature pss"]);
    }

    [InteropFact]
    public async Task Intermediates_OfBothSides_TravelAlong()
    {
        var root = TestPki.Root("lab root");
        var ofAgent = root.Intermediate("authority of the agent", pathLength: 0);
        var ofPeer = root.Intermediate("authority of the peer");
        var agentCertificate = ofAgent.Issue("CN=agent", dns: Plan.AgentId);
        var peerCertificate = ofPeer.Issue("CN=peer", dns: Plan.PeerId);
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with
        {
            Certificates = new StrongSwanCertificates(peerCertificate.Pem, peerCertificate.KeyPem, [TestPki.ToPem(root.Certificate), TestPki.ToPem(ofPeer.Certificate)]),
        });
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with
        {
            Certificates = new Dictionary<string, string>
            {
                ["own.pem"] = agentCertificate.Pem + TestPki.ToPem(ofAgent.Certificate),
                ["own.key"] = agentCertificate.KeyPem,
                ["root.pem"] = TestPki.ToPem(root.Certificate),
            },
        });

        await agent.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
    }

    /// <summary>A key of 4,096 bits and fragments of 576 octets: IKE_AUTH takes several in each direction.</summary>
    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LargeKeys_InSmallFragments_AreReassembled(bool agentInitiates)
    {
        var root = TestPki.Root("lab root", PublicKeyKind.Rsa);
        using var key = RSA.Create(4096);
        TestCertificate Issue(string name, string dns) => root.Issue(name, PublicKeyKind.Rsa, dns: dns, key: key);
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await StartAsync(
            lab, root, Issue("CN=agent", Plan.AgentId), Issue("CN=peer", Plan.PeerId), "fragment_size = 576", globalOptions: ["fragment-size 576"]);

        await (agentInitiates ? agent.InitiateAsync("net") : peer.InitiateAsync("net"));

        await Agreement.AssertAsync(agent, peer);
        var counters = (await agent.StatusAsync()).Counters;
        Assert.InRange(counters.FragmentsIn, 2u, 20u);
        Assert.InRange(counters.FragmentsOut, 2u, 20u);
    }

    [InteropFact]
    public async Task Revoked_AfterReloadOfTheList_IsRefused()
    {
        var root = TestPki.Root("lab root");
        var (agentCertificate, peerCertificate) = (root.Issue("CN=agent", dns: Plan.AgentId), root.Issue("CN=peer", dns: Plan.PeerId));
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await StartAsync(lab, root, agentCertificate, peerCertificate);
        await peer.InitiateAsync("net");
        await agent.WaitForTunnelAsync();
        await agent.FlushIkeAsync();
        await peer.WaitUntilEmptyAsync();

        await agent.WriteCertificatesAsync(new Dictionary<string, string> { ["root.crl"] = TestPki.ToPem(root.Revoke(peerCertificate.Certificate)) });
        await agent.ReloadAsync();

        Assert.NotNull(await peer.TryInitiateAsync("net"));
        await ShouldSayAsync(agent, "certificate 'CN=peer' is revoked");
        await peer.WaitForLogAsync("received AUTHENTICATION_FAILED notify error");
    }

    [InteropFact]
    public async Task UnknownAuthority_OfThePeer_IsRefused()
    {
        var root = TestPki.Root("lab root");
        var stranger = TestPki.Root("another root").Issue("CN=peer", dns: Plan.PeerId);
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await StartAsync(lab, root, root.Issue("CN=agent", dns: Plan.AgentId), stranger);

        Assert.NotNull(await peer.TryInitiateAsync("net"));

        await ShouldSayAsync(agent, "no trusted authority 'CN=another root' for certificate 'CN=peer'");
    }

    private static Task ShouldSayAsync(RunningAgent agent, string text) =>
        Wait.UntilAsync($"the agent to log: {text}", () => agent.Log.Contains(text, StringComparison.Ordinal));

    private async Task ShouldAgreeBothWaysAsync(
        TestPki root, PublicKeyKind ours, string ourAlgorithm, PublicKeyKind theirs, string theirAlgorithm, string options = "", IReadOnlyList<string>? policy = null)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await StartAsync(
            lab, root, root.Issue("CN=agent", ours, dns: Plan.AgentId), root.Issue("CN=peer", theirs, dns: Plan.PeerId), options, policy);

        await agent.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
        await peer.WaitForLogAsync($"authentication of '{Plan.AgentId}' with {ourAlgorithm} successful");
        await peer.WaitForLogAsync($"authentication of '{Plan.PeerId}' (myself) with {theirAlgorithm} successful");
        await agent.FlushIkeAsync();
        await peer.WaitUntilEmptyAsync();

        await peer.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
    }

    private static async Task<(RunningAgent Agent, StrongSwan Peer)> StartAsync(
        InteropLab lab, TestPki root, TestCertificate ofAgent, TestCertificate ofPeer, string options = "", IReadOnlyList<string>? policy = null,
        IReadOnlyList<string>? globalOptions = null)
    {
        var authority = TestPki.ToPem(root.Certificate);
        var peer = await lab.StartPeerAsync(
            Plan.Peer(lab.Network) with { Certificates = new StrongSwanCertificates(ofPeer.Pem, ofPeer.KeyPem, [authority]) }, options);
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with
        {
            IkePolicy = policy ?? [],
            GlobalOptions = globalOptions ?? [],
            Certificates = new Dictionary<string, string> { ["own.pem"] = ofAgent.Pem, ["own.key"] = ofAgent.KeyPem, ["root.pem"] = authority },
        });
        return (agent, peer);
    }
}
