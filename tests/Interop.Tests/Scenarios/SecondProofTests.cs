using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>A second proof of the side that initiates (RFC 4739), with strongSwan in both roles: the machine first, then its user by EAP.</summary>
[Trait("Category", "Interop")]
public class SecondProofTests(ITestOutputHelper output)
{
    private const string User = "carol@example.org";
    private const string Password = "tobacco-pouch";
    private const string PpkId = "ppk-of-the-lab";
    private const string PpkSecret = "what-no-machine-will-guess-2f0b96e41cc85a33";

    private static readonly TunnelPlan Plan = new();

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CertificateThenEap_IsLetInAndRekeys(bool strongSwanIsTheClient)
    {
        var root = TestPki.Root("lab root");
        var (ofPeer, ofAgent) = (root.Issue("CN=peer", dns: Plan.PeerId), root.Issue("CN=agent", dns: Plan.AgentId));
        await using var lab = await InteropLab.CreateAsync(output);
        var id = strongSwanIsTheClient ? Plan.PeerId : Plan.AgentId;
        var peer = await lab.StartPeerAsync(Peer(lab, strongSwanIsTheClient, id: id) with
        {
            Certificates = new StrongSwanCertificates(ofPeer.Pem, ofPeer.KeyPem, [TestPki.ToPem(root.Certificate)]),
        });
        var agent = await lab.StartAgentAsync(Agent(lab, strongSwanIsTheClient, id) with
        {
            Certificates = new Dictionary<string, string> { ["own.pem"] = ofAgent.Pem, ["own.key"] = ofAgent.KeyPem, ["root.pem"] = TestPki.ToPem(root.Certificate) },
        });

        await InitiateAsync(agent, peer, strongSwanIsTheClient);

        await Agreement.AssertAsync(agent, peer);
        await agent.RekeyIkeAsync();
        await Agreement.SettleAsync(agent, peer, children: 1);
    }

    /// <summary>The PPK is in the proofs of the first round, and in the keys that those of the second are made with.</summary>
    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PresharedKeyAndPpkThenEap_IsLetIn(bool strongSwanIsTheClient)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Peer(lab, strongSwanIsTheClient) with
        {
            Ppk = new StrongSwanPpk(PpkId, PpkSecret, strongSwanIsTheClient ? PpkId : null, IsRequired: true),
        });
        var plain = Agent(lab, strongSwanIsTheClient);
        var agent = await lab.StartAgentAsync(plain with
        {
            IkePolicy = ["require-ppk true"],
            More =
            [
                .. plain.More,
                $"ppk quantum id {PpkId}",
                $"ppk quantum secret 0x{Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(PpkSecret))}",
                .. strongSwanIsTheClient ? Array.Empty<string>() : ["vpn lab ppk quantum"],
            ],
        });

        await InitiateAsync(agent, peer, strongSwanIsTheClient);

        // strongSwan shows the identities of the last round, the agent those of the first.
        var ours = await Agreement.AssertKeysAsync(agent, () => peer.Installed);
        Assert.True(ours.PpkUsed);
        await peer.WaitForLogAsync("user.example");
    }

    [InteropFact]
    public async Task UserIsWrong_MachineIsRight_NothingComesUp()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Peer(lab, isClient: true, password: "wrong"));
        var agent = await lab.StartAgentAsync(Agent(lab, strongSwanIsTheClient: true));

        Assert.NotNull(await peer.TryInitiateAsync("net"));

        await Wait.UntilAsync("the agent to say why", () => agent.Log.Contains("unknown identity or wrong password", StringComparison.Ordinal));
        Assert.Empty(await agent.ListAsync());
    }

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OneSideAlone_IsRefusedByName(bool strongSwanIsTheClient)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(strongSwanIsTheClient ? Plan.Peer(lab.Network) : Plan.Peer(lab.Network) with { SecondProof = Proof(isClient: false) });
        var agent = await lab.StartAgentAsync(strongSwanIsTheClient ? Agent(lab, strongSwanIsTheClient) : Plan.Agent(lab.Network));

        if (strongSwanIsTheClient)
        {
            Assert.NotNull(await peer.TryInitiateAsync("net"));
            await Wait.UntilAsync("the agent to say why", () => agent.Log.Contains("wants two proofs", StringComparison.Ordinal));
        }
        else
        {
            Assert.NotEqual(CommandStatus.Succeeded, (await agent.TryInitiateAsync("net")).Status);
        }

        Assert.Empty(await agent.ListAsync());
    }

    private static StrongSwanSecondProof Proof(bool isClient, string password = Password, string id = "user.example") => new("mschapv2", id, User, password, isClient);

    private static StrongSwanConnection Peer(InteropLab lab, bool isClient, string password = Password, string id = "user.example") =>
        Plan.Peer(lab.Network) with { SecondProof = Proof(isClient, password, id) };

    private static AgentConfiguration Agent(InteropLab lab, bool strongSwanIsTheClient, string id = "user.example")
    {
        var side = strongSwanIsTheClient ? "remote" : "local";
        return Plan.Agent(lab.Network) with
        {
            More =
            [
                $"vpn lab second-auth {side}-auth-method eap-mschapv2",
                $"vpn lab second-auth {side}-id {id}",
                $"eap-secret carol id {User}",
                $"eap-secret carol secret {Password}",
                .. strongSwanIsTheClient ? Array.Empty<string>() : [$"vpn lab eap-id {User}"],
            ],
        };
    }

    private static async Task InitiateAsync(RunningAgent agent, StrongSwan peer, bool strongSwanIsTheClient)
    {
        if (strongSwanIsTheClient)
        {
            await peer.InitiateAsync("net");
        }
        else
        {
            await agent.InitiateAsync("net");
        }
    }
}
