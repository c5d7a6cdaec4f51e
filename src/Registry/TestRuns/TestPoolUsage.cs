using System.Net;

namespace MyIkev2.Registry;

/// <summary>What a gateway's address pools have given out.</summary>
/// <param name="Ipv4Start">First address of the IPv4 pool; null without one.</param>
/// <param name="Ipv6Start">First address of the IPv6 pool; null without one.</param>
/// <param name="Ipv4Assigned">IPv4 addresses in use.</param>
/// <param name="Ipv6Assigned">IPv6 addresses in use.</param>
public sealed record TestPoolUsage(IPAddress? Ipv4Start, IPAddress? Ipv6Start, ulong Ipv4Assigned, ulong Ipv6Assigned)
{
    /// <summary>No pool.</summary>
    public static TestPoolUsage None { get; } = new(null, null, 0, 0);
}
