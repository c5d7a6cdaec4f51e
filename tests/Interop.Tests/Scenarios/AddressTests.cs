using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>IPv6 outside and inside, and NATs on either side.</summary>
[Trait("Category", "Interop")]
public class AddressTests(ITestOutputHelper output)
{
    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ipv6_BothFamiliesInside_Established(bool agentInitiates)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan
        {
            Ipv6 = true,
            Children = [new("net", ["10.1.0.0/16", "2001:db8:1::/48"], ["10.2.0.0/16", "2001:db8:2::/48"])],
        });

        await (agentInitiates ? agent.InitiateAsync("net") : peer.InitiateAsync("net"));

        var (ours, theirs) = await Agreement.AssertAsync(agent, peer);
        Assert.Equal(lab.Network.Agent.Ipv6, theirs.RemoteHost);
        Assert.Equal(lab.Network.Peer.Ipv6, ours.Remote.Address);
        Assert.Equal(2, ours.Children[0].LocalSelectors.Count);
    }

    [InteropFact]
    public async Task NoNat_Ports_StayAt500WithoutEncapsulation()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan());

        await agent.InitiateAsync("net");

        var (ours, theirs) = await Agreement.AssertAsync(agent, peer);
        Assert.Equal((500, 500), (theirs.RemotePort, theirs.LocalPort));
        Assert.Equal((500u, 500u), (ours.Local.Port, ours.Remote.Port));
        Assert.False(ours.Children[0].UdpEncapsulation);
        Assert.False(theirs.Children[0].IsUdpEncapsulated);
    }

    [InteropFact]
    public async Task Nat_AgentBehind_FloatsToPort4500AndKeepsTheMappingAlive()
    {
        await using var lab = await InteropLab.CreateAsync(output, Topology.AgentBehindNat);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with { GlobalOptions = ["nat-keepalive 1s"] });

        await agent.InitiateAsync("net");

        var (ours, theirs) = await Agreement.AssertAsync(agent, peer);
        Assert.True(ours.NatTraversal.LocalNat);
        Assert.False(ours.NatTraversal.RemoteNat);
        Assert.True(theirs.SeesRemoteNat);
        Assert.Equal((4500u, 4500u), (ours.Local.Port, ours.Remote.Port));
        Assert.Equal(lab.Network.Router!.Ipv4, theirs.RemoteHost);
        Assert.InRange(theirs.RemotePort, 20000, 30000);
        Assert.True(ours.Children[0].UdpEncapsulation);
        Assert.True(theirs.Children[0].IsUdpEncapsulated);
        await agent.WaitForCountersAsync("two keepalives", counters => counters.KeepalivesOut >= 2);
    }

    [InteropFact]
    public async Task Nat_PeerBehind_AgentAnswersTheMappedPort()
    {
        await using var lab = await InteropLab.CreateAsync(output, Topology.PeerBehindNat);
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan());

        await peer.InitiateAsync("net");

        var (ours, theirs) = await Agreement.AssertAsync(agent, peer);
        Assert.True(ours.NatTraversal.RemoteNat);
        Assert.False(ours.NatTraversal.LocalNat);
        Assert.True(theirs.SeesLocalNat);
        Assert.Equal(lab.Network.Router!.Ipv4, ours.Remote.Address);
        Assert.InRange(ours.Remote.Port, 20000u, 30000u);
        Assert.Equal(4500u, ours.Local.Port);
    }

    [InteropFact]
    public async Task Nat_PeerBehindWithForwardedPorts_AgentInitiates()
    {
        await using var lab = await InteropLab.CreateAsync(output, Topology.PeerBehindNat);
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan());

        await agent.InitiateAsync("net");

        var (ours, theirs) = await Agreement.AssertAsync(agent, peer);
        Assert.True(ours.NatTraversal.RemoteNat);
        Assert.Equal((lab.Network.Router!.Ipv4, 4500u), (ours.Remote.Address, ours.Remote.Port));
        Assert.True(theirs.SeesLocalNat);
    }

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ForcedEncapsulation_WithoutNat_UsesPort4500(bool agentForces)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network) with { ForceEncapsulation = !agentForces });
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with { IkePolicy = agentForces ? ["udp-encap true"] : [] });

        await agent.InitiateAsync("net");

        var (ours, theirs) = await Agreement.AssertAsync(agent, peer);
        Assert.Equal((4500u, 4500), (ours.Remote.Port, theirs.RemotePort));
        Assert.True(ours.Children[0].UdpEncapsulation);
        Assert.True(theirs.Children[0].IsUdpEncapsulated);
    }

    /// <summary>
    /// The router gets another outer address, so every mapping is another one. Who is behind it notices by the answers to its liveness checks, and says so (MOBIKE);
    /// without MOBIKE the other side follows the next packet it can believe (RFC 7296 section 2.23).
    /// </summary>
    [InteropTheory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Nat_GetsAnotherOuterAddress_TheOtherSideFollows(bool agentIsBehind, bool mobike)
    {
        const string moved = "192.0.2.253";
        await using var lab = await InteropLab.CreateAsync(output, agentIsBehind ? Topology.AgentBehindNat : Topology.PeerBehindNat);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network) with { DpdDelay = agentIsBehind ? null : 1, Mobike = mobike });
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with
        {
            IkePolicy = [mobike ? "mobike true" : "mobike false", .. agentIsBehind ? new[] { "dpd-delay 1s" } : []],
        });
        await (agentIsBehind ? agent.InitiateAsync("net") : peer.InitiateAsync("net"));
        var before = await agent.WaitForTunnelAsync();
        Assert.Equal(mobike, before.Mobike);
        await agent.WaitForCountersAsync("a liveness check", counters => counters.InformationalInRequests + counters.InformationalInResponses > 0);

        await lab.Network.MoveRouterAsync(moved);

        if (agentIsBehind)
        {
            await peer.WaitForIkeAsync("the SA at the new address", sa => sa.IsEstablished && sa.RemoteHost == moved);
        }
        else
        {
            await agent.WaitForIkeAsync("the SA at the new address", sa => sa.IsEstablished() && sa.Remote.Address == moved);
        }

        var after = await agent.WaitForTunnelAsync();
        Assert.Equal((before.UniqueId, before.InitiatorSpi), (after.UniqueId, after.InitiatorSpi));
    }
}
