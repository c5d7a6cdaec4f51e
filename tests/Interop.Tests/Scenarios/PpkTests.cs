using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Post-quantum preshared keys (RFC 8784) with strongSwan, each side as initiator.</summary>
[Trait("Category", "Interop")]
public class PpkTests(ITestOutputHelper output)
{
    private const string Id = "ppk-of-the-lab";
    private const string Secret = "what-no-machine-will-guess-2f0b96e41cc85a33";

    private static readonly TunnelPlan Plan = new();

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ppk_RequiredByBoth_IsUsedAndSurvivesRekeying(bool agentInitiates)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Ppk = new StrongSwanPpk(Id, Secret, agentInitiates ? null : Id, IsRequired: true) });
        var agent = await lab.StartAgentAsync(Agent(lab, agentInitiates, isRequired: true));

        await InitiateAsync(agent, peer, agentInitiates);

        var (ours, _) = await Agreement.AssertAsync(agent, peer);
        Assert.True(ours.PpkUsed);

        // A key derived from the wrong SK_d would show at once.
        await agent.RekeyIkeAsync();
        await Agreement.SettleAsync(agent, peer, children: 1);
        await agent.RekeyChildAsync("net");
        await Agreement.SettleAsync(agent, peer, children: 1);
        Assert.True(Assert.Single(await agent.ListAsync()).PpkUsed);
    }

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ppk_ResponderHasAnother_BothGoOnWithout(bool agentInitiates)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Ppk = new StrongSwanPpk(agentInitiates ? "another" : Id, Secret, agentInitiates ? null : Id) });
        var agent = await lab.StartAgentAsync(Agent(lab, agentInitiates, isRequired: false, agentInitiates ? Id : "another"));

        await InitiateAsync(agent, peer, agentInitiates);

        var (ours, _) = await Agreement.AssertAsync(agent, peer);
        Assert.False(ours.PpkUsed);
    }

    [InteropFact]
    public async Task Ppk_PeerInsistsOnAnother_IsRefused()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Ppk = new StrongSwanPpk(Id, Secret, Id, IsRequired: true) });
        var agent = await lab.StartAgentAsync(Agent(lab, initiates: false, isRequired: false, "another"));

        Assert.NotNull(await peer.TryInitiateAsync("net"));

        await Wait.UntilAsync("the agent to say why", () => agent.Log.Contains("the peer insists on it", StringComparison.Ordinal));
    }

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ppk_WithEap_GoesIntoTheLastAuth(bool agentInitiates)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with
        {
            Ppk = new StrongSwanPpk(Id, Secret, agentInitiates ? null : Id, IsRequired: true),
            Eap = new StrongSwanEap("mschapv2", "carol@example.org", "tobacco-pouch", IsClient: !agentInitiates),
        });
        var configuration = Agent(lab, agentInitiates, isRequired: true);
        var agent = await lab.StartAgentAsync(configuration with
        {
            IkePolicy = [.. configuration.IkePolicy, $"{(agentInitiates ? "local" : "remote")}-auth-method eap-mschapv2"],
            More =
            [
                .. configuration.More,
                "eap-secret carol id carol@example.org",
                "eap-secret carol secret tobacco-pouch",
                .. agentInitiates ? ["vpn lab eap-id carol@example.org"] : Array.Empty<string>(),
            ],
        });

        await InitiateAsync(agent, peer, agentInitiates);

        var (ours, _) = await Agreement.AssertAsync(agent, peer);
        Assert.True(ours.PpkUsed);
    }

    private static AgentConfiguration Agent(InteropLab lab, bool initiates, bool isRequired, string id = Id) => Plan.Agent(lab.Network) with
    {
        IkePolicy = isRequired ? ["require-ppk true"] : [],
        More = [$"ppk quantum id {id}", $"ppk quantum secret 0x{Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(Secret))}", .. initiates ? ["vpn lab ppk quantum"] : Array.Empty<string>()],
    };

    private static Task InitiateAsync(RunningAgent agent, StrongSwan peer, bool agentInitiates) =>
        agentInitiates ? agent.InitiateAsync("net") : peer.InitiateAsync("net");
}
