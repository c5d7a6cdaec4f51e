using System.Globalization;
using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Manual tunnels against the Linux kernel's own, which <c>ip xfrm</c> gives the same SPIs and keys: no IKE message is exchanged.</summary>
[Collection(KernelEspCollection.Name)]
[Trait("Category", "Interop")]
public class KernelManualTunnelTests(KernelEspFixture fixture, ITestOutputHelper output)
{
    private const string SpiToAgent = "0x00001000";
    private const string SpiToKernel = "0x00002000";
    private const string NetOfAgent = "10.1.0.0/16";
    private const string NetOfKernel = "10.2.0.0/16";

    // TABLE: what the agent is told, and what the kernel is told.
    private static readonly Dictionary<string, ManualSuite> Suites = new()
    {
        ["ESP, tunnel, AES-CBC and HMAC-SHA-256"] = new("esp", "aes256-cbc", 32, "enc cbc(aes)"),
        ["ESP, transport, AES-CBC and HMAC-SHA-256"] = new("esp", "aes128-cbc", 16, "enc cbc(aes)") { IsTransport = true },
        ["ESP, tunnel, NULL and HMAC-SHA-256"] = new("esp", "null", 0, "enc ecb(cipher_null)"),
        ["AH, tunnel, HMAC-SHA-256"] = new("ah", null, 0, null),
        ["AH, transport, HMAC-SHA-256"] = new("ah", null, 0, null) { IsTransport = true },
    };

    public static TheoryData<string> Names { get; } = [.. Suites.Keys];

    [InteropTheory(LabNeed.KernelEsp)]
    [MemberData(nameof(Names))]
    public async Task Kernel_WithTheSameKeys_PingsBothWaysAndCountsTheSame(string name)
    {
        var suite = Suites[name];
        await using var lab = await fixture.OpenAsync(output);
        var (from, to) = suite.IsTransport ? (lab.Guest.AgentHost.Ipv4, lab.Guest.Ipv4) : (lab.Guest.AgentHost.InnerIpv4, lab.Guest.InnerIpv4);
        await SetUpKernelAsync(lab.Guest, suite);
        try
        {
            var agent = await StartAgentAsync(lab, suite, shards: 3);

            var there = await Ping.RunAsync(lab.Guest.AgentHost, from, to);
            var back = await Ping.RunAsync(lab.Guest, to, from);

            Assert.True(there.AllAnswered && back.AllAnswered, $"{there}\n{back}");
            await AssertSameCountsAsync(lab.Guest, agent);
            Assert.Empty(await agent.ListAsync());
        }
        finally
        {
            await TakeDownKernelAsync(lab.Guest);
        }
    }

    [InteropFact(LabNeed.KernelEsp)]
    public async Task Kernel_WithReplayWindow_TakesTheTunnelAfterItWasSwitchedOffAndOn()
    {
        var suite = Suites["ESP, tunnel, AES-CBC and HMAC-SHA-256"];
        await using var lab = await fixture.OpenAsync(output);
        var (from, to) = (lab.Guest.AgentHost.InnerIpv4, lab.Guest.InnerIpv4);
        await SetUpKernelAsync(lab.Guest, suite);
        try
        {
            var agent = await StartAgentAsync(lab, suite, shards: 1);
            var first = await Ping.RunAsync(lab.Guest.AgentHost, from, to);
            Assert.True(first.AllAnswered, first.Output);

            Assert.Contains("Deactivated 1 manual tunnel.", await agent.CliAsync("cmd", "manual-tunnel", "deactivate", "kernel"), StringComparison.Ordinal);
            var denied = (await agent.StatusAsync()).Counters.FilterDenies;
            var meanwhile = await Ping.RunAsync(lab.Guest.AgentHost, from, to, new PingOptions { Count = 1, Patience = 1 });
            Assert.Equal(0, meanwhile.Received);
            Assert.True((await agent.StatusAsync()).Counters.FilterDenies > denied);
            Assert.Contains("not active", await agent.CliAsync("show", "manual-tunnel"), StringComparison.Ordinal);

            // The kernel has seen the numbers up to here; a tunnel that began at 1 again would be a replay to it.
            await agent.CliAsync("cmd", "manual-tunnel", "activate", "kernel");
            var again = await Ping.RunAsync(lab.Guest.AgentHost, from, to);
            Assert.True(again.AllAnswered, again.Output);
            Assert.All(await lab.Guest.StatesAsync(), static sa => Assert.Equal((0L, 0L), (sa.Replays, sa.Failures)));
            await AssertSameCountsAsync(lab.Guest, agent);
            Assert.Contains("tunnel M1, matches out", await agent.CliAsync("show", "filter"), StringComparison.Ordinal);
        }
        finally
        {
            await TakeDownKernelAsync(lab.Guest);
        }
    }

    private static async Task<RunningAgent> StartAgentAsync(GuestLab<KernelEspGuest> lab, ManualSuite suite, int shards)
    {
        var configuration = new TunnelPlan().Agent(lab.Guest.AgentHost, lab.Guest.Ipv4) with
        {
            NeedsTunnelDevice = true,
            Shards = shards,
            More = suite.AgentLines(lab.Guest.AgentHost.Ipv4, lab.Guest.Ipv4),
        };
        var agent = await lab.StartAgentAsync(configuration);
        await Wait.UntilAsync("the manual tunnel", async () => (await agent.ListManualTunnelsAsync()).Any(static tunnel => tunnel.Active));
        await agent.WaitForRouteAsync(suite.IsTransport ? lab.Guest.Ipv4 + "/32" : NetOfKernel);
        return agent;
    }

