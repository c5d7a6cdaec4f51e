using System.Net;
using MyIkev2.NmsecProtocol.Fields;

namespace MyIkev2.Nmsecq.Reports;

/// <summary>Addresses of the NSS structures, which have no flag for the family: an address with nothing behind its first four bytes is IPv4.</summary>
internal static class NssAddress
{
    public static IPAddress Of(in Ipv6Field field) => field.ToEndpoint(isIpv6: ((ReadOnlySpan<byte>)field)[4..].ContainsAnyExcept((byte)0));
}
