using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>What happens to tunnels that stand: more children, rekeys, reauthentication, deletion, each started by either end.</summary>
[Trait("Category", "Interop")]
public class LifeTests(ITestOutputHelper output)
{
    private static readonly TunnelPlan ThreeChildren = new()
    {
        Suites = [Suites.AesGcm256],
        ChildKeyExchange = ("ecp256", "ecp256"),
        Children =
        [
            new("net", ["10.1.0.0/16"], ["10.2.0.0/16"]),
            new("voice", ["10.11.0.0/16"], ["10.12.0.0/16"]),
            new("six", ["2001:db8:1::/48"], ["2001:db8:2::/48"]),
        ],
    };

    private static readonly TunnelPlan WithSecrecy = new() { ChildKeyExchange = ("x25519", "curve25519") };

    [InteropFact]
    public async Task Children_SeveralFromBothEnds_ShareOneIkeSa()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(ThreeChildren);

        await agent.InitiateAsync("net");
        await peer.InitiateAsync("voice");
        await agent.InitiateAsync("six");

        var (ours, theirs) = await Agreement.AssertAsync(agent, peer, children: 3);
        Assert.Equal(["net", "six", "voice"], ours.Children.Select(child => child.SecurityPolicy).Order());
        Assert.Single(await peer.ListAsync());
        Assert.Contains("ECP_256", theirs.Children.Single(child => child.Name == "voice").Algorithms);

