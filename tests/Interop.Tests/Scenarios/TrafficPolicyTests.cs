using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>What packets start, and what foreign eyes see of them.</summary>
[Trait("Category", "Interop")]
public class TrafficPolicyTests(ITestOutputHelper output)
{
    [InteropFact(LabNeed.Traffic)]
    public async Task Trap_FirstPackets_RaiseOneAcquireAndArrive()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (agent, peer) = await lab.StartCarryingAsync(
            new TunnelPlan { Suites = [Suites.AesGcm128] }, configuration => configuration with { IpsecPolicy = ["start-action trap"] });
        Assert.Empty(await agent.ListAsync());
        await agent.WaitForRoutesAsync("net");
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);

        var pings = await Ping.RunAsync(here, here.InnerIpv4, there.InnerIpv4, new PingOptions { Count = 3, Interval = 1 });

        Assert.True(pings.AllAnswered, pings.Output);
        await peer.WaitForTunnelAsync();
        var counters = (await agent.StatusAsync()).Counters;
        Assert.Equal((1ul, 1ul), (counters.AcquiresRaised, counters.ChildSaCreated));
        Assert.InRange(counters.HeldPackets, 1ul, (ulong)pings.Sent);
        Assert.Single(await agent.ListAsync());
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task Trap_PeerIsSilent_PacketsAreHeldInBoundsAndDropped()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var plan = new TunnelPlan { Suites = [Suites.AesGcm128] };
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with
        {
            NeedsTunnelDevice = true,
            IpsecPolicy = ["start-action trap"],
            GlobalOptions = ["retransmit-timeout 3", "retransmit-base 1", "retransmit-tries 1"],
        });
        await agent.WaitForRoutesAsync("net");
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);

        var pings = await Ping.RunAsync(here, here.InnerIpv4, there.InnerIpv4, new PingOptions { Count = 20, Interval = 0.01, Patience = 1, ExpectAnswers = false });

        Assert.Equal(0, pings.Received);
        await agent.WaitForCountersAsync("the packets dropped", counters => counters.HeldDrops == 20);
        Assert.Equal(1ul, (await agent.StatusAsync()).Counters.AcquiresRaised);
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task Policies_PassAndDrop_DecideBeforeTheTunnel()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);
        foreach (var extra in new[] { "10.2.1.1", "10.2.2.1" })
        {
            await there.RunAsync("ip", "addr", "add", extra + "/32", "dev", "lo");
        }

        await here.RunAsync("ip", "route", "add", "10.2.1.0/24", "via", there.Ipv4);
        await there.RunAsync("ip", "route", "add", "10.1.0.0/16", "via", here.Ipv4);
        var (agent, peer) = await lab.StartCarryingAsync(new TunnelPlan { Suites = [Suites.AesGcm128] }, configuration => configuration with
        {
            Children =
            [
                .. configuration.Children.Select(child => child with { More = ["priority 20"] }),
                new AgentChild("clear", ["10.1.0.0/16"], ["10.2.1.0/24"]) { More = ["action pass", "priority 10"] },
                new AgentChild("never", ["10.1.0.0/16"], ["10.2.2.0/24"]) { More = ["action drop", "priority 10"] },
            ],
        });
        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();

        var protectedPings = await Ping.RunAsync(here, here.InnerIpv4, there.InnerIpv4);
        var dropped = await Ping.RunAsync(here, here.InnerIpv4, "10.2.2.1", new PingOptions { Patience = 1, ExpectAnswers = false });
        var inClear = await Ping.RunAsync(here, here.InnerIpv4, "10.2.1.1", new PingOptions { Interval = 0.2, Patience = 1, ExpectAnswers = false });

        Assert.True(protectedPings.AllAnswered, protectedPings.Output);
        Assert.Equal(0, dropped.Received);
        Assert.True(inClear.Received > 0, inClear.Output); // the answers come back through the tunnel: the peer has no such exception
        var counters = (await agent.StatusAsync()).Counters;
        Assert.Equal((5ul, 5ul), (counters.PolicyDrops, counters.PolicyBypasses));
        Assert.Equal((ulong)protectedPings.Sent, (await agent.WaitForTunnelAsync()).Children[0].Counters.OutPackets);
    }

    [InteropTheory(LabNeed.Traffic)]
    [InlineData("aes128gcm16")]
    [InlineData("aes128-sha256")]
    public async Task KeyLog_InTshark_DecryptsEsp(string esp)
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var keys = Path.Combine(lab.Folder, "keys");
        var suite = new[] { Suites.AesGcm128, Suites.AesCbc128 }.Single(row => row.Esp == esp);
        var (agent, peer) = await lab.StartCarryingAsync(new TunnelPlan { Suites = [suite] }, null, "--keylog", keys);
        await using var capture = await Capture.StartAsync(lab);
        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);
        Assert.True((await Ping.RunAsync(here, here.InnerIpv4, there.InnerIpv4)).AllAnswered);
        await agent.RekeyChildAsync("net");
        await agent.WaitForTunnelAsync();
        Assert.True((await Ping.RunAsync(here, here.InnerIpv4, there.InnerIpv4)).AllAnswered);
        await capture.StopAsync();

        var table = (await File.ReadAllLinesAsync(keys + ".esp_sa")).Where(line => !line.StartsWith('#')).ToList();
        Assert.Equal(4, table.Count); // two directions, two generations
        var requests = await capture.EspFieldsAsync(table, "icmp.type == 8", "icmp.seq");
        var replies = await capture.EspFieldsAsync(table, "icmp.type == 0", "icmp.seq");
        Assert.Equal(["1", "2", "3", "4", "5", "1", "2", "3", "4", "5"], Lines(requests).Where(sequence => int.Parse(sequence) <= 5));
        Assert.Subset(Lines(requests).ToHashSet(), Lines(replies).ToHashSet());
        Assert.True(Lines(replies).Length >= 10);
        Assert.Empty(Lines(await capture.EspFieldsAsync([], "icmp", "icmp.seq")));

        static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
