using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Packets between hosts behind the agent and hosts behind strongSwan: every cipher of note, every family, a NAT, small links.</summary>
[Trait("Category", "Interop")]
public class TrafficTests(ITestOutputHelper output)
{
    private const long Gentle = 2_000_000;
    private const long StreamOctets = 4_000_000;

    // iperf3 ends when the last octet is sent: no more than this can be missing at the receiver then.
    private const int Window = 128 * 1024;
    private const long DatagramOctets = 240_000;

    private static readonly Suite[] Measured = [Suites.AesGcm128, Suites.AesGcm256, Suites.ChaCha20, Suites.AesCbc128];

    public static TheoryData<string> Names { get; } = [.. Measured.Select(suite => suite.Esp)];

    [InteropTheory(LabNeed.Traffic)]
    [MemberData(nameof(Names))]
    public async Task Traffic_EachSuite_FlowsBothWays(string esp)
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (agent, peer) = await lab.StartCarryingAsync(new TunnelPlan { Suites = [Measured.Single(suite => suite.Esp == esp)] });
        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();

        await AssertPingsAsync(lab, agent, peer, ipv6: false);
        await AssertIperfAsync(lab, ipv6: false);

        await AssertCleanAsync(agent);
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task Traffic_ThreeShards_PacketsFindTheirSa()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var plan = new TunnelPlan { Suites = [Suites.AesGcm128] };
        var (agent, peer) = await lab.StartCarryingAsync(plan with { Children = [plan.Children[0], PlannedChild.Six] }, configuration => configuration with { Shards = 3 });
        await agent.InitiateAsync("net");
        await AssertPingsAsync(lab, agent, peer, ipv6: false);
        await AssertIperfAsync(lab, ipv6: false);
        await AssertCleanAsync(agent);

