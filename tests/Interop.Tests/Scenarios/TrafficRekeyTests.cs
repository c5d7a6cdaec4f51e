using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>SAs change under traffic, and nobody notices: no ping is lost, no packet is counted twice or never.</summary>
[Trait("Category", "Interop")]
public class TrafficRekeyTests(ITestOutputHelper output)
{
    private const int LoadedPackets = 500;

    // The window: what is on its way fits into strongSwan's receive buffer of 208 KiB. A burst that did not would cost an IKE message now and then.
    private static readonly IperfOptions Load = new() { Window = 64 * 1024 };

    private static readonly TunnelPlan Plan = new() { Suites = [Suites.AesGcm128], ChildKeyExchange = ("x25519", "curve25519") };

    [InteropTheory(LabNeed.Traffic)]
    [InlineData(Operation.RekeyChild)]
    [InlineData(Operation.RekeyIke)]
    public async Task Rekey_UnderLoadByEitherEnd_GoesUnnoticed(Operation operation)
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (agent, peer) = await lab.StartCarryingAsync(Plan);
        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);

        var pinging = Ping.Start(here, here.InnerIpv4, there.InnerIpv4);
        await pinging.WaitForAnswersAsync(10);
        await using var load = IperfLoad.Start(here, here.InnerIpv4, there.InnerIpv4, Load with { TcpBitsPerSecond = 50_000_000 });
        await WaitForLoadAsync(agent);
        for (var round = 1; round <= 4; round++)
        {
            await RekeyAsync(agent, peer, operation, byAgent: round % 2 == 1);
            await WaitForLoadAsync(agent);
            await pinging.WaitForAnswersAsync(20);
        }

        var moved = await load.StopAsync();
        var pings = await pinging.StopAsync();
        output.WriteLine($"{pings.Sent} pings, {moved.MegabitsPerSecond:F0} Mbit/s");

        // The system drops what comes faster than strongSwan reads it from its socket, and says so; nothing else may be missing.
        var overflows = await here.BufferDropsAsync() + await there.BufferDropsAsync();
        Assert.True(pings.Missing.Count <= overflows, $"{overflows} dropped for want of room\n{pings.Output}");
        Assert.True(moved.ReceivedOctets > 1_000_000, moved.ToString());
        var tunnel = await agent.WaitForTunnelAsync();
        Assert.Equal(0ul, tunnel.Counters.RekeyFailures);
        Assert.True((await Ping.RunAsync(there, there.InnerIpv4, here.InnerIpv4)).AllAnswered);
    }

    [InteropTheory(LabNeed.Traffic)]
    [InlineData(Operation.RekeyChild)]
    [InlineData(Operation.RekeyIke)]
    public async Task Rekey_BetweenTwoAgentsUnderLoad_LosesNoPing(Operation operation)
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);
        var second = await lab.StartAgentAsync(there, "second", Plan.SecondAgent(there, here.Ipv4) with { NeedsTunnelDevice = true });
        var agent = await lab.StartAgentAsync(Plan.Agent(lab.Network) with { NeedsTunnelDevice = true });
        await lab.StartIperfServerAsync(there);
        await agent.InitiateAsync("net");
        await second.WaitForTunnelAsync();

        var pinging = Ping.Start(here, here.InnerIpv4, there.InnerIpv4);
        await pinging.WaitForAnswersAsync(10);
        await using var load = IperfLoad.Start(here, here.InnerIpv4, there.InnerIpv4, Load with { TcpBitsPerSecond = 200_000_000 });
        await WaitForLoadAsync(agent);
        for (var round = 1; round <= 6; round++)
        {
            await RekeyAsync(round % 2 == 1 ? agent : second, agent, operation);
            await second.WaitForTunnelAsync();
            await WaitForLoadAsync(agent);
            await pinging.WaitForAnswersAsync(20);
        }

        var moved = await load.StopAsync();
        var pings = await pinging.StopAsync();
        output.WriteLine($"{pings.Sent} pings, {moved.MegabitsPerSecond:F0} Mbit/s, {moved.Retransmits} segments again");
        Assert.True(pings.Missing.Count == 0, pings.Output);
        Assert.True(moved.ReceivedOctets > 1_000_000, moved.ToString());
        await Wait.UntilAsync("both agents to count the same", async () =>
        {
            var (ours, theirs) = ((await agent.WaitForTunnelAsync()).Traffic, (await second.WaitForTunnelAsync()).Traffic);
            return (theirs.InPackets, theirs.OutPackets, theirs.InOctets, theirs.OutOctets) == (ours.OutPackets, ours.InPackets, ours.OutOctets, ours.InOctets);
        });
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task Totals_OverSeveralGenerations_AreThoseOfThePeer()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (agent, peer) = await lab.StartCarryingAsync(Plan);
        await agent.InitiateAsync("net");
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);
        (long OctetsIn, long OctetsOut, long PacketsIn, long PacketsOut) sum = default;
        (long In, long Out) protectedSum = default;

        for (var generation = 1; generation <= 3; generation++)
        {
            var pings = await Ping.RunAsync(here, here.InnerIpv4, there.InnerIpv4, new PingOptions { Count = 10 * generation, Interval = 0.01, Size = 100 * generation });
            Assert.True(pings.AllAnswered, pings.Output);
            await agent.WaitForIkeAsync("the last answer", sa => sa.Children[0].Counters is var now && now.InPackets == (ulong)pings.Sent && now.OutPackets == (ulong)pings.Sent);
            var theirs = (await peer.WaitForTunnelAsync()).InstalledChildren.Single();
            sum = (sum.OctetsIn + theirs.OctetsIn, sum.OctetsOut + theirs.OctetsOut, sum.PacketsIn + theirs.PacketsIn, sum.PacketsOut + theirs.PacketsOut);
            var ours = await agent.WaitForTunnelAsync();
            // strongSwan counts the packets inside, we the ESP packets around them; all of a generation have one size.
            var protection = Esp(Packet(100 * generation)) - Packet(100 * generation);
            protectedSum = (protectedSum.In + (theirs.PacketsOut * protection), protectedSum.Out + (theirs.PacketsIn * protection));
            Assert.Equal((theirs.PacketsOut, theirs.PacketsIn), ((long)ours.Children[0].Counters.InPackets, (long)ours.Children[0].Counters.OutPackets));
            Assert.Equal((sum.PacketsOut, sum.PacketsIn), ((long)ours.Traffic.InPackets, (long)ours.Traffic.OutPackets));
            Assert.Equal((sum.OctetsOut + protectedSum.In, sum.OctetsIn + protectedSum.Out), ((long)ours.Traffic.InOctets, (long)ours.Traffic.OutOctets));
            await RekeyAsync(agent, peer, Operation.RekeyChild, byAgent: generation % 2 == 0);
        }

        Assert.True(sum.PacketsIn >= 60);

        // IPv4 and ICMP; SPI, sequence number and IV, padding to 4, trailer, ICV (RFC 4106).
        static int Packet(int data) => data + 20 + 8;
        static int Esp(int packet) => 16 + ((packet + 2 + 3) / 4 * 4) + 16;
    }

    [InteropTheory(LabNeed.Traffic)]
    [InlineData("rekey-packets 50")]
    [InlineData("rekey-bytes 5KB")]
    public async Task Limit_OfTraffic_RekeysWithoutLoss(string limit)
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (agent, peer) = await lab.StartCarryingAsync(Plan, configuration => configuration with { IpsecPolicy = [limit] });
        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);

        var pinging = Ping.Start(here, here.InnerIpv4, there.InnerIpv4);
        await agent.WaitForIkeAsync("two rekeys of the child", sa => sa.Counters.ChildRekeys >= 2);
        await pinging.WaitForAnswersAsync(5);
        var pings = await pinging.StopAsync();

        Assert.True(pings.Missing.Count == 0 && pings.Received > 50, pings.Output);
    }

    /// <summary>Waits until much more than the pings has gone over the tunnel since now: every generation of an SA is to be used under load.</summary>
    private static async Task WaitForLoadAsync(RunningAgent agent)
    {
        var before = (await agent.WaitForTunnelAsync()).Traffic.OutPackets;
        await agent.WaitForIkeAsync("the load", sa => sa.IsEstablished() && sa.Traffic.OutPackets > before + LoadedPackets);
    }

    private static async Task RekeyAsync(RunningAgent agent, StrongSwan peer, Operation operation, bool byAgent)
    {
        if (byAgent)
        {
            await RekeyAsync(agent, agent, operation);
        }
        else
        {
            await RekeyAsync(() => operation == Operation.RekeyIke ? peer.RekeyIkeAsync() : peer.RekeyChildAsync("net"), agent, operation);
        }

        await peer.WaitForTunnelAsync();
    }

    private static Task RekeyAsync(RunningAgent initiator, RunningAgent observed, Operation operation) =>
        RekeyAsync(() => operation == Operation.RekeyIke ? initiator.RekeyIkeAsync() : initiator.RekeyChildAsync("net"), observed, operation);

    /// <summary>Rekeys and waits until the observed end has the next generation, and that alone.</summary>
    private static async Task RekeyAsync(Func<Task> rekey, RunningAgent observed, Operation operation)
    {
        var before = await observed.WaitForTunnelAsync();
        var spi = before.InstalledChildren().Single().SpiIn;
        await rekey();
        if (operation == Operation.RekeyIke)
        {
            await observed.WaitForIkeAsync("the next generation", sa => sa.IsEstablished() && sa.Generation == before.Generation + 1);
        }
        else
        {
            await observed.WaitForIkeAsync("the next generation of the child", sa => sa.InstalledChildren().Any(child => child.SpiIn != spi));
        }

        await observed.WaitForTunnelAsync();
    }
}
