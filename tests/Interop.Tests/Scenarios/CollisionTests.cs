using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>What either end may start on a tunnel that stands.</summary>
public enum Operation
{
    RekeyIke,
    RekeyChild,
    DeleteChild,
}

/// <summary>
/// Both ends start something at once (RFC 7296 section 2.25). The link is cut until both requests are out; then the repetitions cross, so each
/// end gets the other's request while its own is unanswered.
/// </summary>
[Trait("Category", "Interop")]
public class CollisionTests(ITestOutputHelper output)
{
    private const string Cut =
        """
        table inet lab {
          chain cut {
            type filter hook input priority 0
            udp dport { 500, 4500 } drop
          }
        }
        """;

    [InteropTheory]
    [InlineData(Operation.RekeyChild, Operation.RekeyChild, 1)]
    [InlineData(Operation.RekeyIke, Operation.RekeyIke, 1)]
    [InlineData(Operation.RekeyIke, Operation.RekeyChild, 1)]
    [InlineData(Operation.RekeyChild, Operation.RekeyIke, 1)]
    [InlineData(Operation.RekeyChild, Operation.DeleteChild, 0)]
    [InlineData(Operation.DeleteChild, Operation.RekeyChild, 0)]
    [InlineData(Operation.DeleteChild, Operation.DeleteChild, 0)]
    public async Task Collision_OfTwoRequests_BothEndsAgreeAfterwards(Operation ours, Operation theirs, int children)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan { ChildKeyExchange = ("x25519", "curve25519") };
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network), "retransmit_timeout = 0.5\n retransmit_base = 1.1\n retransmit_tries = 20");
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with
        {
            GlobalOptions = ["retransmit-timeout 0.5", "retransmit-base 1.1", "retransmit-tries 20", "delete-rekeyed-delay 1s"],
        });
        await agent.InitiateAsync("net");
        await Agreement.AssertAsync(agent, peer);

        await lab.Network.Agent.FilterAsync(Cut);
        await lab.Network.Peer.FilterAsync(Cut);
        var sent = (await agent.StatusAsync()).Counters.Retransmits;
        var running = Task.WhenAll(StartAsync(agent, ours), StartAsync(peer, theirs));
        await agent.WaitForCountersAsync("a repeated request", counters => counters.Retransmits > sent);
        await peer.WaitForLogAsync("retransmit 1 of request");
        await lab.Network.Agent.RunAsync("nft", "delete", "table", "inet", "lab");
        await lab.Network.Peer.RunAsync("nft", "delete", "table", "inet", "lab");
        await running;

        await Agreement.SettleAsync(agent, peer, children);
        Assert.Equal(0u, (await agent.StatusAsync()).Counters.EngineFaults);
    }

    private static Task StartAsync(RunningAgent agent, Operation operation) => operation switch
    {
        Operation.RekeyIke => agent.RekeyIkeAsync(),
        Operation.RekeyChild => agent.RekeyChildAsync("net"),
        _ => agent.FlushChildAsync("net"),
    };

    private static Task StartAsync(StrongSwan peer, Operation operation) => operation switch
    {
        Operation.RekeyIke => peer.RekeyIkeAsync(),
        Operation.RekeyChild => peer.RekeyChildAsync("net"),
        _ => peer.TerminateChildAsync("net"),
    };
}
