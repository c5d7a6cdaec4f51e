using System.Globalization;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Our packets against the Linux kernel's own ESP and AH: what it accepts is right, and what it sends we must take.</summary>
[Collection(KernelEspCollection.Name)]
[Trait("Category", "Interop")]
public class KernelEspTests(KernelEspFixture fixture, ITestOutputHelper output)
{
    private const int LoadedPackets = 200;
    private const long StreamOctets = 2_000_000;

    // What is on its way fits into the guest's queue, so that no packet is counted by one end only.
    private const int Window = 64 * 1024;

    // TABLE: name, plan. The guest's own addresses stand in the transport rows.
    private static readonly Dictionary<string, TunnelPlan> Plans = new()
    {
        ["raw ESP, tunnel, AES-GCM-128"] = new() { Suites = [Suites.AesGcm128] },
        ["raw ESP, tunnel, AES-GCM-256, ESN"] = new() { Suites = [Suites.AesGcm256], Esn = true },
        ["raw ESP, tunnel, AES-CBC and HMAC, ESN"] = new() { Suites = [Suites.AesCbc128], Esn = true },
        ["raw ESP, tunnel, ChaCha20-Poly1305"] = new() { Suites = [Suites.ChaCha20] },
        ["raw ESP, tunnel, AES-CTR"] = new() { Suites = [Suites.AesCtr256] },
        ["raw ESP, tunnel, AES-CCM"] = new() { Suites = [Suites.AesCcm128] },
        ["raw ESP over IPv6, tunnel, IPv4 inside"] = new() { Suites = [Suites.AesGcm128], Ipv6 = true },
        ["raw ESP, tunnel, IPv6 inside"] = new() { Suites = [Suites.AesGcm128], Children = [PlannedChild.Six] },
        ["raw ESP, tunnel, two networks at each end"] = new()
        {
            Suites = [Suites.AesGcm128],
            Children = [new PlannedChild("net", ["10.11.0.0/24", "10.1.0.0/16"], ["10.12.0.0/24", "10.2.0.0/16"])],
        },
        ["raw ESP, transport, AES-GCM-128"] = new() { Suites = [Suites.AesGcm128], Children = [Transport] },
        ["UDP, tunnel, AES-GCM-128"] = new() { Suites = [Suites.AesGcm128], UdpEncapsulation = true },
        ["UDP, tunnel, AES-CBC and HMAC, ESN"] = new() { Suites = [Suites.AesCbc128], Esn = true, UdpEncapsulation = true },
        ["UDP, transport, AES-GCM-128"] = new() { Suites = [Suites.AesGcm128], UdpEncapsulation = true, Children = [Transport] },
        ["AH, tunnel"] = new() { Suites = [Suites.AesCbc128], Ah = true },
        ["AH, tunnel, ESN"] = new() { Suites = [Suites.AesCbc128], Ah = true, Esn = true },
        ["AH, transport"] = new() { Suites = [Suites.AesCbc128], Ah = true, Children = [Transport] },
    };

    public static TheoryData<string> Names { get; } = [.. Plans.Keys];

    private static PlannedChild Transport => new("host", ["192.0.2.1/32"], ["192.0.2.2/32"]) { Mode = "transport" };

    [InteropTheory(LabNeed.KernelEsp)]
    [MemberData(nameof(Names))]
    public async Task Kernel_EachEncapsulationAndMode_PingsBothWays(string name)
    {
        var plan = Plans[name];
        await using var lab = await fixture.OpenAsync(output);
        var (agent, from, to) = await StartAsync(lab, plan);

        var there = await Ping.RunAsync(lab.Guest.AgentHost, from, to);
        var back = await Ping.RunAsync(lab.Guest, to, from);

        Assert.True(there.AllAnswered && back.AllAnswered, $"{there}\n{back}");
        if (plan.Children[0].Mode == "tunnel")
        {
            // Transport mode protects whole packets only (RFC 4303 section 3.3.4); the host splits large ones before we see them.
            var large = await Ping.RunAsync(lab.Guest.AgentHost, from, to, new PingOptions { Size = 3000, Count = 3, DontFragment = false });
            Assert.True(large.AllAnswered, large.Output);
        }

        await AssertKernelAgreesAsync(lab.Guest, agent, plan);
    }

    [InteropTheory(LabNeed.KernelEsp)]
    [InlineData("raw ESP, tunnel, AES-GCM-128")]
    [InlineData("UDP, tunnel, AES-GCM-128")]
    [InlineData("raw ESP, transport, AES-GCM-128")]
    [InlineData("AH, tunnel")]
    public async Task Kernel_UnderLoad_CarriesTcpBothWays(string name)
    {
        var plan = Plans[name];
        await using var lab = await fixture.OpenAsync(output);
        var (agent, from, to) = await StartAsync(lab, plan);

        foreach (var reverse in new[] { false, true })
        {
            var moved = await Iperf.RunAsync(lab.Guest.AgentHost, from, to, new IperfOptions { Reverse = reverse, Octets = StreamOctets, Window = Window });
            output.WriteLine($"{(reverse ? "to" : "from")} the agent: {moved.MegabitsPerSecond:F0} Mbit/s, {moved.Retransmits} segments again");
            Assert.True(moved.ReceivedOctets > StreamOctets / 2, moved.ToString());
        }

        await AssertKernelAgreesAsync(lab.Guest, agent, plan);
    }