        await agent.InitiateAsync("six");
        await peer.WaitForTunnelAsync(children: 2);
        foreach (var (from, to) in new[] { (lab.Network.Agent, lab.Network.Peer), (lab.Network.Peer, lab.Network.Agent) })
        {
            Assert.True((await Ping.RunAsync(from, from.InnerIpv6, to.InnerIpv6)).AllAnswered);
        }
    }

    [InteropTheory(LabNeed.Traffic)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Traffic_ThroughANat_FlowsBothWays(bool agentIsBehind)
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output, agentIsBehind ? Topology.AgentBehindNat : Topology.PeerBehindNat);
        var (agent, peer) = await lab.StartCarryingAsync(new TunnelPlan { Suites = [Suites.AesGcm128] });
        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();

        await AssertPingsAsync(lab, agent, peer, ipv6: false);
        await AssertIperfAsync(lab, ipv6: false);

        await AssertCleanAsync(agent);
    }

    [InteropTheory(LabNeed.Traffic)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Traffic_EitherFamilyInEither_FlowsBothWays(bool outerIpv6, bool innerIpv6)
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var plan = new TunnelPlan { Suites = [Suites.AesGcm128], Ipv6 = outerIpv6 };
        var (agent, peer) = await lab.StartCarryingAsync(innerIpv6 ? plan with { Children = [PlannedChild.Six] } : plan);
        await agent.InitiateAsync(innerIpv6 ? "six" : "net");
        await peer.WaitForTunnelAsync();

        await AssertPingsAsync(lab, agent, peer, innerIpv6);
        await AssertIperfAsync(lab, innerIpv6);

        await AssertCleanAsync(agent);
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task Traffic_LinkOf1400Octets_CarriesLargePacketsInPieces()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        await lab.Network.SetMtuAsync(1400);
        var (agent, peer) = await lab.StartCarryingAsync(new TunnelPlan { Suites = [Suites.AesGcm128] });
        await agent.InitiateAsync("net");
        await peer.WaitForTunnelAsync();
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);

        foreach (var size in new[] { 1300, 1372, 1472, 4000 })
        {
            var options = new PingOptions { Size = size, Count = 3, DontFragment = false };
            Assert.True(await Ping.RunAsync(here, here.InnerIpv4, there.InnerIpv4, options) is { AllAnswered: true }, $"{size} octets from the agent's side");
            Assert.True(await Ping.RunAsync(there, there.InnerIpv4, here.InnerIpv4, options) is { AllAnswered: true }, $"{size} octets from the peer's side");
        }

        await AssertIperfAsync(lab, ipv6: false);
    }

    [InteropTheory(LabNeed.Traffic)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Traffic_PacketThatMustNotBeSplit_SenderIsToldWhatFits(bool ipv6)
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        await lab.Network.SetMtuAsync(1400);
        var plan = new TunnelPlan { Suites = [Suites.AesGcm128] };
        var (agent, peer) = await lab.StartCarryingAsync(ipv6 ? plan with { Children = [PlannedChild.Six] } : plan);
        await agent.InitiateAsync(ipv6 ? "six" : "net");
        await peer.WaitForTunnelAsync();
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);

        // 1,380 octets: the tunnel's own device takes them, the link under it cannot once they are protected.
        var tooBig = await Ping.RunAsync(
            here, here.Inner(ipv6), there.Inner(ipv6), new PingOptions { Size = ipv6 ? 1332 : 1352, Count = 3, Interval = 0.3, DontFragment = true, Patience = 5, ExpectAnswers = false });
        var fits = await Ping.RunAsync(here, here.Inner(ipv6), there.Inner(ipv6), new PingOptions { Size = 1250, Count = 3, DontFragment = true });

        Assert.True(tooBig is { Received: 0, Errors: > 0 }, tooBig.Output);
        Assert.Matches(@"(Frag needed and DF set|message too long|Packet too big|Message too long).*mtu[ =:]+1[23]\d\d", tooBig.Output);
        Assert.True(fits.AllAnswered, fits.Output);
        Assert.True((await agent.WaitForTunnelAsync()).Children[0].Counters.OutTooBig > 0);
    }

    /// <summary>Pings both ways; every packet that one end counts as sent the other counts as received.</summary>
    private static async Task AssertPingsAsync(InteropLab lab, RunningAgent agent, StrongSwan peer, bool ipv6)
    {
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);
        var options = new PingOptions { Count = 20, Interval = 0.01 };
        foreach (var (from, to) in new[] { (here, there), (there, here) })
        {
            var pings = await Ping.RunAsync(from, from.Inner(ipv6), to.Inner(ipv6), options);
            Assert.True(pings.AllAnswered, pings.Output);
        }

        await Wait.UntilAsync("both ends to count the same", async () =>
        {
            var ours = (await agent.WaitForTunnelAsync()).Children[0].Counters;
            var theirs = (await peer.WaitForTunnelAsync()).Children[0];
            return (theirs.PacketsOut, theirs.PacketsIn) == ((long)ours.InPackets, (long)ours.OutPackets);
        });
    }

    private async Task AssertIperfAsync(InteropLab lab, bool ipv6)
    {
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);
        foreach (var reverse in new[] { false, true })
        {
            var stream = await Iperf.RunAsync(here, here.Inner(ipv6), there.Inner(ipv6), new IperfOptions { Reverse = reverse, Octets = StreamOctets, Window = Window });
            var datagrams = await Iperf.RunAsync(
                here, here.Inner(ipv6), there.Inner(ipv6), new IperfOptions { Reverse = reverse, Octets = DatagramOctets, UdpBitsPerSecond = Gentle });
            output.WriteLine($"{(reverse ? "to" : "from")} the agent: {stream.MegabitsPerSecond:F0} Mbit/s, {stream.Retransmits} segments again; {datagrams.LostDatagrams} of {datagrams.Datagrams} datagrams lost");
            Assert.True(stream.ReceivedOctets > StreamOctets / 2, stream.ToString());

            // strongSwan's socket may still be full of the stream's last segments: it loses there what it is too slow for.
            Assert.True(datagrams.Datagrams > 100 && datagrams.LostDatagrams * 2 < datagrams.Datagrams, datagrams.ToString());
        }
    }

    private static async Task AssertCleanAsync(RunningAgent agent)
    {
        var counters = (await agent.WaitForTunnelAsync()).Children[0].Counters;
        Assert.True(counters.InPackets > 1000 && counters.OutPackets > 1000, counters.ToString());
        Assert.Equal(
            (0ul, 0ul, 0ul, 0ul, 0ul, 0ul),
            (counters.IntegrityFailures, counters.DecryptionFailures, counters.SelectorMismatches, counters.InErrors, counters.OutErrors, counters.EncryptionFailures));
        Assert.Equal(0ul, (await agent.StatusAsync()).Counters.EngineFaults);
    }
}
