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

    /// <summary>The agent's side.</summary>
    /// <param name="network">Where it will run.</param>
    public AgentConfiguration Agent(LabNetwork network) => new()
    {
        LocalAddress = Ipv6 ? network.Agent.Ipv6 : network.Agent.Ipv4,
        RemoteAddress = Ipv6 ? network.Peer.Ipv6 : network.PeerAsSeenByAgent,
        LocalId = AgentId,
        RemoteId = PeerId,
        Secret = Secret,
        Suites = Suites,
        ChildKeyExchange = ChildKeyExchange?.Agent,
        Children = [.. Children.Select(child => new AgentChild(child.Name, child.AgentSubnets, child.PeerSubnets))],
    };

    /// <summary>strongSwan's side.</summary>
    /// <param name="network">Where it will run.</param>
    public StrongSwanConnection Peer(LabNetwork network) => new()
    {
        LocalAddress = Ipv6 ? network.Peer.Ipv6 : network.Peer.Ipv4,
        RemoteAddress = Ipv6 ? network.Agent.Ipv6 : network.AgentAsSeenByPeer,
        LocalId = PeerId,
        RemoteId = AgentId,
        Secret = Secret,
        Proposals = [.. Suites.Select(suite => suite.Ike)],
        Children =
        [
            .. Children.Select(child => new StrongSwanChild
            {
                Name = child.Name,
                LocalSelectors = child.PeerSubnets,
                RemoteSelectors = child.AgentSubnets,
                Proposals = [.. Suites.Select(suite => suite.Esp + (ChildKeyExchange is { } exchange ? "-" + exchange.Peer : "")).Distinct()],
            }),
        ],
    };
}

/// <summary>A child that both ends have under one name.</summary>
internal sealed record PlannedChild(string Name, IReadOnlyList<string> AgentSubnets, IReadOnlyList<string> PeerSubnets);
