using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Bad networks and dead peers: loss, fragments, silence.</summary>
[Trait("Category", "Interop")]
public class NetworkTests(ITestOutputHelper output)
{
    private static readonly string[] FastRetransmission = ["retransmit-timeout 0.6", "retransmit-base 1.5", "retransmit-tries 4"];

    private const ulong MostRetransmits = 8;

    // Enough subnets to make IKE_AUTH larger than one 576-octet packet.
    private static readonly TunnelPlan LargeAuth = new()
    {
        Children =
        [
            new(
                "net",
                [.. Enumerable.Range(0, 40).Select(i => $"10.1.{i * 2}.0/24")],
                [.. Enumerable.Range(0, 40).Select(i => $"10.2.{i * 2}.0/24")]),
        ],
    };

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fragmentation_SmallFragmentsBothWays_AreReassembled(bool agentInitiates)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(LargeAuth.Peer(lab.Network) with { Fragmentation = "yes" }, "fragment_size = 576");
        var agent = await lab.StartAgentAsync(LargeAuth.Agent(lab.Network) with { GlobalOptions = ["fragment-size 576"] });

        await (agentInitiates ? agent.InitiateAsync("net") : peer.InitiateAsync("net"));

        var (ours, _) = await Agreement.AssertAsync(agent, peer);
        Assert.True(ours.Fragmentation);
        Assert.Equal(40, ours.Children[0].LocalSelectors.Count);
        var counters = (await agent.StatusAsync()).Counters;
        Assert.InRange(counters.FragmentsIn, 2u, 20u);
        Assert.InRange(counters.FragmentsOut, 2u, 20u);
        Assert.Matches(@"splitting IKE message .* into \d+ fragments", peer.Log);
        Assert.Contains("reassembled fragmented IKE message", peer.Log);
    }

    [InteropFact]
    public async Task Loss_EveryRequestOfTheAgentOnce_IsRetransmitted()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with { GlobalOptions = FastRetransmission });
        await lab.Network.Peer.FilterAsync(DropOddPackets("input"));

        await agent.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
        Assert.InRange((await agent.StatusAsync()).Counters.Retransmits, 2u, MostRetransmits); // two, unless the peer was slow to answer
    }

    [InteropFact]
    public async Task Loss_EveryAnswerOfTheAgentOnce_IsRepeated()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network), "retransmit_timeout = 0.6\n retransmit_base = 1.5");
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network));
        await lab.Network.Agent.FilterAsync(DropOddPackets("output"));

        await peer.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
        Assert.InRange((await agent.StatusAsync()).Counters.InRetransmits, 2u, MostRetransmits); // two, unless the agent was slow to answer
    }

    [InteropFact]
    public async Task Loss_PeerNeverAnswers_AgentGivesUp()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with { GlobalOptions = FastRetransmission });
        await lab.Network.Peer.FilterAsync(Lossy("input", "udp dport 500 drop"));

        var result = await agent.TryInitiateAsync("net");

        Assert.Equal(CommandStatus.Failed, result.Status);
        Assert.Equal(4u, (await agent.StatusAsync()).Counters.Retransmits);
        await agent.WaitUntilEmptyAsync();
    }

    [InteropFact]
    public async Task Dpd_PeerIsKilled_TunnelIsClosed()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with { IkePolicy = ["dpd-delay 1s"], GlobalOptions = FastRetransmission });
        await agent.InitiateAsync("net");
        await agent.WaitForIkeAsync("an answered liveness check", sa => sa.Counters.DpdReplies > 0);

        await peer.KillAsync();

        await agent.WaitUntilEmptyAsync();
        Assert.Equal(1u, (await agent.StatusAsync()).Counters.DpdFailures);
    }

    [InteropFact]
    public async Task Dpd_PeerComesBack_RestartBringsTheTunnelUpAgain()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var first = await lab.StartPeerAsync(plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with
        {
            IkePolicy = ["dpd-delay 1s", "keying-tries 0"],
            IpsecPolicy = ["dpd-action restart"],
            GlobalOptions = FastRetransmission,
        });
        await agent.InitiateAsync("net");
        var before = await agent.WaitForTunnelAsync();
        await first.KillAsync();
        await agent.WaitForCountersAsync("a dead peer", counters => counters.DpdFailures == 1);

        // A daemon that runs but has no configuration yet refuses: it hears nothing until it has.
        await lab.Network.Peer.FilterAsync(Lossy("input", "udp dport 500 drop"));
        var second = await lab.StartStrongSwanAsync(lab.Network.Peer, "peer-again", plan.Peer(lab.Network));
        await lab.Network.Peer.RunAsync("nft", "delete", "table", "inet", "lab");

        await agent.WaitForIkeAsync("a new tunnel", sa => sa.IsEstablished() && sa.UniqueId != before.UniqueId && sa.InstalledChildren().Any());
        await Agreement.AssertAsync(agent, second);
    }

    [InteropFact]
    public async Task Dpd_AgentIsKilled_PeerNotices()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(
            plan.Peer(lab.Network) with { DpdDelay = 1 }, "retransmit_timeout = 0.6\n retransmit_base = 1.5\n retransmit_tries = 4");
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network));
        await agent.InitiateAsync("net");
        await peer.WaitForLogAsync("parsed INFORMATIONAL response");

        await agent.KillAsync();

        await peer.WaitUntilEmptyAsync();
    }

    // The counter makes every first, third, fifth... packet vanish: each message once, its repetition passes.
    private static string DropOddPackets(string hook) =>
        Lossy(hook, $"udp {(hook == "input" ? "dport" : "sport")} 500 numgen inc mod 2 == 0 drop");

    private static string Lossy(string hook, string rule) =>
        $$"""
        table inet lab {
          chain lossy {
            type filter hook {{hook}} priority 0
            {{rule}}
          }
        }
        """;
}
