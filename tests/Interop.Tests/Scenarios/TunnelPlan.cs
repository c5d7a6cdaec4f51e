using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>What both ends agree on, said once; a test changes with <c>with</c> what its ends shall disagree on.</summary>
internal sealed record TunnelPlan
{
    public string AgentId { get; init; } = "agent.example";

    public string PeerId { get; init; } = "peer.example";

    /// <summary>The suites both ends offer.</summary>
    public IReadOnlyList<Suite> Suites { get; init; } = [Scenarios.Suites.AesCbc128];

    public bool Ipv6 { get; init; }

    public string Secret { get; init; } = "correct-horse-battery-staple";

    /// <summary>A key exchange for CREATE_CHILD_SA, in strongSwan's and in our words.</summary>
    public (string Peer, string Agent)? ChildKeyExchange { get; init; }

    public IReadOnlyList<PlannedChild> Children { get; init; } = [new("net", ["10.1.0.0/16"], ["10.2.0.0/16"])];

    /// <summary>Extended sequence numbers, and nothing else.</summary>
    public bool Esn { get; init; }

    /// <summary>AH with HMAC-SHA-256 in place of ESP.</summary>
    public bool Ah { get; init; }

    /// <summary>ESP in UDP though there is no NAT; both ends ask for it.</summary>
    public bool UdpEncapsulation { get; init; }

    /// <summary>The agent's side.</summary>
    /// <param name="network">Where it will run.</param>
    public AgentConfiguration Agent(LabNetwork network) => Agent(network.Agent, Ipv6 ? network.Peer.Ipv6 : network.PeerAsSeenByAgent);

    /// <summary>The agent's side.</summary>
    /// <param name="own">Where it will run.</param>
    /// <param name="peerAddress">Where the peer is for it.</param>
    public AgentConfiguration Agent(LabHost own, string peerAddress) => new()
    {
        LocalAddress = Ipv6 ? own.Ipv6 : own.Ipv4,
        RemoteAddress = peerAddress,
        LocalId = AgentId,
        RemoteId = PeerId,
        Secret = Secret,
        Suites = Suites,
        ChildKeyExchange = ChildKeyExchange?.Agent,
        Esn = Esn,
        IkePolicy = UdpEncapsulation ? ["udp-encap true"] : [],
        IpsecPolicy = Ah ? ["ah-proposal 1 auth-alg hmac-sha256", $"ah-proposal 1 esn {(Esn ? "true" : "false")}"] : [],
        Children = [.. Children.Select(child => new AgentChild(child.Name, child.AgentSubnets, child.PeerSubnets)
        {
            More = [.. child.Mode == "tunnel" ? [] : new[] { "mode " + child.Mode }, .. Ah ? new[] { "action ah" } : []],
        })],
    };

    /// <summary>strongSwan's side.</summary>
    /// <param name="network">Where it will run.</param>
    public StrongSwanConnection Peer(LabNetwork network) => Peer(network.Peer, Ipv6 ? network.Agent.Ipv6 : network.AgentAsSeenByPeer);

    /// <summary>strongSwan's side.</summary>
    /// <param name="own">Where it will run.</param>
    /// <param name="agentAddress">Where the agent is for it.</param>
    public StrongSwanConnection Peer(LabHost own, string agentAddress) =>
        StrongSwan(own, agentAddress, PeerId, AgentId, child => (child.PeerSubnets, child.AgentSubnets));

    /// <summary>The agent's side played by strongSwan: how the lab judges itself, and what our figures are compared with.</summary>
    /// <param name="own">Where it will run.</param>
    /// <param name="peerAddress">Where the peer is for it.</param>
    public StrongSwanConnection Mirror(LabHost own, string peerAddress) =>
        StrongSwan(own, peerAddress, AgentId, PeerId, child => (child.AgentSubnets, child.PeerSubnets));

    /// <summary>strongSwan's side played by another agent.</summary>
    /// <param name="own">Where it will run.</param>
    /// <param name="agentAddress">Where the first agent is for it.</param>
    public AgentConfiguration SecondAgent(LabHost own, string agentAddress) => (this with
    {
        AgentId = PeerId,
        PeerId = AgentId,
        Children = [.. Children.Select(child => child with { AgentSubnets = child.PeerSubnets, PeerSubnets = child.AgentSubnets })],
    }).Agent(own, agentAddress);

    private StrongSwanConnection StrongSwan(
        LabHost own,
        string remote,
        string localId,
        string remoteId,
        Func<PlannedChild, (IReadOnlyList<string> Local, IReadOnlyList<string> Remote)> selectors) => new()
        {
            LocalAddress = Ipv6 ? own.Ipv6 : own.Ipv4,
            RemoteAddress = remote,
            LocalId = localId,
            RemoteId = remoteId,
            Secret = Secret,
            Proposals = [.. Suites.Select(suite => suite.Ike)],
            ForceEncapsulation = UdpEncapsulation,
            Children =
        [
            .. Children.Select(child => new StrongSwanChild
            {
                Name = child.Name,
                LocalSelectors = selectors(child).Local,
                RemoteSelectors = selectors(child).Remote,
                Mode = child.Mode,
                Proposals = [.. Suites.Select(suite => suite.Esp + ProposalEnd).Distinct()],
                AhProposals = Ah ? ["sha256" + ProposalEnd] : null,
            }),
        ],
        };

    private string ProposalEnd => (ChildKeyExchange is { } exchange ? "-" + exchange.Peer : "") + (Esn ? "-esn" : "");
}

/// <summary>A child that both ends have under one name.</summary>
internal sealed record PlannedChild(string Name, IReadOnlyList<string> AgentSubnets, IReadOnlyList<string> PeerSubnets)
{
    public string Mode { get; init; } = "tunnel";

    /// <summary>IPv6 behind both ends; the counterpart of the plan's default child.</summary>
    public static PlannedChild Six { get; } = new("six", ["2001:db8:1::/48"], ["2001:db8:2::/48"]);

    /// <summary>The two hosts themselves, without a tunnel.</summary>
    public static PlannedChild Transport(LabHost agent, LabHost peer) =>
        new("host", [agent.Ipv4 + "/32"], [peer.Ipv4 + "/32"]) { Mode = "transport" };
}
