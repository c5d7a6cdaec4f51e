using System.Globalization;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.NmsecProtocol.Client;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.NmsecProtocol.Requests;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>What NMsec shows of real tunnels while they change, beside what strongSwan shows of them; and its controls, which act on them.</summary>
[Trait("Category", "Interop")]
public class NmsecTunnelTests(ITestOutputHelper output)
{
    // The peer hears everything but INFORMATIONAL requests, and so no DELETE: exchange type 37 is octet 18 of the IKE header (RFC 7296 section 3.1).
    private const string NoDeletes =
        """
        table inet lab {
          chain cut {
            type filter hook input priority 0
            udp dport 500 @th,208,8 37 drop
          }
        }
        """;

    private static readonly TunnelPlan Plan = new()
    {
        ChildKeyExchange = ("x25519", "curve25519"),
        Children = [new("net", ["10.1.0.0/16"], ["10.2.0.0/16"]), new("extra", ["10.31.0.0/16"], ["10.32.0.0/16"])],
    };

    [InteropFact]
    public async Task Rekeys_UnderQueries_EveryAnswerIsInOrderAndThePeerAgrees()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(Plan);
        await agent.InitiateAsync("net");
        await peer.InitiateAsync("extra");
        await using var monitor = await NmsecMonitor.ConnectAsync(agent);
        await WaitForParityAsync(monitor, peer, children: 2);
        var first = Assert.Single(await monitor.CascadesAsync());
        using var done = new CancellationTokenSource();
        var querying = Task.Run(() => QueryAsync(agent, done.Token));

        for (var round = 1; round <= 4; round++)
        {
            await (round % 2 == 1 ? agent.RekeyIkeAsync() : peer.RekeyIkeAsync());
            await Wait.UntilAsync("the IKE tunnel's next generation", async () => (await monitor.IkeTunnelsAsync()).Any(record =>
                record.Tunnel.State == SecurityAssociationState.Active && record.Tunnel.Generation == 1u + (uint)round));
            await WaitForParityAsync(monitor, peer, children: 2);
            var spis = (await monitor.DynamicTunnelsAsync()).Select(record => record.Tunnel.InboundEncryptionSpi).ToHashSet();
            await (round % 2 == 1 ? peer.RekeyChildAsync("net") : agent.RekeyChildAsync("net"));
            await Wait.UntilAsync("the dynamic tunnel's next generation", async () => (await monitor.DynamicTunnelsAsync()).Any(record =>
                record.Tunnel.State == SecurityAssociationState.Active && !spis.Contains(record.Tunnel.InboundEncryptionSpi) && record.Dynamic.Generation == 1u + (uint)round));
            await WaitForParityAsync(monitor, peer, children: 2);
        }

        await done.CancelAsync();
        var answers = await querying;
        output.WriteLine($"{answers} answers while tunnels changed");
        Assert.True(answers > 8, $"{answers} answers");

        // The families are the same ones all the time.
        var last = Assert.Single(await monitor.CascadesAsync());
        Assert.Equal(first.IkeTunnel.Tunnel.TunnelId, last.IkeTunnel.Tunnel.TunnelId);
        Assert.Equal(Ids(first), Ids(last));
        await peer.TerminateIkeAsync();
        await Wait.UntilAsync("no tunnel", async () => (await monitor.IkeTunnelsAsync()).Count == 0 && (await monitor.DynamicTunnelsAsync()).Count == 0);

