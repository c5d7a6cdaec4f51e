namespace MyIkev2.Engine.Policy;

/// <summary>Virtual addresses and attributes for peers that ask for them (RFC 7296 section 3.15). Immutable, compared by value.</summary>
public sealed record AddressPoolPolicy
{
    public required string Name { get; init; }

    /// <summary>Addresses to hand out, of either family, used from the first on. None = the pool gives attributes only.</summary>
    public ValueList<AddressRange> Ranges { get; init; } = [];

    /// <summary>INTERNAL_IP4_DNS, INTERNAL_IP6_DNS.</summary>
    public ValueList<IpAddress> DnsServers { get; init; } = [];

    /// <summary>INTERNAL_IP4_NBNS, and its obsolete form for IPv6.</summary>
    public ValueList<IpAddress> NbnsServers { get; init; } = [];

    /// <summary>INTERNAL_IP4_DHCP, INTERNAL_IP6_DHCP.</summary>
    public ValueList<IpAddress> DhcpServers { get; init; } = [];

    /// <summary>INTERNAL_IP4_SUBNET, INTERNAL_IP6_SUBNET: networks that are behind us.</summary>
    public ValueList<AddressPrefix> Subnets { get; init; } = [];

    /// <summary>INTERNAL_IP4_NETMASK, and its obsolete form for IPv6; null = none is sent.</summary>
    public IpAddress? Netmask { get; init; }
}

/// <summary>A network: its first address and how many bits all its addresses share.</summary>
public readonly record struct AddressPrefix(IpAddress Network, int Length)
{
    public override string ToString() => $"{Network}/{Length}";
}

/// <summary>Addresses of one family, one after the other, both ends included.</summary>
public readonly record struct AddressRange
{
    private AddressRange(IpAddress first, IpAddress last) => (First, Last) = (first, last);

    public IpAddress First { get; }

    public IpAddress Last { get; }

    public bool IsIpv6 => First.IsIpv6;

    /// <summary>How many addresses; <see cref="ulong.MaxValue"/> for that many and more.</summary>
    public ulong Size => Last.Bits - First.Bits >= ulong.MaxValue ? ulong.MaxValue : (ulong)(Last.Bits - First.Bits) + 1;

    /// <summary>From one address to another, both included. Throws <see cref="ArgumentException"/> when that is no range.</summary>
    public static AddressRange Between(IpAddress first, IpAddress last) => first.IsNone || first.Length != last.Length || first > last
        ? throw new ArgumentException($"{first}-{last} is not a range of addresses", nameof(last))
        : new AddressRange(first, last);

    /// <summary>What hosts of a subnet can have: all addresses but the first and the last, which name the network and all of its hosts, where there are more than two.</summary>
    public static AddressRange HostsOf(IpAddress network, int prefixLength)
    {
        var all = TrafficSelector.Subnet(network, prefixLength);
        return all.End.Bits - all.Start.Bits < 2
            ? new AddressRange(all.Start, all.End)
            : new AddressRange(IpAddress.FromBits(all.Start.Bits + 1, network.IsIpv6), IpAddress.FromBits(all.End.Bits - 1, network.IsIpv6));
    }

    public bool Contains(IpAddress address) => address.Length == First.Length && address >= First && address <= Last;

    /// <summary>The address at a distance from the first.</summary>
    public IpAddress At(ulong distance) => IpAddress.FromBits(First.Bits + distance, IsIpv6);

    public override string ToString() => First == Last ? First.ToString() : $"{First}-{Last}";
}
