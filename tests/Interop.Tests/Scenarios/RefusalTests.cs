using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>What must not come up: the refusing end says why, the refused end knows it, and nothing is left over.</summary>
[Trait("Category", "Interop")]
public class RefusalTests(ITestOutputHelper output)
{
    [InteropFact]
    public async Task PresharedKey_AgentHasAnother_PeerRefuses()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with { Secret = "something-else" });

        var result = await agent.TryInitiateAsync("net");

        Assert.Equal(CommandStatus.Failed, result.Status);
        Assert.Contains("AUTHENTICATION_FAILED", Text(result));
        Assert.Contains("N(AUTH_FAILED)", peer.Log);
        await AssertNothingIsLeftAsync(agent, peer);
    }

    [InteropFact]
    public async Task PresharedKey_PeerHasAnother_AgentRefuses()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network) with { Secret = "something-else" });
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network));

        Assert.NotNull(await peer.TryInitiateAsync("net"));

        Assert.Contains("received AUTHENTICATION_FAILED", peer.Log);
        Assert.Equal(1u, (await agent.StatusAsync()).Counters.AuthFailures);
        await AssertNothingIsLeftAsync(agent, peer);
    }

    [InteropFact]
    public async Task Identity_PeerIsSomebodyElse_AgentRefuses()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network) with { LocalId = "impostor.example" });
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network));

        Assert.NotNull(await peer.TryInitiateAsync("net"));

        Assert.Contains("received AUTHENTICATION_FAILED", peer.Log);
        await AssertNothingIsLeftAsync(agent, peer);
    }

    [InteropFact]
    public async Task Proposal_NothingInCommon_PeerRefuses()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan { Suites = [Suites.AesGcm256] };
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network) with { Proposals = ["aes128-sha256-x25519"] });
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network));

        var result = await agent.TryInitiateAsync("net");

        Assert.Equal(CommandStatus.Failed, result.Status);
        Assert.Contains("NO_PROPOSAL_CHOSEN", Text(result));
        await AssertNothingIsLeftAsync(agent, peer);
    }

    [InteropFact]
    public async Task Proposal_NothingInCommon_AgentRefuses()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan { Suites = [Suites.AesGcm256] };
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network) with { Proposals = ["aes128-sha256-x25519"] });
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network));

        Assert.NotNull(await peer.TryInitiateAsync("net"));

        Assert.Contains("NO_PROPOSAL_CHOSEN", peer.Log);
        Assert.Equal(1u, (await agent.StatusAsync()).Counters.NoProposalFailures);
        await AssertNothingIsLeftAsync(agent, peer);
    }

    [InteropFact]
    public async Task Selectors_NothingInCommon_PeerRefusesTheChildOnly()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with { Children = [new("net", ["172.20.0.0/16"], ["172.21.0.0/16"])] });

        var result = await agent.TryInitiateAsync("net");

        Assert.Equal(CommandStatus.Failed, result.Status);
        Assert.Contains("TS_UNACCEPTABLE", Text(result));
        await Agreement.AssertAsync(agent, peer, children: 0);
    }

    [InteropFact]
    public async Task Selectors_NothingInCommon_AgentRefusesTheChildOnly()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var theirs = plan.Peer(lab.Network);
        var peer = await lab.StartPeerAsync(theirs with
        {
            Children = [theirs.Children[0] with { LocalSelectors = ["172.20.0.0/16"], RemoteSelectors = ["172.21.0.0/16"] }],
        });
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network));

        Assert.NotNull(await peer.TryInitiateAsync("net"));

        Assert.Contains("TS_UNACCEPTABLE", peer.Log);
        Assert.Equal(1u, (await agent.StatusAsync()).Counters.TsUnacceptableFailures);
        await Agreement.AssertAsync(agent, peer, children: 0);
    }

    [InteropFact]
    public async Task Child_EspProposalsDiffer_IkeSaStaysUp()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var theirs = plan.Peer(lab.Network);
        var peer = await lab.StartPeerAsync(theirs with { Children = [theirs.Children[0] with { Proposals = ["aes256gcm16"] }] });
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network));

        var result = await agent.TryInitiateAsync("net");

        Assert.Equal(CommandStatus.Failed, result.Status);
        Assert.Contains("NO_PROPOSAL_CHOSEN", Text(result));
        await Agreement.AssertAsync(agent, peer, children: 0);
    }

    private static string Text(CommandResult result) => result.Message + "\n" + string.Join('\n', result.Lines);

    private static async Task AssertNothingIsLeftAsync(RunningAgent agent, Peers.StrongSwan peer)
    {
        await agent.WaitUntilEmptyAsync();
        await peer.WaitUntilEmptyAsync();
        Assert.Empty(peer.Installed);
    }
}
