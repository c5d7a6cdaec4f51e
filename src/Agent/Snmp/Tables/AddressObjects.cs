using System.Net;
using System.Net.Sockets;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>InetAddressType and InetAddress (RFC 4001).</summary>
internal static class AddressObjects
{
    /// <summary>unknown(0), ipv4(1), ipv6(2).</summary>
    internal static int TypeOf(IPAddress? address) => address?.AddressFamily switch
    {
        AddressFamily.InterNetwork => 1,
        AddressFamily.InterNetworkV6 => 2,
        _ => 0,
    };

    /// <summary>Four or sixteen octets, none for an unknown address.</summary>
    internal static void Write(IPAddress? address, ref BerWriter writer)
    {
        Span<byte> octets = stackalloc byte[16];
        var length = 0;
        address?.TryWriteBytes(octets, out length);
        writer.WriteOctetString(octets[..length]);
    }
}
