using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>The agent as a service while a peer is watching: several shards, and configuration that changes under live tunnels.</summary>
[Trait("Category", "Interop")]
public class ServiceTests(ITestOutputHelper output)
{
    [InteropFact]
    public async Task Shards_Three_EverySaIsFoundAgain()
    {
        const int Count = 12; // all in one of three shards: once in 177,000 runs
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network) with { Unique = "never" }, "reuse_ikesa = no");
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with { IkePolicy = ["unique-sa never"] }, "--set", "Engine:ShardCount=3");
        for (var i = 0; i < Count; i++)
        {
            await peer.InitiateIkeAsync();
        }

        Assert.True((await agent.StatusAsync()).Shards.Count(shard => shard.IkeTunnels > 0) > 1, "all SAs are in one shard");

        // The peer's requests carry nothing but SPIs: each must reach its SA's shard.
        await peer.RekeyIkeAsync();

        await Wait.UntilAsync("agent: all rekeyed", async () =>
            (await agent.ListAsync()) is var tunnels && tunnels.Count == Count && tunnels.All(sa => sa.IsEstablished() && sa.Generation == 2));
        var theirs = await peer.ListAsync();
        Assert.Equal(
            theirs.Where(sa => sa.IsEstablished).Select(sa => sa.InitiatorSpi).Order(),
            (await agent.ListAsync()).Select(sa => sa.InitiatorSpiText()).Order());
    }

    [InteropFact]
    public async Task Configuration_NewPolicyWhileUp_TunnelStaysAndThePolicyWorks()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan { Children = [new("net", ["10.1.0.0/16"], ["10.2.0.0/16"]), new("extra", ["10.31.0.0/16"], ["10.32.0.0/16"])] };
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network));
        var ours = plan.Agent(lab.Network);
        var agent = await lab.StartAgentAsync(ours with { Children = [ours.Children[0]] });
        await agent.InitiateAsync("net");
        var (before, _) = await Agreement.AssertAsync(agent, peer);

        await agent.CliAsync(
            "config", "set",
            "/ vrf main ike vpn lab security-policy extra local-ts subnet 10.31.0.0/16",
            "/ vrf main ike vpn lab security-policy extra remote-ts subnet 10.32.0.0/16");
        await agent.InitiateAsync("extra");

        var (after, _) = await Agreement.AssertAsync(agent, peer, children: 2);
        Assert.Equal((before.UniqueId, before.InitiatorSpi), (after.UniqueId, after.InitiatorSpi));
        Assert.Contains(after.InstalledChildren(), child => child.SpiIn == before.Children[0].SpiIn);
    }

    [InteropFact]
    public async Task Configuration_VpnRemoved_ItsTunnelEnds()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan());
        await agent.InitiateAsync("net");
        await Agreement.AssertAsync(agent, peer);

        await agent.CliAsync("config", "del", "/ vrf main ike vpn lab");

        await agent.WaitUntilEmptyAsync();
        await peer.WaitUntilEmptyAsync();
        Assert.Contains("received DELETE for IKE_SA", peer.Log);
    }
}
