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
            Span<byte> start = stackalloc byte[16];
            Span<byte> end = stackalloc byte[16];
            if (!StartAddress.TryWriteBytes(start, out var length) || !EndAddress.TryWriteBytes(end, out var endLength) || length != endLength)
            {
                return null;
            }

            var prefix = 0;
            while (prefix < length * 8 && Bit(start, prefix) == Bit(end, prefix))
            {
                prefix++;
            }

            for (var bit = prefix; bit < length * 8; bit++)
            {
                if (Bit(start, bit) != 0 || Bit(end, bit) != 1)
                {
                    return null;
                }
            }

            return prefix;
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

    private static int Bit(ReadOnlySpan<byte> bytes, int index) => (bytes[index >> 3] >> (7 - (index & 7))) & 1;
}
