using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Every algorithm set with a real peer, in both roles: same choice, same SPIs, same Child SA keys.</summary>
[Trait("Category", "Interop")]
public class SuiteTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names { get; } = [.. Suites.All.Select(suite => suite.Ike)];

    [InteropTheory]
    [MemberData(nameof(Names))]
    public async Task Suite_AgentInitiates_BothEndsHaveTheSameTunnel(string name)
    {
        var suite = Suites.All.Single(row => row.Ike == name);
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan { Suites = [suite] });

        await agent.InitiateAsync("net");

        var (ours, theirs) = await Agreement.AssertAsync(agent, peer);
        Assert.True(ours.Initiator);
        Assert.Equal(suite.PeerShowsIke, theirs.Algorithms);
        Assert.Equal(suite.AgentShowsIke, ours.AlgorithmsText());
        Assert.Equal(suite.PeerShowsEsp, theirs.Children[0].Algorithms);
    }

    [InteropTheory]
    [MemberData(nameof(Names))]
    public async Task Suite_PeerInitiates_BothEndsHaveTheSameTunnel(string name)
    {
        var suite = Suites.All.Single(row => row.Ike == name);
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan { Suites = [suite] });

        await peer.InitiateAsync("net");

        var (ours, theirs) = await Agreement.AssertAsync(agent, peer);
        Assert.False(ours.Initiator);
        Assert.Equal(suite.PeerShowsIke, theirs.Algorithms);
        Assert.Equal(suite.AgentShowsIke, ours.AlgorithmsText());
        Assert.Equal(suite.PeerShowsEsp, theirs.Children[0].Algorithms);
    }
}