        static IEnumerable<string> Ids(IkeTunnelCascadeRecord record) => record.DynamicTunnels.Select(tunnel => tunnel.Tunnel.TunnelId.ToString()).Order();
    }

    [InteropFact]
    public async Task Refresh_DeletesAreNotHeard_OldGenerationsAreShownHalfClosedBehindTheNew()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network));

        // Tries for longer than the test takes, and often: the deletes are heard soon when they may be.
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with { GlobalOptions = ["retransmit-timeout 2", "retransmit-base 1", "retransmit-tries 100"] });
        await agent.InitiateAsync("net");
        await using var monitor = await NmsecMonitor.ConnectAsync(agent);
        await WaitForParityAsync(monitor, peer, children: 1);
        await lab.Network.Peer.FilterAsync(NoDeletes);

        Assert.Equal([TunnelControlStatus.StateUpdated], await monitor.ControlAsync(NmsecMessageType.RefreshIkeTunnel, ("lab", "")));

        await Wait.UntilAsync("two generations, the older half-closed", async () => (await monitor.IkeTunnelsAsync())
            .Select(record => (record.Tunnel.Generation.Value, record.Tunnel.State, record.Tunnel.ExtendedState))
            .SequenceEqual([(2u, SecurityAssociationState.Active, Phase1State.Done), (1u, SecurityAssociationState.HalfClosed, Phase1State.HalfClosed)]));
        var generations = await monitor.IkeTunnelsAsync();
        Assert.Equal(generations[0].Tunnel.TunnelId, generations[1].Tunnel.TunnelId);
        Assert.Equal(2u, Assert.Single(await monitor.IkeTunnelsAsync(new NmsecFilter { CurrentGenerationOnly = true })).Tunnel.Generation.Value);
        Assert.Equal(1u, Assert.Single(await monitor.IkeTunnelsAsync(new NmsecFilter { State = SecurityAssociationState.HalfClosed })).Tunnel.Generation.Value);

        // The children are the new generation's.
        var cascades = await monitor.CascadesAsync();
        Assert.Equal([1, 0], cascades.Select(record => record.DynamicTunnels.Count));
        Assert.Equal(2u, cascades[0].DynamicTunnels[0].Dynamic.IkeGeneration);

        Assert.Equal([TunnelControlStatus.StateUpdated], await monitor.ControlAsync(NmsecMessageType.RefreshDynamicTunnel, ("net", "")));
        await Wait.UntilAsync("two generations of the child, the older half-closed", async () => (await monitor.DynamicTunnelsAsync())
            .Select(record => (record.Dynamic.Generation, record.Tunnel.State)).SequenceEqual([(2u, SecurityAssociationState.Active), (1u, SecurityAssociationState.HalfClosed)]));
        Assert.Equal([2u, 1u], (await monitor.StackTunnelsAsync()).Select(record => record.Dynamic.Generation));

        await lab.Network.Peer.RunAsync("nft", "delete", "table", "inet", "lab");
        await WaitForParityAsync(monitor, peer, children: 1);
        Assert.Equal(2u, Assert.Single(await monitor.DynamicTunnelsAsync()).Dynamic.Generation);
    }

    [InteropFact]
    public async Task Controls_OfDynamicTunnels_ActOnThePeersToo()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(Plan);
        await using var monitor = await NmsecMonitor.ConnectAsync(agent);

        Assert.Equal(
            [TunnelControlStatus.StateUpdated, TunnelControlStatus.NotFound, TunnelControlStatus.NoKeyExchangeRule],
            await monitor.ControlAsync(NmsecMessageType.ActivateDynamicTunnel, ("net", ""), ("nothing", ""), ("nobody/net", "")));
        await WaitForParityAsync(monitor, peer, children: 1);
        var net = Assert.Single(await monitor.DynamicTunnelsAsync());
        Assert.Equal(ActivationMethod.User, net.Dynamic.ActivationMethod);
        var id = net.Tunnel.TunnelId.ToString();
        Assert.Equal(
            [TunnelControlStatus.StateAlreadySet, TunnelControlStatus.StateAlreadySet, TunnelControlStatus.StateUpdated],
            await monitor.ControlAsync(NmsecMessageType.ActivateDynamicTunnel, ("net", ""), ("", id), ("lab/extra", "")));
        await WaitForParityAsync(monitor, peer, children: 2);

        Assert.Equal([TunnelControlStatus.StateUpdated, TunnelControlStatus.NotFound], await monitor.ControlAsync(NmsecMessageType.RefreshDynamicTunnel, ("", id), ("", "Y9999")));
        await Wait.UntilAsync("a refreshed tunnel", async () => (await monitor.DynamicTunnelsAsync(new NmsecFilter { TunnelId = id, CurrentGenerationOnly = true }))
            .Any(record => record.Dynamic.Generation == 2 && record.Tunnel.State == SecurityAssociationState.Active));
        await WaitForParityAsync(monitor, peer, children: 2);

        Assert.Equal([TunnelControlStatus.StateUpdated, TunnelControlStatus.NotFound], await monitor.ControlAsync(NmsecMessageType.DeactivateDynamicTunnel, ("", id), ("nothing", "")));
        await WaitForParityAsync(monitor, peer, children: 1);
        Assert.Equal("extra", Assert.Single(await monitor.DynamicTunnelsAsync()).Dynamic.VpnRule.ToString());
        Assert.Equal([TunnelControlStatus.StateAlreadySet], await monitor.ControlAsync(NmsecMessageType.DeactivateDynamicTunnel, ("net", "")));
    }

    [InteropFact]
    public async Task Controls_OfIkeTunnelsAndPolicy_ActOnThePeersToo()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network));
        var ours = Plan.Agent(lab.Network);
        var agent = await lab.StartAgentAsync(ours with { Children = [ours.Children[0]] });
        await using var monitor = await NmsecMonitor.ConnectAsync(agent);
        await agent.InitiateAsync("net");
        await WaitForParityAsync(monitor, peer, children: 1);
        var before = Assert.Single(await monitor.IkeTunnelsAsync()).Tunnel;
        var id = before.TunnelId.ToString();

        Assert.Equal([TunnelControlStatus.NotFound], await monitor.ControlAsync(NmsecMessageType.ActivateDynamicTunnel, ("extra", "")));
        await agent.WriteConfigurationAsync(ours.ToLines());
        Assert.Empty(await monitor.ControlAsync(NmsecMessageType.LoadPolicy));
        Assert.Equal([TunnelControlStatus.StateUpdated], await monitor.ControlAsync(NmsecMessageType.ActivateDynamicTunnel, ("extra", "")));
        await WaitForParityAsync(monitor, peer, children: 2);

        // What is wrong is refused as a whole, and changes nothing.
        await agent.WriteConfigurationAsync("/ vrf main ike nonsense 1\n");
        Assert.Contains("122", (await Assert.ThrowsAsync<NmsecServerException>(() => monitor.ControlAsync(NmsecMessageType.LoadPolicy))).Message);
        await WaitForParityAsync(monitor, peer, children: 2);

        Assert.Equal([TunnelControlStatus.StateUpdated, TunnelControlStatus.NotFound], await monitor.ControlAsync(NmsecMessageType.RefreshIkeTunnel, ("", id), ("", "K9999")));
        await Wait.UntilAsync("a refreshed IKE tunnel", async () => (await monitor.IkeTunnelsAsync(new NmsecFilter { TunnelId = id })).Any(record =>
            record.Tunnel.Generation == 2 && record.Tunnel.State == SecurityAssociationState.Active && record.Tunnel.InitiatorCookie.Value != before.InitiatorCookie.Value));
        await WaitForParityAsync(monitor, peer, children: 2);

        Assert.Equal([TunnelControlStatus.StateUpdated], await monitor.ControlAsync(NmsecMessageType.DeactivateIkeTunnel, ("", id)));
        await Wait.UntilAsync("no tunnel", async () => (await monitor.IkeTunnelsAsync()).Count == 0);
        await peer.WaitUntilEmptyAsync();
        Assert.Equal(
            [TunnelControlStatus.NotFound, TunnelControlStatus.StateAlreadySet],
            await monitor.ControlAsync(NmsecMessageType.DeactivateIkeTunnel, ("", id), ("lab", "")));
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task StackView_UnderTraffic_CountsWhatThePeerCounts()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (agent, peer) = await lab.StartCarryingAsync(new TunnelPlan { Suites = [Suites.AesGcm128] });
        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        await using var monitor = await NmsecMonitor.ConnectAsync(agent);

        var (here, there) = (lab.Network.Agent, lab.Network.Peer);
        Assert.True((await Ping.RunAsync(here, here.InnerIpv4, there.InnerIpv4, new PingOptions { Count = 20, Interval = 0.01 })).AllAnswered);

        await Wait.UntilAsync("both ends to count the same", async () =>
        {
            var ours = Assert.Single(await monitor.StackTunnelsAsync());
            var theirs = (await peer.WaitForTunnelAsync()).Children[0];
            return ours.Stack.OutboundPackets >= 20 && (theirs.PacketsOut, theirs.PacketsIn) == ((long)ours.Stack.InboundPackets, (long)ours.Stack.OutboundPackets);
        });
    }

    /// <summary>Asks fifty times a second until told to stop; returns how many answers there were, every one of them in order.</summary>
    private static async Task<int> QueryAsync(RunningAgent agent, CancellationToken stop)
    {
        await using var monitor = await NmsecMonitor.ConnectAsync(agent);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var answers = 0;
        while (!stop.IsCancellationRequested && await pace.WaitForNextTickAsync(CancellationToken.None))
        {
            var records = await monitor.CascadesAsync();
            AssertNewestFirst(records.Select(record => (record.IkeTunnel.Tunnel.TunnelId.ToString(), record.IkeTunnel.Tunnel.Generation.Value)));
            AssertNewestFirst((await monitor.DynamicTunnelsAsync()).Select(record => (record.Tunnel.TunnelId.ToString(), record.Dynamic.Generation)));

            // No moment without a tunnel: a rekey makes the new one before the old one goes.
            Assert.Contains(records, record => record.IkeTunnel.Tunnel.State == SecurityAssociationState.Active
                && record.DynamicTunnels.Count(tunnel => tunnel.Tunnel.State == SecurityAssociationState.Active) >= 2);
            answers++;
        }

        return answers;
    }

    /// <summary>Of all instances of a tunnel each is older than the one before it.</summary>
    private static void AssertNewestFirst(IEnumerable<(string Id, uint Generation)> instances)
    {
        var seen = new Dictionary<string, uint>();
        foreach (var (id, generation) in instances)
        {
            Assert.True(!seen.TryGetValue(id, out var newer) || newer > generation, $"{id} generation {generation} stands behind {newer}");
            seen[id] = generation;
        }
    }

    /// <summary>Waits until NMsec in all its views and strongSwan show one and the same IKE SA with that many children, and nothing else.</summary>
    private static async Task WaitForParityAsync(NmsecMonitor monitor, StrongSwan peer, int children)
    {
        var (ours, theirs) = ("", "");
        try
        {
            await Wait.UntilAsync($"NMsec and strongSwan to show the same tunnel with {children} children", async () =>
            {
                theirs = string.Join('\n', (await peer.ListAsync()).Select(sa =>
                    $"{sa.State} {sa.InitiatorSpi} {sa.ResponderSpi}: {Join(sa.Children.Select(child => $"{child.State} {child.SpiOut} {child.SpiIn}"))}"));
                var cascades = await monitor.CascadesAsync();
                var fromStack = Join((await monitor.StackTunnelsAsync()).Select(record => Text(record.Tunnel)));
                var fromIke = Join((await monitor.DynamicTunnelsAsync()).Select(record => Text(record.Tunnel)));
                ours = string.Join('\n', cascades.Select(record =>
                    $"{(record.IkeTunnel.Tunnel.State == SecurityAssociationState.Active ? "ESTABLISHED" : record.IkeTunnel.Tunnel.State)} "
                    + $"{Spi(record.IkeTunnel.Tunnel.InitiatorCookie.Value)} {Spi(record.IkeTunnel.Tunnel.ResponderCookie.Value)}: {Join(record.DynamicTunnels.Select(tunnel => Text(tunnel.Tunnel)))}"));
                return ours == theirs && cascades.Count == 1 && cascades[0].DynamicTunnels.Count == children
                    && ours.EndsWith(fromStack, StringComparison.Ordinal) && fromStack == fromIke;
            });
        }
        catch (LabException exception)
        {
            throw new LabException($"{exception.Message}\nNMsec: {ours}\nstrongSwan: {theirs}");
        }

        static string Join(IEnumerable<string> parts) => string.Join(", ", parts.Order());
        static string Spi(ulong spi) => spi.ToString("x16", CultureInfo.InvariantCulture);
        static string Text(IpTunnelSection tunnel) =>
            $"{(tunnel.State == SecurityAssociationState.Active ? "INSTALLED" : tunnel.State)} {tunnel.InboundEncryptionSpi:x8} {tunnel.OutboundEncryptionSpi:x8}";
    }
}
