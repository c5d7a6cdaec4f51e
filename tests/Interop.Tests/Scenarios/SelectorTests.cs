using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>One Child SA for several networks at each end.</summary>
[Trait("Category", "Interop")]
public class SelectorTests(ITestOutputHelper output)
{
    private static readonly TunnelPlan Plan = new()
    {
        Suites = [Suites.AesGcm128],
        Children = [new PlannedChild("net", ["10.1.0.0/16", "10.11.0.0/24"], ["10.2.0.0/16", "10.12.0.0/24"])],
    };

    [InteropTheory(LabNeed.Traffic)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Networks_SeveralAtEachEnd_AllReachAllThroughOneChild(bool agentInitiates)
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var (here, there) = (lab.Network.Agent, lab.Network.Peer);
        await here.RunAsync("ip", "addr", "add", "10.11.0.1/32", "dev", "lo");
        await there.RunAsync("ip", "addr", "add", "10.12.0.1/32", "dev", "lo");
        var (agent, peer) = await lab.StartCarryingAsync(Plan);

        if (agentInitiates)
        {
            await agent.InitiateAsync("net");
        }
        else
        {
            await peer.InitiateAsync("net");
            await agent.WaitForTunnelAsync();
            await agent.WaitForRoutesAsync("net");
        }

        await peer.WaitForTunnelAsync();
        var child = (await agent.WaitForTunnelAsync()).Children.Single();
        Assert.Equal((2, 2), (child.LocalSelectors.Count, child.RemoteSelectors.Count));
        foreach (var (own, other) in new[] { ("10.1.0.1", "10.2.0.1"), ("10.1.0.1", "10.12.0.1"), ("10.11.0.1", "10.2.0.1"), ("10.11.0.1", "10.12.0.1") })
        {
            foreach (var (host, from, to) in new[] { (here, own, other), (there, other, own) })
            {
                var pings = await Ping.RunAsync(host, from, to, new PingOptions { Count = 2 });
                Assert.True(pings.AllAnswered, pings.Output);
            }
        }

        // What is of neither pair of networks goes nowhere.
        var outside = await Ping.RunAsync(here, "10.1.0.1", "10.12.1.1", new PingOptions { Count = 1, Patience = 1 });
        Assert.Equal(0, outside.Received);
    }
}