        await agent.FlushChildAsync("voice");
        await peer.TerminateChildAsync("six");
        await Agreement.AssertAsync(agent, peer, children: 1);
    }

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Childless_ChildLater_ComesByCreateChildSa(bool agentInitiates)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = WithSecrecy;
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network) with { Childless = "force" });
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network));

        await (agentInitiates ? agent.InitiateIkeAsync() : peer.InitiateIkeAsync());
        await Agreement.AssertAsync(agent, peer, children: 0);
        await (agentInitiates ? agent.InitiateAsync("net") : peer.InitiateAsync("net"));

        var (_, theirs) = await Agreement.AssertAsync(agent, peer);
        Assert.Contains("CURVE_25519", theirs.Children[0].Algorithms);
    }

    [InteropTheory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task ChildRekey_ByEitherEnd_ReplacesSpisAndKeys(bool agentInitiates, bool agentRekeys)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(WithSecrecy);
        await (agentInitiates ? agent.InitiateAsync("net") : peer.InitiateAsync("net"));
        var (before, _) = await Agreement.AssertAsync(agent, peer);
        var first = Assert.Single(before.InstalledChildren());

        await (agentRekeys ? agent.RekeyChildAsync("net") : peer.RekeyChildAsync("net"));
        await agent.WaitForIkeAsync("a second generation", sa => sa.InstalledChildren().Any(child => child.SpiIn != first.SpiIn));

        var (after, _) = await Agreement.AssertAsync(agent, peer);
        var second = Assert.Single(after.InstalledChildren());
        Assert.Equal((first.TunnelId, first.Generation + 1), (second.TunnelId, second.Generation));
        Assert.NotEqual((first.SpiIn, first.SpiOut), (second.SpiIn, second.SpiOut));
        Assert.Equal(before.UniqueId, after.UniqueId);
    }

    [InteropTheory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task IkeRekey_ByEitherEnd_KeepsTheChildren(bool agentInitiates, bool agentRekeys)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(WithSecrecy);
        await (agentInitiates ? agent.InitiateAsync("net") : peer.InitiateAsync("net"));
        var (before, _) = await Agreement.AssertAsync(agent, peer);

        await (agentRekeys ? agent.RekeyIkeAsync() : peer.RekeyIkeAsync());
        await agent.WaitForIkeAsync("a second generation", sa => sa.IsEstablished() && sa.Generation == before.Generation + 1);
        await WaitForOneIkeSaAsync(agent, peer);

        var (after, _) = await Agreement.AssertAsync(agent, peer);
        Assert.Equal(before.TunnelId, after.TunnelId);
        Assert.NotEqual(before.UniqueId, after.UniqueId);
        Assert.NotEqual(before.InitiatorSpi, after.InitiatorSpi);
        Assert.Equal(before.Children[0].SpiIn, Assert.Single(after.InstalledChildren()).SpiIn);

        // The new IKE SA works in both directions.
        await peer.RekeyChildAsync("net");
        await agent.WaitForIkeAsync("a rekeyed child", sa => sa.InstalledChildren().Any(child => child.SpiIn != before.Children[0].SpiIn));
        await agent.RekeyIkeAsync();
        await agent.WaitForIkeAsync("a third generation", sa => sa.IsEstablished() && sa.Generation == before.Generation + 2);
    }

    [InteropFact]
    public async Task Rekeys_ByTimers_KeepTheTunnelUp()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = WithSecrecy;
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with
        {
            IkePolicy = ["rekey-time 3s", "over-time 20s", "rand-time 0s"],
            IpsecPolicy = ["rekey-time 2s", "life-time 30s", "rand-time 0s"],
        });

        await agent.InitiateAsync("net");

        var tunnel = await agent.WaitForIkeAsync(
            "two IKE rekeys and two child rekeys",
            sa => sa.IsEstablished() && sa.Counters.IkeRekeys >= 2 && sa.Counters.ChildRekeys >= 2 && sa.InstalledChildren().Any());
        Assert.Equal(0u, tunnel.Counters.RekeyFailures);
        Assert.Equal(0u, tunnel.Counters.BadIntegrity);
    }

    [InteropFact]
    public async Task Reauthentication_ByAgent_MakesANewIkeSaAndChild()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan());
        await agent.InitiateAsync("net");
        var (before, _) = await Agreement.AssertAsync(agent, peer);

        await agent.ReauthenticateAsync();
        await agent.WaitForIkeAsync("another IKE SA", sa => sa.IsEstablished() && sa.UniqueId != before.UniqueId && sa.InstalledChildren().Any());
        await WaitForOneIkeSaAsync(agent, peer);

        var (after, _) = await Agreement.AssertAsync(agent, peer);
        Assert.NotEqual(before.InitiatorSpi, after.InitiatorSpi);
    }

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delete_IkeSaByEitherEnd_LeavesNothing(bool agentDeletes)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan());
        await agent.InitiateAsync("net");
        await Agreement.AssertAsync(agent, peer);

        await (agentDeletes ? agent.FlushIkeAsync() : peer.TerminateIkeAsync());

        await agent.WaitUntilEmptyAsync();
        await peer.WaitUntilEmptyAsync();
    }

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delete_ChildByEitherEnd_KeepsTheIkeSa(bool agentDeletes)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan());
        await agent.InitiateAsync("net");
        await Agreement.AssertAsync(agent, peer);

        await (agentDeletes ? agent.FlushChildAsync("net") : peer.TerminateChildAsync("net"));

        await Agreement.AssertAsync(agent, peer, children: 0);
    }

    [InteropFact]
    public async Task Stop_AgentIsTerminated_PeerGetsTheDelete()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan());
        await agent.InitiateAsync("net");
        await Agreement.AssertAsync(agent, peer);

        Assert.Equal(0, await agent.StopAsync());

        await peer.WaitUntilEmptyAsync();
        Assert.Contains("received DELETE for IKE_SA", peer.Log);
    }

    [InteropFact]
    public async Task Restart_AgentForgotEverything_InitialContactReplacesTheOldSa()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network) with { Unique = "no" });
        var first = await lab.StartAgentAsync(plan.Agent(lab.Network));
        await first.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        await first.KillAsync();

        var second = await lab.StartAgentAsync(plan.Agent(lab.Network));
        await second.InitiateAsync("net");

        await Agreement.AssertAsync(second, peer);
        await Wait.UntilAsync("strongSwan: one IKE SA", async () => (await peer.ListAsync()).Count == 1);
    }

    private static async Task WaitForOneIkeSaAsync(RunningAgent agent, StrongSwan peer)
    {
        await Wait.UntilAsync("agent: one IKE SA", async () => (await agent.ListAsync()).Count == 1);
        await Wait.UntilAsync("strongSwan: one IKE SA", async () => (await peer.ListAsync()).Count == 1);
    }
}
