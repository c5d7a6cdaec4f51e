using System.Buffers.Binary;
using System.Net;

namespace MyIkev2.Registry;

/// <summary>A traffic selector (RFC 7296 section 3.13.1).</summary>
/// <param name="Protocol">IP protocol, 0 = any.</param>
/// <param name="StartPort">First port, 0..65535 (for ICMP: type and code).</param>
/// <param name="EndPort">Last port.</param>
/// <param name="StartAddress">First address.</param>
/// <param name="EndAddress">Last address, same family.</param>
public sealed record SelectorInfo(byte Protocol, ushort StartPort, ushort EndPort, IPAddress StartAddress, IPAddress EndAddress)
{
    /// <summary>True for IPv6 addresses.</summary>
    public bool IsIpv6 => StartAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;

    /// <summary>The prefix length when the range is exactly one subnet, otherwise null.</summary>
    public int? PrefixLength
    {
        get
        {
            var bits = IsIpv6 ? 128 : 32;
            if (Number(StartAddress, bits) is not { } start || Number(EndAddress, bits) is not { } end)
            {
                return null;
            }

            var host = 128 - (int)UInt128.LeadingZeroCount(start ^ end);
            var mask = host == 128 ? UInt128.MaxValue : (UInt128.One << host) - 1;
            return (start & mask) == 0 && (end & mask) == mask ? bits - host : null;
        }
    }

    /// <summary>Subnet when the range is one, otherwise the range: <c>192.168.0.0/24</c>, <c>10.0.0.1-10.0.0.9</c>.</summary>
    public string AddressText => PrefixLength is { } prefix ? $"{StartAddress}/{prefix}" : $"{StartAddress}-{EndAddress}";

    /// <summary>Address text, with <c>[protocol/port]</c> when either is restricted.</summary>
    public override string ToString()
    {
        if (Protocol == 0 && StartPort == 0 && EndPort == ushort.MaxValue)
        {
            return AddressText;
        }

        var ports = (StartPort, EndPort) switch
        {
            (0, ushort.MaxValue) => string.Empty,
            (ushort.MaxValue, 0) => "/opaque",
            _ when StartPort == EndPort => $"/{StartPort}",
            _ => $"/{StartPort}-{EndPort}",
        };
        return $"{AddressText}[{Protocol}{ports}]";
    }

    /// <summary>The address as a number; null when it is of another family.</summary>
    private static UInt128? Number(IPAddress address, int bits)
    {
        Span<byte> octets = stackalloc byte[16];
        return !address.TryWriteBytes(octets, out var length) || length * 8 != bits ? null
            : bits == 32 ? BinaryPrimitives.ReadUInt32BigEndian(octets)
            : BinaryPrimitives.ReadUInt128BigEndian(octets);
    }
}
