using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>
/// One agent in several network namespaces. The second VRF has the same addresses, the same networks and the same names as the first, and another peer: whatever
/// they do not share must not meet.
/// </summary>
[Trait("Category", "Interop")]
public class VrfTests(ITestOutputHelper output)
{
    private static readonly TunnelPlan Plan = new() { Suites = [Suites.AesGcm128] };
    private static readonly TunnelPlan Other = Plan with { PeerId = "other.example", Secret = "another-horse" };

    [InteropFact(LabNeed.Traffic)]
    public async Task Vrfs_WithTheSameAddressesAndNames_HaveEachTheirOwnTunnelAndTraffic()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var red = await lab.AddNetworkAsync();
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network), dataPlane: Peers.StrongSwanDataPlane.Libipsec);
        var other = await lab.StartStrongSwanAsync(red.Peer, "other", Other.Peer(red), dataPlane: Peers.StrongSwanDataPlane.Libipsec);
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with { NeedsTunnelDevice = true, OtherVrfs = new Dictionary<string, AgentConfiguration> { [red.Agent.Name] = Other.Agent(red) } });

        var unclear = await agent.TryInitiateAsync("net");
        Assert.Equal(CommandStatus.Invalid, unclear.Status);
        Assert.Contains($"in 2 VRFs (main, {red.Agent.Name}): name the vrf too", unclear.Message, StringComparison.Ordinal);
        foreach (var vrf in new[] { "main", red.Agent.Name })
        {
            var result = await agent.TryInitiateInAsync(vrf, "net");
            Assert.True(result.Status == CommandStatus.Succeeded, result.ToString());
        }

        await peer.WaitForTunnelAsync();
        await other.WaitForTunnelAsync();
        foreach (var network in new[] { lab.Network, red })
        {
            foreach (var (from, to) in new[] { (network.Agent, network.Peer), (network.Peer, network.Agent) })
            {
                var pings = await Ping.RunAsync(from, from.InnerIpv4, to.InnerIpv4);
                Assert.True(pings.AllAnswered, pings.Output);
            }
        }

        var tunnels = await agent.ListAsync();
        Assert.Equal([("main", "peer.example"), (red.Agent.Name, "other.example")], tunnels.Select(static tunnel => (tunnel.Vrf, tunnel.RemoteIdentity.Text)).Order());
        Assert.Equal(2, tunnels.Select(static tunnel => tunnel.UniqueId).Distinct().Count());
        Assert.Contains("1", await agent.CliAsync("show", "ike", "ike-sa-count", "vrf", red.Agent.Name), StringComparison.Ordinal);
        var keys = await agent.KeysAsync(tunnels.Single(tunnel => tunnel.Vrf == red.Agent.Name));
        Assert.Equal(tunnels.Single(tunnel => tunnel.Vrf == red.Agent.Name).UniqueId, keys.UniqueId);

        // One VRF leaves the configuration: its device, routes and SAs go, the other's stay.
        await agent.CliAsync("config", "del", $"/ vrf {red.Agent.Name} ike");
        await other.WaitUntilEmptyAsync();
        Assert.False((await red.Agent.TryRunAsync("ip", ["link", "show", "myikev2"])).Succeeded);
        Assert.DoesNotContain("lookup 220", await red.Agent.RunAsync("ip", "rule"), StringComparison.Ordinal);
        Assert.True((await Ping.RunAsync(lab.Network.Agent, lab.Network.Agent.InnerIpv4, lab.Network.Peer.InnerIpv4)).AllAnswered);
        Assert.Equal(["main"], (await agent.ListAsync()).Select(static tunnel => tunnel.Vrf));
        Assert.Equal(0, await agent.StopAsync());
    }

    [InteropFact]
    public async Task Vrf_WhoseNamespaceComesLater_IsServedThen()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var red = await lab.AddNetworkAsync();
        var other = await lab.StartStrongSwanAsync(red.Peer, "other", Other.Peer(red));
        var late = red.Agent.Name + "-late";
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with { OtherVrfs = new Dictionary<string, AgentConfiguration> { [late] = Other.Agent(red) } });
        await Wait.UntilAsync(
            "the VRF to be missed", () => agent.Log.Contains($"vrf {late} is not served: there is no network namespace {late}: make it with 'ip netns add {late}'", StringComparison.Ordinal));
        var refused = await agent.TryInitiateInAsync(late, "net");
        Assert.Equal(CommandStatus.Unavailable, refused.Status);

        await red.NameAgentAsync(late);

        await Wait.UntilAsync("the VRF to be served", () => agent.Log.Contains($"vrf {late} is served", StringComparison.Ordinal));
        var result = await agent.TryInitiateInAsync(late, "net");
        Assert.True(result.Status == CommandStatus.Succeeded, result.ToString());
        await other.WaitForTunnelAsync();
        Assert.Equal(late, (await agent.WaitForTunnelAsync()).Vrf);
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task InjectRoutes_IntoAnotherVrf_StandThere()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var trusted = await lab.AddNetworkAsync();
        var plan = Plan.Agent(lab.Network);
        var (agent, peer) = await lab.StartCarryingAsync(Plan, configuration => configuration with
        {
            Children = [plan.Children[0] with { More = [$"inject-routes next-hop wan0 vrf {trusted.Agent.Name}"] }],
        });

        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        await Wait.UntilAsync("the route in the other VRF", async () => (await RoutesAsync()).StartsWith("10.2.0.0/16 dev wan0", StringComparison.Ordinal));
        await agent.FlushIkeAsync();
        await Wait.UntilAsync("no route in the other VRF", async () => await RoutesAsync() == "");

        async Task<string> RoutesAsync() => await trusted.Agent.RunAsync("ip", "route", "show", "proto", "77");
    }
}
