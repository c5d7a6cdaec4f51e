using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Routes that come and go with Child SAs: inject-routes, install-routes, and what a killed agent leaves.</summary>
[Trait("Category", "Interop")]
public class RouteTests(ITestOutputHelper output)
{
    private const string Mark = "77";

    private static readonly TunnelPlan Plan = new() { Suites = [Suites.AesGcm128] };

    [InteropFact(LabNeed.Traffic)]
    public async Task InjectRoutes_ChildComesIsRekeyedAndGoes_RoutesFollow()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var here = lab.Network.Agent;
        var (agent, peer) = await lab.StartCarryingAsync(Plan, Injecting);
        Assert.Equal("", await RoutesAsync(here, "300"));

        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        await Wait.UntilAsync("the injected routes", async () => await RoutesAsync(here, "300") == "10.2.0.0/16 via 192.0.2.2 dev wan0 metric 100|10.2.0.0/16 dev myikev2 scope link metric 200");

        // The link goes and takes its route along; the backup stands, and the first comes back with the link.
        await here.RunAsync("ip", "link", "set", "wan0", "down");
        Assert.Equal("10.2.0.0/16 dev myikev2 scope link metric 200", await RoutesAsync(here, "300"));
        await here.RunAsync("ip", "link", "set", "wan0", "up");
        await Wait.UntilAsync("the route over the link", async () => (await RoutesAsync(here, "300")).Contains("via 192.0.2.2 dev wan0 metric 100", StringComparison.Ordinal));

        await agent.RekeyChildAsync("net");
        await agent.FlushIkeAsync();
        await agent.WaitUntilEmptyAsync();
        await Wait.UntilAsync("no injected route", async () => await RoutesAsync(here, "300") == "");
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task InstallRoutes_SwitchedOnAndMovedWhileTheTunnelStands_RoutesAndPingsFollow()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);
        var (agent, peer) = await lab.StartCarryingAsync(Plan);
        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        Assert.Equal("", await RoutesAsync(here, "220"));

        await agent.CliAsync("config", "set", "/ vrf main ike global-options install-routes true", "/ vrf main ike global-options routing-table 230");

        await Wait.UntilAsync("the routes in their new table", async () => await RoutesAsync(here, "230") == "10.2.0.0/16 dev myikev2 scope link metric 100");
        Assert.Equal("", (await here.TryRunAsync("ip", ["route", "show", "table", "220"])).Output);
        Assert.Contains("lookup 230", await here.RunAsync("ip", "rule"), StringComparison.Ordinal);
        Assert.DoesNotContain("lookup 220", await here.RunAsync("ip", "rule"), StringComparison.Ordinal);
        Assert.True((await Ping.RunAsync(here, here.InnerIpv4, there.InnerIpv4)).AllAnswered);
        Assert.Single((await agent.ListAsync()));
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task InjectedRoutes_OfAKilledAgent_AreGoneAfterTheNextStart()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var here = lab.Network.Agent;
        var (first, peer) = await lab.StartCarryingAsync(Plan, Injecting);
        await first.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        await Wait.UntilAsync("the injected routes", async () => (await RoutesAsync(here, "300")).Contains("metric 100", StringComparison.Ordinal));
        await first.KillAsync();
        Assert.Equal("10.2.0.0/16 via 192.0.2.2 dev wan0 metric 100", await RoutesAsync(here, "300"));

        var second = await lab.StartAgentAsync(Injecting(Plan.Agent(lab.Network)) with { NeedsTunnelDevice = true });

        Assert.Equal("", await RoutesAsync(here, "300"));
        Assert.Equal(0, await second.StopAsync());
    }

    private static AgentConfiguration Injecting(AgentConfiguration configuration) => configuration with
    {
        Children = [configuration.Children[0] with { More = ["inject-routes next-hop 192.0.2.2 next-hop-backup myikev2 table 300"] }],
    };

    /// <summary>Our routes of a table; the table does not exist before its first route.</summary>
    private static async Task<string> RoutesAsync(LabNamespace host, string table) =>
        string.Join('|', (await host.TryRunAsync("ip", ["route", "show", "table", table, "proto", Mark])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => line.Trim()));
}
