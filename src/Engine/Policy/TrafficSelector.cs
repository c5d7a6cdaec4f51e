namespace MyIkev2.Engine.Policy;

/// <summary>A range of addresses, ports and one protocol (RFC 7296 section 3.13.1, RFC 4301 section 4.4.1).</summary>
/// <param name="Protocol">IP protocol, 0 = any.</param>
/// <param name="StartPort">First port; with 65535 here and 0 in <paramref name="EndPort"/> the selector is OPAQUE.</param>
/// <param name="EndPort">Last port.</param>
/// <param name="Start">First address.</param>
/// <param name="End">Last address, same family.</param>
public readonly record struct TrafficSelector(byte Protocol, ushort StartPort, ushort EndPort, IpAddress Start, IpAddress End)
{
    public static TrafficSelector Subnet(IpAddress network, int prefixLength, byte protocol = 0, ushort startPort = 0, ushort endPort = ushort.MaxValue)
    {
        var bits = network.IsIpv6 ? 128 : 32;
        var hostBits = bits - prefixLength;
        var mask = hostBits >= 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;
        var start = network.Bits & ~mask;
        return new TrafficSelector(protocol, startPort, endPort, IpAddress.FromBits(start, network.IsIpv6), IpAddress.FromBits(start | mask, network.IsIpv6));
    }

    public static TrafficSelector Host(IpAddress address, byte protocol = 0, ushort startPort = 0, ushort endPort = ushort.MaxValue) =>
        new(protocol, startPort, endPort, address, address);

    public bool IsIpv6 => Start.IsIpv6;

    public bool IsAllPorts => StartPort == 0 && EndPort == ushort.MaxValue;

    /// <summary>True when every packet of <paramref name="other"/> is one of this.</summary>
    public bool Contains(in TrafficSelector other) => Intersect(this, other) is { } common && common == other;

    /// <summary>What both allow, or null.</summary>
    public static TrafficSelector? Intersect(in TrafficSelector left, in TrafficSelector right)
    {
        if (left.Start.Length != right.Start.Length
            || (left.Protocol != 0 && right.Protocol != 0 && left.Protocol != right.Protocol))
        {
            return null;
        }

        var start = left.Start > right.Start ? left.Start : right.Start;
        var end = left.End < right.End ? left.End : right.End;
        if (start > end)
        {
            return null;
        }

        ushort startPort, endPort;
        if (left.StartPort > left.EndPort || right.StartPort > right.EndPort)
        {
            // OPAQUE meets only OPAQUE or "all ports" (RFC 4301 section 4.4.1.1).
            if (!(left.IsAllPorts || left.StartPort > left.EndPort) || !(right.IsAllPorts || right.StartPort > right.EndPort))
            {
                return null;
            }

            (startPort, endPort) = (ushort.MaxValue, 0);
        }
        else
        {
            startPort = Math.Max(left.StartPort, right.StartPort);
            endPort = Math.Min(left.EndPort, right.EndPort);
            if (startPort > endPort)
            {
                return null;
            }
        }

        return new TrafficSelector(left.Protocol != 0 ? left.Protocol : right.Protocol, startPort, endPort, start, end);
    }
}

/// <summary>A traffic selector as configured: its addresses may be left to the negotiation ("dynamic").</summary>
/// <param name="Network">Subnet address, or null for dynamic: the security endpoint's own address or the virtual IP.</param>
/// <param name="PrefixLength">Prefix length of <paramref name="Network"/>.</param>
/// <param name="Protocol">IP protocol, 0 = any.</param>
/// <param name="StartPort">First port.</param>
/// <param name="EndPort">Last port.</param>
public sealed record ConfiguredSelector(IpAddress? Network, int PrefixLength, byte Protocol = 0, ushort StartPort = 0, ushort EndPort = ushort.MaxValue)
{
    public static ConfiguredSelector Dynamic { get; } = new(null, 0);

    /// <summary>Last address of a range that is no subnet and begins at <see cref="Network"/>; null = the prefix says it.</summary>
    public IpAddress? Last { get; init; }

    /// <summary>All addresses from <paramref name="first"/> to <paramref name="last"/>; a subnet where they make up one.</summary>
    public static ConfiguredSelector Range(IpAddress first, IpAddress last, byte protocol = 0, ushort startPort = 0, ushort endPort = ushort.MaxValue)
    {
        var size = last.Bits - first.Bits + 1; // 0 = all of IPv6
        var hostBits = size == 0 ? 128 : (int)UInt128.TrailingZeroCount(size);
        var isSubnet = size == 0 || (UInt128.IsPow2(size) && (first.Bits & (size - 1)) == 0);
        var bits = first.Length * 8;
        return isSubnet
            ? new ConfiguredSelector(first, bits - hostBits, protocol, startPort, endPort)
            : new ConfiguredSelector(first, bits, protocol, startPort, endPort) { Last = last };
    }

    /// <summary>The selector with dynamic addresses replaced by <paramref name="endpoint"/>.</summary>
    public TrafficSelector Resolve(IpAddress endpoint) => Network is not { } network ? TrafficSelector.Host(endpoint, Protocol, StartPort, EndPort)
        : Last is { } last ? new TrafficSelector(Protocol, StartPort, EndPort, network, last)
        : TrafficSelector.Subnet(network, PrefixLength, Protocol, StartPort, EndPort);

    /// <summary>The selector with dynamic addresses replaced by every address of the families of which one will be given.</summary>
    /// <param name="requests">The addresses that are asked for.</param>
    public IEnumerable<TrafficSelector> ResolveUnknown(IEnumerable<IpAddress> requests) => Network is not null
        ? [Resolve(default)]
        : requests.Select(static request => request.IsIpv6).Distinct().Select(ipv6 => TrafficSelector.Subnet(IpAddress.FromBits(0, ipv6), 0, Protocol, StartPort, EndPort));
}
