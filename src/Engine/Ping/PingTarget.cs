using MyIkev2.Engine.Esp;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Ping;

/// <summary>A tunnel to ping through, and between which inner addresses.</summary>
internal readonly record struct PingTarget(string VpnName, string PolicyName, TunnelId IkeTunnelId, IpAddress Local, IpAddress Remote)
{
    /// <summary>The addresses that the plan names, else the first that the selectors allow; null with the reason when there are none.</summary>
    public static PingTarget? Choose(IkeSa sa, ChildSa child, PingPlan plan, out string problem)
    {
        problem = string.Empty;
        if (child.Mode == IpsecMode.Transport && (plan.Source is not null || plan.Destination is not null))
        {
            problem = "a transport mode SA pings between its own ends only";
            return null;
        }

        foreach (var local in child.LocalSelectors)
        {
            foreach (var remote in child.RemoteSelectors)
            {
                if (Choose(local, remote, plan) is { } addresses)
                {
                    return new PingTarget(sa.Name, child.Policy.Name, sa.TunnelId, addresses.Source, addresses.Destination);
                }
            }
        }

        problem = plan.Source is null && plan.Destination is null
            ? "its traffic selectors allow no echo request between their first addresses: name source and destination"
            : "its traffic selectors do not allow an echo request between these addresses";
        return null;
    }

    private static (IpAddress Source, IpAddress Destination)? Choose(in TrafficSelector local, in TrafficSelector remote, PingPlan plan)
    {
        if (local.IsIpv6 != remote.IsIpv6)
        {
            return null;
        }

        var source = plan.Source is { } from ? IpAddress.From(from) : local.Start;
        var destination = plan.Destination is { } to ? IpAddress.From(to) : remote.Start;
        if (source.IsIpv6 != local.IsIpv6 || destination.IsIpv6 != remote.IsIpv6 || source.IsUnspecified || destination.IsUnspecified)
        {
            return null;
        }

        // The selectors must allow both ways: a type that they name is that of the request or of the answer.
        return SelectorMatch.Outbound(local, remote, Echo(source, destination, isRequest: true))
            && SelectorMatch.Matches(remote, destination, EchoPorts(source.IsIpv6, isRequest: false), Echo(destination, source, isRequest: false))
            && SelectorMatch.Matches(local, source, EchoPorts(source.IsIpv6, isRequest: false), Echo(destination, source, isRequest: false))
            ? (source, destination)
            : null;
    }

    private static InnerPacket Echo(IpAddress source, IpAddress destination, bool isRequest) => new()
    {
        IsIpv6 = source.IsIpv6,
        Source = source,
        Destination = destination,
        Protocol = source.IsIpv6 ? IpProtocols.Icmpv6 : IpProtocols.Icmp,
        SourcePort = EchoPorts(source.IsIpv6, isRequest),
        DestinationPort = EchoPorts(source.IsIpv6, isRequest),
        HasPorts = true,
    };

    private static ushort EchoPorts(bool ipv6, bool isRequest) => (ushort)(EchoPacket.TypeOf(ipv6, isRequest) << 8);
}
