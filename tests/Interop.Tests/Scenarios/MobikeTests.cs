using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>The hosts are joined by two links, and one of them goes away under a tunnel (MOBIKE).</summary>
[Trait("Category", "Interop")]
public class MobikeTests(ITestOutputHelper output)
{
    private static readonly TunnelPlan Plan = new() { Suites = [Suites.AesGcm128] };

    [InteropTheory(LabNeed.Traffic)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FirstLinkIsLost_InitiatorMovesTheTunnelToTheSecond(bool agentInitiates)
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (own, other) = await lab.Network.AddSecondLinkAsync();
        var (agent, peer) = await StartAsync(lab);
        await (agentInitiates ? agent.InitiateAsync("net") : peer.InitiateAsync("net"));
        await agent.WaitForRouteAsync("10.2.0.0/16");
        var before = await agent.WaitForTunnelAsync();
        Assert.True(before.Mobike);
        Assert.Equal((4500u, 4500u), (before.Local.Port, before.Remote.Port));
        Assert.Equal(lab.Network.Agent.Ipv4, (await peer.WaitForTunnelAsync()).RemoteHost);
        await AssertPingsAsync(lab);

        if (agentInitiates)
        {
            await LabNetwork.CutAsync(lab.Network.Agent);
        }
        else
        {
            // The agent notices nothing: strongSwan decides.
            await LabNetwork.RemoveAddressesAsync(lab.Network.Peer);
        }

        var theirs = await peer.WaitForIkeAsync("an SA on the second link", sa => sa.IsEstablished && sa.RemoteHost == own);
        var ours = await agent.WaitForIkeAsync("the SA on the second link", sa => sa.IsEstablished() && sa.Local.Address == own && sa.Remote.Address == other);
        Assert.Equal((before.UniqueId, before.InitiatorSpi, 1u), (ours.UniqueId, ours.InitiatorSpi, ours.Generation));
        Assert.Equal(before.InitiatorSpi.ToString("x16", System.Globalization.CultureInfo.InvariantCulture), theirs.InitiatorSpi);
        Assert.Contains("UPD_SA_ADDR", peer.Log, StringComparison.Ordinal);

        // The packets follow when both sides have checked the way; until then they are lost.
        await Wait.UntilAsync("a ping on the second link", async () => (await PingAsync(lab, new PingOptions { Count = 1, Patience = 1, ExpectAnswers = false })).Received > 0);
        await AssertPingsAsync(lab);
        Assert.Equal(0u, (await agent.StatusAsync()).Counters.DpdFailures);
    }

    [InteropFact]
    public async Task PeerWithoutMobike_TunnelComesUpWithoutIt()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with { IkePolicy = ["mobike true"] });

        await agent.InitiateAsync("net");

        var (ours, _) = await Agreement.AssertAsync(agent, peer);
        Assert.False(ours.Mobike);
    }

    private static async Task<(RunningAgent Agent, StrongSwan Peer)> StartAsync(InteropLab lab)
    {
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Mobike = true }, dataPlane: StrongSwanDataPlane.Libipsec);
        var configuration = Plan.Agent(lab.Network);
        return (await lab.StartAgentAsync(configuration with { NeedsTunnelDevice = true, IkePolicy = [.. configuration.IkePolicy, "mobike true"] }), peer);
    }

    private static Task<PingReport> PingAsync(InteropLab lab, PingOptions? options = null) =>
        Ping.RunAsync(lab.Network.Agent, lab.Network.Agent.InnerIpv4, lab.Network.Peer.InnerIpv4, options);

    private static async Task AssertPingsAsync(InteropLab lab)
    {
        var report = await PingAsync(lab);
        Assert.True(report.AllAnswered, report.Output);
    }
}
