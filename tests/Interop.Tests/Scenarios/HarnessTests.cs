using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>The lab judged by itself: strongSwan against strongSwan. When these fail, the others mean nothing.</summary>
[Trait("Category", "Interop")]
public class HarnessTests(ITestOutputHelper output)
{
    [InteropFact]
    public async Task Lab_TwoStrongSwans_AgreeOnKeysOverPort500()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var responder = await lab.StartPeerAsync(Connection(lab.Network.Peer, null, "peer.example", "agent.example"));
        var initiator = await lab.StartStrongSwanAsync(
            lab.Network.Agent, "initiator", Connection(lab.Network.Agent, lab.Network.Peer, "agent.example", "peer.example"));

        await initiator.InitiateAsync("net");

        var here = await initiator.WaitForTunnelAsync();
        var there = await responder.WaitForTunnelAsync();
        Assert.Equal((here.InitiatorSpi, here.ResponderSpi), (there.InitiatorSpi, there.ResponderSpi));
        Assert.Equal(500, there.RemotePort);
        Assert.Equal(
            initiator.Installed.Select(sa => (sa.Spi, sa.EncryptionKey)).Order(),
            responder.Installed.Select(sa => (sa.Spi, sa.EncryptionKey)).Order());
    }

    [InteropFact]
    public async Task Lab_AgentBehindNat_PeerSeesTheRouter()
    {
        await using var lab = await InteropLab.CreateAsync(output, Topology.AgentBehindNat);
        var responder = await lab.StartPeerAsync(Connection(lab.Network.Peer, null, "peer.example", "agent.example"));
        var initiator = await lab.StartStrongSwanAsync(
            lab.Network.Agent, "initiator", Connection(lab.Network.Agent, lab.Network.Peer, "agent.example", "peer.example"));

        await initiator.InitiateAsync("net");

        var seen = await responder.WaitForTunnelAsync();
        Assert.Equal(lab.Network.Router!.Ipv4, seen.RemoteHost);
        Assert.InRange(seen.RemotePort, 20000, 30000);
        Assert.True(seen.SeesRemoteNat);
    }

    [InteropFact(LabNeed.Traffic)]
    public async Task Lab_TwoStrongSwansWithLibipsec_CarryPackets()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var plan = new TunnelPlan { Suites = [Suites.AesGcm256] };
        var (agentHost, peerHost) = (lab.Network.Agent, lab.Network.Peer);
        await lab.StartPeerAsync(plan.Peer(lab.Network), dataPlane: StrongSwanDataPlane.Libipsec);
        var initiator = await lab.StartStrongSwanAsync(agentHost, "initiator", plan.Mirror(agentHost, peerHost.Ipv4), dataPlane: StrongSwanDataPlane.Libipsec);
        await lab.StartIperfServerAsync(peerHost);
        await initiator.InitiateAsync("net");
        var before = (await initiator.WaitForTunnelAsync()).Children[0].PacketsOut;

        var pinging = Ping.Start(agentHost, agentHost.InnerIpv4, peerHost.InnerIpv4);
        await pinging.WaitForAnswersAsync(5);
        var stream = await Iperf.RunAsync(agentHost, agentHost.InnerIpv4, peerHost.InnerIpv4, new IperfOptions { Octets = 4_000_000, Window = 128 * 1024 });
        var datagrams = await Iperf.RunAsync(agentHost, agentHost.InnerIpv4, peerHost.InnerIpv4, new IperfOptions { Octets = 1_200_000, UdpBitsPerSecond = 5_000_000, Reverse = true });
        var pings = await pinging.StopAsync();

        Assert.True(stream.ReceivedOctets > 1_000_000, stream.ToString());
        Assert.InRange(datagrams.Datagrams - datagrams.LostDatagrams, 500, 2000);
        Assert.True(pings.Received > 10 && pings.RoundTrip is { Average: > 0 }, pings.Output);
        Assert.True((await initiator.WaitForTunnelAsync()).Children[0].PacketsOut > before + 500);
    }

    [Fact]
    public void ViciSection_NestedContent_SurvivesTheWire()
    {
        var section = new ViciSection()
            .Set("key", "value")
            .Set("list", ["a", "b"])
            .Set("section", new ViciSection().Set("inner", "x").Set("empty", Array.Empty<string>()));

        Assert.Equal(section.ToString(), ViciSection.Decode(section.Encode()).ToString());
    }

    private static StrongSwanConnection Connection(LabNamespace local, LabNamespace? remote, string localId, string remoteId) => new()
    {
        LocalAddress = local.Ipv4,
        RemoteAddress = remote?.Ipv4,
        LocalId = localId,
        RemoteId = remoteId,
        Proposals = ["aes128gcm16-prfsha256-x25519"],
        Secret = "a secret of the lab",
        Children =
        [
            new StrongSwanChild
            {
                Name = "net",
                LocalSelectors = ["10.0.0.0/8"],
                RemoteSelectors = ["10.0.0.0/8"],
                Proposals = ["aes128gcm16"],
            },
        ],
    };
}