    [InteropTheory(LabNeed.KernelEsp)]
    [InlineData("raw ESP, tunnel, AES-GCM-128")]
    [InlineData("AH, tunnel")]
    public async Task Kernel_ThreeShards_PacketsFindTheirSa(string name)
    {
        var plan = Plans[name];
        await using var lab = await fixture.OpenAsync(output);
        var (agent, from, to) = await StartAsync(lab, plan, shards: 3);

        var there = await Ping.RunAsync(lab.Guest.AgentHost, from, to);
        var back = await Ping.RunAsync(lab.Guest, to, from);

        Assert.True(there.AllAnswered && back.AllAnswered, $"{there}\n{back}");
        await AssertKernelAgreesAsync(lab.Guest, agent, plan);
    }

    [InteropFact(LabNeed.KernelEsp)]
    public async Task Kernel_RekeysByEitherEndUnderLoad_LoseNoPing()
    {
        await using var lab = await fixture.OpenAsync(output);
        var (agent, from, to) = await StartAsync(lab, new TunnelPlan { Suites = [Suites.AesGcm128], ChildKeyExchange = ("x25519", "curve25519") });

        var pinging = Ping.Start(lab.Guest.AgentHost, from, to);
        await using var load = IperfLoad.Start(lab.Guest.AgentHost, from, to, new IperfOptions { Window = Window, TcpBitsPerSecond = 10_000_000 });
        for (var round = 1; round <= 4; round++)
        {
            await pinging.WaitForAnswersAsync(10);
            var before = await agent.WaitForTunnelAsync();
            await agent.WaitForIkeAsync("the load", sa => sa.IsEstablished() && sa.Traffic.OutPackets > before.Traffic.OutPackets + LoadedPackets);
            var spi = before.InstalledChildren().Single().SpiIn;
            await (round % 2 == 1 ? agent.RekeyChildAsync("net") : lab.Guest.Daemon.RekeyChildAsync("net"));
            await agent.WaitForIkeAsync("the next generation of the child", sa => sa.InstalledChildren().Any(child => child.SpiIn != spi));
            await agent.WaitForTunnelAsync();
        }

        await pinging.WaitForAnswersAsync(10);
        var moved = await load.StopAsync();
        var pings = await pinging.StopAsync();
        Assert.True(pings.Missing.Count == 0, pings.Output);
        Assert.True(moved.ReceivedOctets > 1_000_000, moved.ToString());
    }

    private static async Task<(RunningAgent Agent, string From, string To)> StartAsync(GuestLab<KernelEspGuest> lab, TunnelPlan plan, int shards = 0)
    {
        var (here, guest) = (lab.Guest.AgentHost, lab.Guest);
        await guest.Daemon.LoadAsync(plan.Peer(guest, plan.Ipv6 ? here.Ipv6 : here.Ipv4));
        var agent = await lab.StartAgentAsync(plan.Agent(here, plan.Ipv6 ? guest.Ipv6 : guest.Ipv4) with { NeedsTunnelDevice = true, Shards = shards });
        var child = plan.Children[0];
        await agent.InitiateAsync(child.Name);
        await guest.Daemon.WaitForTunnelAsync();
        return child switch
        {
            { Mode: "transport" } => (agent, here.Ipv4, guest.Ipv4),
            { Name: "six" } => (agent, here.InnerIpv6, guest.InnerIpv6),
            _ => (agent, here.InnerIpv4, guest.InnerIpv4),
        };
    }

    /// <summary>The kernel has the SAs that the plan asks for, refused nothing, and counted the packets that we did.</summary>
    private static async Task AssertKernelAgreesAsync(KernelEspGuest guest, RunningAgent agent, TunnelPlan plan)
    {
        var states = await guest.StatesAsync();
        Assert.Equal(2, states.Count);
        Assert.All(states, sa => Assert.Equal(
            (plan.Ah ? "ah" : "esp", plan.Children[0].Mode, plan.UdpEncapsulation, plan.Esn, 0L, 0L),
            (sa.Protocol, sa.Mode, sa.IsUdpEncapsulated, sa.HasExtendedSequenceNumbers, sa.Failures, sa.Replays)));
        var ours = (await agent.WaitForTunnelAsync()).Children[0];
        Assert.Equal((plan.UdpEncapsulation, plan.Esn), (ours.UdpEncapsulation, ours.ExtendedSequenceNumbers));
        Assert.Equal(0ul, ours.Counters.IntegrityFailures + ours.Counters.DecryptionFailures + ours.Counters.ReplayDrops + ours.Counters.SelectorMismatches + ours.Counters.InErrors + ours.Counters.OutErrors);
        await Wait.UntilAsync("agent and kernel to count the same packets", async () =>
        {
            var counted = await guest.StatesAsync();
            var counters = (await agent.WaitForTunnelAsync()).Children[0].Counters;
            return (Packets(counted, ours.SpiOut), Packets(counted, ours.SpiIn)) == ((long)counters.OutPackets, (long)counters.InPackets);
        });

        static long Packets(IReadOnlyList<KernelSa> states, uint spi) =>
            states.Single(sa => sa.Spi == spi.ToString("x8", CultureInfo.InvariantCulture)).Packets;
    }
}
