using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Every kind of identity, both ways: its octets go into the authentication, so a wrong encoding cannot pass.</summary>
[Trait("Category", "Interop")]
public class IdentityTests(ITestOutputHelper output)
{
    private const uint Ipv4 = 1, Fqdn = 2, Rfc822 = 3, Ipv6 = 5, DistinguishedName = 9, KeyId = 11;

    [InteropTheory]
    [InlineData("192.0.2.1", "192.0.2.2", Ipv4)]
    [InlineData("branch.example", "hq.example", Fqdn)]
    [InlineData("branch@example.org", "hq@example.org", Rfc822)]
    [InlineData("2001:db8::1", "2001:db8::2", Ipv6)]
    [InlineData("C=CH, O=Lab, CN=branch", "C=CH, O=Lab, CN=hq", DistinguishedName)]
    [InlineData("@#c0ffee0001", "@#c0ffee0002", KeyId)]
    public async Task Identity_OfEitherEnd_IsAccepted(string agentId, string peerId, uint type)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var (agent, peer) = await lab.StartBothAsync(new TunnelPlan { AgentId = agentId, PeerId = peerId });

        await agent.InitiateAsync("net");

        var ours = await agent.WaitForTunnelAsync();
        await peer.WaitForTunnelAsync();
        Assert.Equal(type, ours.RemoteIdentity.Type);
        await agent.FlushIkeAsync();
        await peer.WaitUntilEmptyAsync();

        await peer.InitiateAsync("net");

        Assert.Equal(type, (await agent.WaitForTunnelAsync()).RemoteIdentity.Type);
    }

    [InteropFact]
    public async Task Wildcard_PeersOfADomain_MatchOneVpn()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan { PeerId = "visitor@example.org" };
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with { RemoteAddress = null, RemoteId = "*@example.org" });

        await peer.InitiateAsync("net");

        var (ours, _) = await Agreement.AssertAsync(agent, peer);
        Assert.Equal(("lab", "visitor@example.org"), (ours.Vpn, ours.RemoteIdentity.Text));
    }
}
