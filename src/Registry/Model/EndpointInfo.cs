using System.Net;

namespace MyIkev2.Registry;

/// <summary>One end of an IKE SA: where its datagrams come from or go to.</summary>
/// <param name="Address">IPv4 or IPv6 address; IPv4 is never written as a mapped IPv6 address.</param>
/// <param name="Port">UDP port, 0 while unknown.</param>
public sealed record EndpointInfo(IPAddress Address, ushort Port)
{
    /// <summary>True for an IPv6 address.</summary>
    public bool IsIpv6 => Address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;

    /// <summary><c>192.0.2.1[500]</c>.</summary>
    public override string ToString() => $"{Address}[{Port}]";
}
