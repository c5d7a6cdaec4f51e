using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Packets that are not what they seem, under the peer's own address: each is dropped and counted for what it is, and the tunnel works on.</summary>
[Trait("Category", "Interop")]
public class TrafficAttackTests(ITestOutputHelper output)
{
    private const int Times = 7;

    [InteropFact(LabNeed.Traffic)]
    public async Task Injected_Replays_AreCountedAsReplays()
    {
        await using var scene = await Scene.SetAsync(output);

        await scene.Attacker.InjectAsync(scene.Captured.Again(), Times);

        await scene.WaitForCountersAsync("the replays", counters => counters.ReplayDrops == Times);
        await scene.AssertUnharmedAsync(counters => counters.IntegrityFailures == 0);
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task Injected_CorruptPackets_AreCountedAsIntegrityFailuresAndMoveNoWindow()
    {
        await using var scene = await Scene.SetAsync(output);

        // Far ahead: had such a number moved the window, the peer's own packets would now be outside of it.
        await scene.Attacker.InjectAsync(scene.Captured.Corrupted(scene.Captured.Sequence + 100_000), Times);

        await scene.WaitForCountersAsync("the failures", counters => counters.IntegrityFailures == Times);
        await scene.AssertUnharmedAsync(counters => counters.ReplayDrops == 0);
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task Injected_PacketsOfNoSa_AreCountedByTheEngine()
    {
        await using var scene = await Scene.SetAsync(output);
        var before = (await scene.Agent.StatusAsync()).Counters.EspUnknownSpi;

        await scene.Attacker.InjectAsync(scene.Captured.WithSpi(scene.Captured.Spi ^ 0xFFFF), Times);

        await scene.Agent.WaitForCountersAsync("unknown SPIs", counters => counters.EspUnknownSpi == before + Times);
        await scene.AssertUnharmedAsync(counters => counters.InErrors == 0);
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task Injected_Fragments_AreCountedAsMalformed()
    {
        await using var scene = await Scene.SetAsync(output);

        // Room for SPI and sequence number and a little more, but not for an ICV.
        await scene.Attacker.InjectAsync(scene.Captured.Truncated(16), Times);

        await Wait.UntilAsync("agent: malformed packets", async () =>
            (await scene.Agent.StatusAsync()).Counters.EspMalformed + (await scene.CountersAsync()).InErrors == Times);
        await scene.AssertUnharmedAsync(counters => counters.ReplayDrops == 0 && counters.IntegrityFailures == 0);
    }

    /// <summary>A tunnel over which a packet has just come from the peer, and somebody who has seen it.</summary>
    private sealed class Scene(InteropLab lab, RunningAgent agent, EspAttacker attacker, EspDatagram captured) : IAsyncDisposable
    {
        public RunningAgent Agent => agent;

        public EspAttacker Attacker => attacker;

        public EspDatagram Captured => captured;

        public static async Task<Scene> SetAsync(ITestOutputHelper output)
        {
            var lab = await InteropLab.CreateWithTrafficAsync(output);
            try
            {
                var (agent, peer) = await lab.StartCarryingAsync(new TunnelPlan { Suites = [Suites.AesGcm128] });
                await agent.InitiateAsync("net");
                await peer.WaitForTunnelAsync();
                var attacker = await EspAttacker.BetweenAsync(lab.Network.Peer, lab.Network.Agent);
                var sent = await PingAsync(lab);
                var scene = new Scene(lab, agent, attacker, await attacker.CaptureAsync());
                await scene.WaitForCountersAsync("every answer", counters => counters.InPackets == (ulong)sent);
                return scene;
            }
            catch
            {
                await lab.DisposeAsync();
                throw;
            }
        }

        public async Task<IpsecCounters> CountersAsync() => (await agent.WaitForTunnelAsync()).Children[0].Counters;

        public Task WaitForCountersAsync(string what, Func<IpsecCounters, bool> condition) =>
            Wait.UntilAsync("agent: " + what, async () => condition(await CountersAsync()));

        /// <summary>The tunnel carries packets as before, only they were counted as accepted, and no other cause of a drop was.</summary>
        public async Task AssertUnharmedAsync(Func<IpsecCounters, bool> others)
        {
            var before = await CountersAsync();
            var sent = await PingAsync(lab);
            await WaitForCountersAsync("the answers", counters => counters.InPackets == before.InPackets + (ulong)sent);
            Assert.True(others(await CountersAsync()));
            Assert.Equal(0ul, (await agent.StatusAsync()).Counters.EngineFaults);
        }

        public async ValueTask DisposeAsync()
        {
            attacker.Dispose();
            await lab.DisposeAsync();
        }

        private static async Task<int> PingAsync(InteropLab lab)
        {
            var pings = await Ping.RunAsync(lab.Network.Agent, lab.Network.Agent.InnerIpv4, lab.Network.Peer.InnerIpv4);
            Assert.True(pings.AllAnswered, pings.Output);
            return pings.Sent;
        }
    }
}
