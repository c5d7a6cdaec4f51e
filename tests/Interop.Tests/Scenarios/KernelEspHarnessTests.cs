using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>The guest judged by strongSwan's userspace data plane. When this fails, the other tests against it mean nothing.</summary>
[Collection(KernelEspCollection.Name)]
[Trait("Category", "Interop")]
public class KernelEspHarnessTests(KernelEspFixture fixture, ITestOutputHelper output)
{
    [InteropFact(LabNeed.KernelEsp)]
    public async Task Guest_AgainstLibipsec_CountsWhatPassesItsKernel()
    {
        await using var lab = await fixture.OpenAsync(output);
        var plan = new TunnelPlan { Suites = [Suites.AesGcm256] };
        var (here, guest) = (lab.Guest.AgentHost, lab.Guest);
        await guest.Daemon.LoadAsync(plan.Peer(guest, here.Ipv4));
        var initiator = await lab.StartStrongSwanAsync(plan.Mirror(here, guest.Ipv4));
        await initiator.InitiateAsync("net");

        var pings = await Ping.RunAsync(here, here.InnerIpv4, guest.InnerIpv4);
        var answered = await Ping.RunAsync(guest, guest.InnerIpv4, here.InnerIpv4);
        var large = await Ping.RunAsync(here, here.InnerIpv4, guest.InnerIpv4, new PingOptions { Count = 2, Size = 3000 });

        Assert.True(pings.AllAnswered && answered.AllAnswered && large.AllAnswered, $"{pings}\n{answered}\n{large}");
        var states = await guest.StatesAsync();
        Assert.Equal(2, states.Count);
        Assert.All(states, sa => Assert.True(sa is { Protocol: "esp", Mode: "tunnel", IsUdpEncapsulated: true, HasExtendedSequenceNumbers: false, Failures: 0 }, sa.ToString()));
        Assert.All(states, sa => Assert.InRange(sa.Packets, 12, 40));
        var child = (await guest.Daemon.WaitForTunnelAsync()).Children[0];
        Assert.True(child.PacketsIn >= states.Single(sa => sa.Spi == child.SpiIn).Packets);
    }
}
