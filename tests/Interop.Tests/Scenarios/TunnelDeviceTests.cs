using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>What the agent changes on its host, and that it takes it back; and a host that lets it change nothing.</summary>
[Trait("Category", "Interop")]
public class TunnelDeviceTests(ITestOutputHelper output)
{
    private const string Device = "myikev2";
    private const string Table = "220";

    private static readonly TunnelPlan Plan = new() { Suites = [Suites.AesGcm128] };

    [InteropFact(LabNeed.Traffic)]
    public async Task Device_TunnelsComeAndGo_RoutesFollow()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var here = lab.Network.Agent;
        var rulesBefore = await here.RunAsync("ip", "rule");
        var (agent, peer) = await lab.StartCarryingAsync(Plan);
        Assert.Contains("UP", await here.RunAsync("ip", "link", "show", Device));
        Assert.DoesNotContain("10.2.0.0/16", await RoutesAsync(here));

        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        await Wait.UntilAsync("the route", async () => (await RoutesAsync(here)).Contains("10.2.0.0/16 dev " + Device, StringComparison.Ordinal));
        await agent.FlushIkeAsync();
        await Wait.UntilAsync("no route", async () => !(await RoutesAsync(here)).Contains("10.2.0.0/16", StringComparison.Ordinal));

        await agent.InitiateAsync("net");
        await Wait.UntilAsync("the route", async () => (await RoutesAsync(here)).Contains("10.2.0.0/16 dev " + Device, StringComparison.Ordinal));
        Assert.Equal(0, await agent.StopAsync());
        Assert.False((await here.TryRunAsync("ip", ["link", "show", Device])).Succeeded);
        Assert.Equal(rulesBefore, await here.RunAsync("ip", "rule"));
        Assert.Equal("", await RoutesAsync(here));
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task Device_AgentWasKilled_NextOneStartsAndCarries()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (first, peer) = await lab.StartCarryingAsync(Plan);
        await first.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        await first.KillAsync();

        var second = await lab.StartAgentAsync(Plan.Agent(lab.Network) with { NeedsTunnelDevice = true });
        await second.InitiateAsync("net");

        var (here, there) = (lab.Network.Agent, lab.Network.Peer);
        await Wait.UntilAsync("pings over the second tunnel", async () => (await Ping.RunAsync(here, here.InnerIpv4, there.InnerIpv4, new PingOptions { Patience = 5 })).AllAnswered);
        Assert.Equal(0, await second.StopAsync());
        Assert.DoesNotContain(Table, await here.RunAsync("ip", "rule"));
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task Device_NoneToBeHad_AgentSaysSoAndNegotiatesAllTheSame()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with { HideTunnelDevice = true });

        await agent.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
        Assert.Matches("WRN .*no tunnel device: .* no packet of this host goes through them", agent.Log);
        Assert.False((await lab.Network.Agent.TryRunAsync("ip", ["link", "show", Device])).Succeeded);
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task OuterHeader_ClassOfInnerPacket_IsCopied()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (agent, peer) = await lab.StartCarryingAsync(Plan);
        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);
        await using var capture = await Capture.StartAsync(lab);

        var pings = await Ping.RunAsync(here, here.InnerIpv4, there.InnerIpv4, new PingOptions { Count = 3, TrafficClass = 0xb8 });
        await capture.StopAsync();

        var classes = await capture.FieldsAsync([], $"udp.dstport == 4500 and ip.src == {here.Ipv4} and esp", "ip.dsfield");
        Assert.True(pings.AllAnswered, pings.Output);
        Assert.Equal(Enumerable.Repeat("0xb8", 3), classes.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(3));
    }

    // The table does not exist before its first route.
    private static async Task<string> RoutesAsync(LabNamespace host) =>
        (await host.TryRunAsync("ip", ["route", "show", "table", Table])).Output;
}
