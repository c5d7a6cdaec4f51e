using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Engine.Crypto;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>A second implementation as the judge: libreswan, in both roles.</summary>
[Trait("Category", "Interop")]
public class LibreswanTests(ITestOutputHelper output)
{
    private static readonly TunnelPlan Plan = new();

    public static TheoryData<string, bool> SuitesAndRoles { get; } = new()
    {
        { "cbc", true }, { "cbc", false }, { "gcm", true }, { "gcm", false }, { "cbc512", true }, { "cbc512", false },
    };

    [InteropTheory(LabNeed.Libreswan)]
    [MemberData(nameof(SuitesAndRoles))]
    public async Task PresharedKey_EverySuiteAndRole_KeysAgree(string suite, bool agentInitiates)
    {
        var (ours, ike, esp) = suite switch
        {
            "cbc" => (Suites.AesCbc128, "aes128-sha2_256;dh31", "aes128-sha2_256"),
            "gcm" => (Suites.AesGcm256, "aes_gcm256-sha2_384;dh19", "aes_gcm256"),
            _ => (Suites.AesCbc256, "aes256-sha2_512;dh20", "aes256-sha2_512"),
        };
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartLibreswanAsync(Peer(lab) with { Ike = ike, Esp = esp });
        var agent = await lab.StartAgentAsync((Plan with { Suites = [ours] }).Agent(lab.Network));

        await (agentInitiates ? agent.InitiateAsync("net") : peer.InitiateAsync());

        var tunnel = await Agreement.AssertKeysAsync(agent, () => peer.Installed);
        Assert.Equal(ours.AgentShowsIke, tunnel.AlgorithmsText());
        Assert.Equal(agentInitiates, tunnel.Initiator);
        Assert.Equal(["10.1.0.0/16"], tunnel.Children[0].LocalSelectorTexts());
        Assert.Equal(["10.2.0.0/16"], tunnel.Children[0].RemoteSelectorTexts());
    }

    [InteropTheory(LabNeed.Libreswan)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rekeys_FromBothEnds_LeaveOneTunnel(bool agentInitiates)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartLibreswanAsync(Peer(lab) with { Esp = "aes128-sha2_256;dh31", More = ["esn=no"] });
        var agent = await lab.StartAgentAsync((Plan with { ChildKeyExchange = ("x25519", "curve25519") }).Agent(lab.Network));
        await (agentInitiates ? agent.InitiateAsync("net") : peer.InitiateAsync());
        var first = await Agreement.AssertKeysAsync(agent, () => peer.Installed);
        var childId = first.Children[0].UniqueId;
        var ikeId = first.UniqueId;

        foreach (var (rekey, isIke) in new (Func<Task>, bool)[]
        {
            (() => agent.RekeyChildAsync("net"), false), (peer.RekeyChildAsync, false), (() => agent.RekeyIkeAsync(), true), (peer.RekeyIkeAsync, true),
        })
        {
            await rekey();
            var tunnel = await agent.WaitForIkeAsync(
                "the SA that replaces the last one",
                sa => sa.IsEstablished() && (isIke ? sa.UniqueId > ikeId : sa.InstalledChildren().Any(child => child.UniqueId > childId)) && sa.InstalledChildren().Count() == 1);
            (ikeId, childId) = (tunnel.UniqueId, tunnel.InstalledChildren().Single().UniqueId);
            await peer.WaitForAsync(ikeSas: 1, children: 1);
            await Agreement.AssertKeysAsync(agent, () => peer.Installed);
        }

        Assert.Single(await agent.ListAsync());
    }

    [InteropTheory(LabNeed.Libreswan)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deletion_ByEitherEnd_ReachesTheOther(bool byAgent)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartLibreswanAsync(Peer(lab));
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network));
        await agent.InitiateAsync("net");
        await peer.WaitForAsync(ikeSas: 1, children: 1);

        await (byAgent ? agent.FlushIkeAsync() : peer.TerminateAsync());

        await peer.WaitForAsync(ikeSas: 0, children: 0);
        await Wait.UntilAsync("the agent to have no SA", async () => (await agent.ListAsync()).Count == 0);
    }

    [InteropTheory(LabNeed.Libreswan)]
    [InlineData(PublicKeyKind.Rsa, "rsa-sha2_256", true)]
    [InlineData(PublicKeyKind.Rsa, "rsa-sha2_256", false)]
    [InlineData(PublicKeyKind.EcdsaP256, "ecdsa-sha2_256", true)]
    [InlineData(PublicKeyKind.EcdsaP384, "ecdsa-sha2_384", false)]
    public async Task Certificates_BothRoles_AreAccepted(PublicKeyKind kind, string method, bool agentInitiates)
    {
        var root = TestPki.Root("lab root", PublicKeyKind.Rsa);
        var (ours, theirs) = (root.Issue("CN=agent", kind, dns: Plan.AgentId), root.Issue("CN=peer", kind, dns: Plan.PeerId));
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartLibreswanAsync(Peer(lab) with
        {
            Certificates = new LibreswanCertificates(method, theirs.Pem, theirs.KeyPem, TestPki.ToPem(root.Certificate)),
        });
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with
        {
            Certificates = new Dictionary<string, string>
            {
                ["own.pem"] = ours.Pem,
                ["own.key"] = ours.KeyPem,
                ["root.pem"] = TestPki.ToPem(root.Certificate),
            },
            IkePolicy = ["rsa-signature pss"],
        });

        await (agentInitiates ? agent.InitiateAsync("net") : peer.InitiateAsync());

        var tunnel = await Agreement.AssertKeysAsync(agent, () => peer.Installed);
        Assert.Equal(Plan.PeerId, tunnel.RemoteIdentity.Text);
    }

    /// <summary>
    /// IKE_INTERMEDIATE (RFC 9242): 4.10 makes one exchange, without a key exchange in it, when it initiates and the other side takes it. Both AUTH payloads cover it.
    /// </summary>
    [InteropFact(LabNeed.Libreswan)]
    public async Task Intermediate_LibreswanMakesOne_BothProofsCoverIt()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var connection = Peer(lab);
        var peer = await lab.StartLibreswanAsync(connection with { More = [.. connection.More, "intermediate=yes"] });
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network));

        await peer.InitiateAsync();

        await Agreement.AssertKeysAsync(agent, () => peer.Installed);
        Assert.Contains("IKE_INTERMEDIATE", peer.Log, StringComparison.Ordinal);
    }

    [InteropFact(LabNeed.Libreswan)]
    public async Task WrongSecret_OfThePeer_IsRefused()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartLibreswanAsync(Peer(lab) with { Secret = "another secret" });
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network));

        var outcome = await agent.TryInitiateAsync("net");

        Assert.Equal(CommandStatus.Failed, outcome.Status);
        await peer.WaitForLogAsync("AUTHENTICATION_FAILED");
        Assert.Empty(await agent.ListAsync());
    }

    private static LibreswanConnection Peer(InteropLab lab) => new()
    {
        LocalAddress = lab.Network.Peer.Ipv4,
        RemoteAddress = lab.Network.Agent.Ipv4,
        LocalId = Plan.PeerId,
        RemoteId = Plan.AgentId,
        Secret = Plan.Secret,
        LocalSubnet = "10.2.0.0/16",
        RemoteSubnet = "10.1.0.0/16",
        Ike = "aes128-sha2_256;dh31",
        Esp = "aes128-sha2_256",
        More = ["pfs=no", "esn=no"],
    };
}