    private static async Task SetUpKernelAsync(KernelEspGuest guest, ManualSuite suite)
    {
        var (here, there) = (guest.Ipv4, guest.AgentHost.Ipv4);
        var (hereNet, thereNet) = suite.IsTransport ? (here + "/32", there + "/32") : (NetOfKernel, NetOfAgent);
        var mode = suite.IsTransport ? "transport" : "tunnel";
        await StateAsync(there, here, SpiToKernel, 0);
        await StateAsync(here, there, SpiToAgent, 1);
        await PolicyAsync(hereNet, thereNet, "out", here, there);
        await PolicyAsync(thereNet, hereNet, "in", there, here);
        if (!suite.IsTransport)
        {
            // A policy needs a route that leads to it.
            await guest.RunAsync("ip", "route", "replace", thereNet, "via", there, "src", guest.InnerIpv4);
        }

        Task StateAsync(string source, string destination, string spi, int direction) => guest.RunAsync(
            "ip",
            ["xfrm", "state", "add", "src", source, "dst", destination, "proto", suite.Protocol, "spi", spi, "mode", mode, "replay-window", "32", .. suite.KernelAlgorithms(direction)]);

        Task PolicyAsync(string source, string destination, string direction, string from, string to) => guest.RunAsync(
            "ip",
            "xfrm", "policy", "add", "src", source, "dst", destination, "dir", direction, "tmpl", "src", from, "dst", to, "proto", suite.Protocol, "mode", mode);
    }

    private static async Task TakeDownKernelAsync(KernelEspGuest guest)
    {
        await guest.RunAsync("ip", "xfrm", "policy", "flush");
        await guest.TryRunAsync("ip", ["route", "del", NetOfAgent]);
    }

    /// <summary>Both ends have sent and accepted the same packets, and dropped none.</summary>
    private static Task AssertSameCountsAsync(KernelEspGuest guest, RunningAgent agent) => Wait.UntilAsync("agent and kernel to count the same packets", async () =>
    {
        var states = await guest.StatesAsync();
        var ours = (await agent.ListManualTunnelsAsync()).Single();
        var counters = ours.Counters;
        Assert.Equal(0ul, counters.IntegrityFailures + counters.DecryptionFailures + counters.SelectorMismatches + counters.NoPolicyDrops + counters.InErrors + counters.OutErrors);
        Assert.All(states, static sa => Assert.Equal((0L, 0L), (sa.Replays, sa.Failures)));
        return counters.InPackets > 0 && (Packets(states, ours.SpiOut), Packets(states, ours.SpiIn)) == ((long)counters.OutPackets, (long)counters.InPackets);
    });

    private static long Packets(IReadOnlyList<KernelSa> states, uint spi) =>
        states.Single(sa => sa.Spi == spi.ToString("x8", CultureInfo.InvariantCulture)).Packets;

    /// <summary>Algorithms and keys in the words of either end. Direction 0 goes to the kernel, 1 to the agent.</summary>
    private sealed record ManualSuite(string Protocol, string? Cipher, int CipherKeyLength, string? KernelCipher)
    {
        private const int IntegrityKeyLength = 32;

        public bool IsTransport { get; init; }

        public IReadOnlyList<string> AgentLines(string own, string peer)
        {
            const string Node = "manual-tunnel kernel ";
            List<string> lines =
            [
                $"{Node}local-address {own} remote-address {peer} protocol {Protocol} spi-in {SpiToAgent} spi-out {SpiToKernel}",
                $"{Node}mode {(IsTransport ? "transport" : "tunnel")}",
                $"{Node}integrity hmac-sha256 integrity-key-in 0x{Key(IntegrityKeyLength, 0xB1)} integrity-key-out 0x{Key(IntegrityKeyLength, 0xB0)}",
            ];
            if (!IsTransport)
            {
                lines.AddRange([$"{Node}local-ts subnet {NetOfAgent}", $"{Node}remote-ts subnet {NetOfKernel}"]);
            }

            if (Cipher is not null)
            {
                lines.Add($"{Node}encryption {Cipher}");
            }

            if (CipherKeyLength > 0)
            {
                lines.Add($"{Node}encryption-key-in 0x{Key(CipherKeyLength, 0xA1)} encryption-key-out 0x{Key(CipherKeyLength, 0xA0)}");
            }

            return lines;
        }

        public IReadOnlyList<string> KernelAlgorithms(int direction)
        {
            List<string> words = ["auth-trunc", "hmac(sha256)", "0x" + Key(IntegrityKeyLength, 0xB0 + direction), "128"];
            if (KernelCipher is { } cipher)
            {
                words.AddRange([.. cipher.Split(' '), CipherKeyLength > 0 ? "0x" + Key(CipherKeyLength, 0xA0 + direction) : ""]);
            }
            else
            {
                // AH in IPv4 is a multiple of 4 octets long (RFC 4302 section 2.2); Linux makes it one of 8 unless it is told.
                words.InsertRange(0, ["flag", "align4"]);
            }

            return words;
        }

        private static string Key(int length, int first) => string.Concat(Enumerable.Range(0, length).Select(i => ((first + (i * 7)) & 0xFF).ToString("x2", CultureInfo.InvariantCulture)));
    }
}
