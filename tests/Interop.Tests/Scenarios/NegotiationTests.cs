using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>Where the ends must find common ground: INVALID_KE_PAYLOAD, cookies, narrowing, transport mode, ESN; and where they cannot.</summary>
[Trait("Category", "Interop")]
public class NegotiationTests(ITestOutputHelper output)
{
    [InteropFact]
    public async Task InvalidKe_AgentGuessesWrong_RetriesWithThePeersGroup()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network) with { Proposals = ["aes256-sha512-ecp384"] });
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with { Suites = [Suites.AesCbc128, Suites.AesCbc256] });

        await agent.InitiateIkeAsync();

        var (ours, _) = await Agreement.AssertAsync(agent, peer, children: 0);
        Assert.Equal(Suites.AesCbc256.AgentShowsIke, ours.AlgorithmsText());
        Assert.Contains("N(INVAL_KE)", peer.Log);
    }

    [InteropFact]
    public async Task InvalidKe_PeerGuessesWrong_IsToldOurGroup()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan { Suites = [Suites.AesCbc256] };
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network) with { Proposals = ["aes256-sha512-x25519-ecp384"] });
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network));

        await peer.InitiateAsync("net");

        var (_, theirs) = await Agreement.AssertAsync(agent, peer);
        Assert.Equal(Suites.AesCbc256.PeerShowsIke, theirs.Algorithms);
        Assert.Contains("peer didn't accept key exchange method", peer.Log.Replace("DH group", "key exchange method", StringComparison.Ordinal));
    }

    [InteropFact]
    public async Task Cookie_AgentDemandsAlways_PeerReturnsIt()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with { GlobalOptions = ["dos-protection cookie-threshold always"] });

        await peer.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
        Assert.Contains("N(COOKIE)", peer.Log);
        Assert.Equal(1u, (await agent.StatusAsync()).Counters.CookiesSent);
    }

    [InteropToolFact("ike-scan")]
    public async Task Cookie_PeerHasHalfOpenSas_AgentReturnsIt()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var peer = await lab.StartPeerAsync(
            plan.Peer(lab.Network) with { Proposals = [Suites.AesCbc128.Ike, Suites.TripleDes.Ike] }, "cookie_threshold = 1");
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network));

        // ike-scan asks and never comes back: a half-open IKE SA, and strongSwan's threshold is one.
        await lab.Network.Agent.RunAsync("ike-scan", "--ikev2", "--sport=0", "--retry=1", "--timeout=20000", lab.Network.Peer.Ipv4);
        await peer.WaitForIkeAsync("a half-open IKE SA", sa => !sa.IsEstablished);
        await agent.InitiateAsync("net");

        await agent.WaitForTunnelAsync();
        Assert.Contains("N(COOKIE)", peer.Log);
    }

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Selectors_ResponderHasLess_AreNarrowed(bool agentInitiates)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var wide = plan.Peer(lab.Network);
        var peer = await lab.StartPeerAsync(agentInitiates ? wide : wide with
        {
            Children = [wide.Children[0] with { LocalSelectors = ["10.0.0.0/8"], RemoteSelectors = ["10.0.0.0/8"] }],
        });
        var ours = plan.Agent(lab.Network);
        var agent = await lab.StartAgentAsync(agentInitiates ? ours with { Children = [new("net", ["10.0.0.0/8"], ["10.0.0.0/8"])] } : ours);

        await (agentInitiates ? agent.InitiateAsync("net") : peer.InitiateAsync("net"));

        var (tunnel, _) = await Agreement.AssertAsync(agent, peer);
        Assert.Equal(["10.1.0.0/16"], tunnel.Children[0].LocalSelectorTexts());
        Assert.Equal(["10.2.0.0/16"], tunnel.Children[0].RemoteSelectorTexts());
    }

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TransportMode_HostToHost_IsNegotiated(bool agentInitiates)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan { Children = [new("host", ["192.0.2.1/32"], ["192.0.2.2/32"])] };
        var theirs = plan.Peer(lab.Network);
        var peer = await lab.StartPeerAsync(theirs with { Children = [theirs.Children[0] with { Mode = "transport" }] });
        var ours = plan.Agent(lab.Network);
        var agent = await lab.StartAgentAsync(ours with { Children = [ours.Children[0] with { More = ["mode transport"] }] });

        await (agentInitiates ? agent.InitiateAsync("host") : peer.InitiateAsync("host"));

        var (tunnel, sa) = await Agreement.AssertAsync(agent, peer);
        Assert.Equal(IpsecMode.Transport, tunnel.Children[0].Mode);
        Assert.Equal("TRANSPORT", sa.Children[0].Mode);
    }

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ExtendedSequenceNumbers_BothWant_AreUsed(bool agentInitiates)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var theirs = plan.Peer(lab.Network);
        var peer = await lab.StartPeerAsync(theirs with { Children = [theirs.Children[0] with { Proposals = ["aes128-sha256-esn"] }] });
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network) with { IpsecPolicy = ["esp-proposal 1 esn true", "esp-proposal 1 esn false"] });

        await (agentInitiates ? agent.InitiateAsync("net") : peer.InitiateAsync("net"));

        var (tunnel, sa) = await Agreement.AssertAsync(agent, peer);
        Assert.True(tunnel.Children[0].ExtendedSequenceNumbers);
        Assert.True(sa.Children[0].HasExtendedSequenceNumbers);
    }

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Compression_ThePeerOffersIt_TheChildComesUpWithout(bool agentInitiates)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan();
        var theirs = plan.Peer(lab.Network);
        var peer = await lab.StartPeerAsync(theirs with { Children = [theirs.Children[0] with { IpCompression = true }] });
        var agent = await lab.StartAgentAsync(plan.Agent(lab.Network));

        await (agentInitiates ? agent.InitiateAsync("net") : peer.InitiateAsync("net"));

        await Agreement.AssertAsync(agent, peer);
        if (!agentInitiates)
        {
            Assert.Contains("N(IPCOMP_SUP)", peer.Log);
        }
    }

    [InteropTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Selectors_OfPortsAndOfSeveralSubnets_AreKeptAsTheyAre(bool agentInitiates)
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var plan = new TunnelPlan { Children = [new("net", ["10.1.0.0/24", "10.1.2.0/24"], ["10.2.0.0/24", "10.2.2.0/24"])] };
        var theirs = plan.Peer(lab.Network);
        var port = theirs.Children[0] with { Name = "port", LocalSelectors = ["10.12.0.0/24[tcp/443]"], RemoteSelectors = ["10.11.0.0/24[tcp/1000-2000]"] };
        var peer = await lab.StartPeerAsync(theirs with { Children = [.. theirs.Children, port] });
        var ours = plan.Agent(lab.Network);
        var agent = await lab.StartAgentAsync(ours with
        {
            Children =
            [
                .. ours.Children,
                new("port", ["10.11.0.0/24"], ["10.12.0.0/24"]) { More = ["local-ts protocol 6", "local-ts port 1000-2000", "remote-ts protocol 6", "remote-ts port 443"] },
            ],
        });

        foreach (var child in new[] { "net", "port" })
        {
            await (agentInitiates ? agent.InitiateAsync(child) : peer.InitiateAsync(child));
        }

        var tunnel = await agent.WaitForTunnelAsync(children: 2);
        var sa = await peer.WaitForTunnelAsync(children: 2);
        Assert.Equal(["10.1.0.0/24", "10.1.2.0/24"], tunnel.Children.Single(child => child.SecurityPolicy == "net").LocalSelectorTexts());
        Assert.Equal(["10.2.0.0/24", "10.2.2.0/24"], tunnel.Children.Single(child => child.SecurityPolicy == "net").RemoteSelectorTexts());
        Assert.Equal(["10.12.0.0/24[tcp/https]"], sa.Children.Single(child => child.Name == "port").LocalSelectors);
        Assert.Equal(["10.11.0.0/24[tcp/1000-2000]"], sa.Children.Single(child => child.Name == "port").RemoteSelectors);
    }
}
