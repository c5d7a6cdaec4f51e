using MyIkev2.Engine.Policy;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>A <c>pool</c> of the tree to the engine's policy.</summary>
internal static class AddressPoolLoader
{
    public static AddressPoolPolicy Load(ConfigNode pool) => new()
    {
        Name = pool.Key!,
        Ranges = RangesOf(pool).ToValueList(),
        DnsServers = Addresses(pool, "dns"),
        NbnsServers = Addresses(pool, "nbns"),
        DhcpServers = Addresses(pool, "dhcp"),
        Subnets = pool.Values("subnet").Select(value => (IpSubnet)value.Data).Select(static subnet => new AddressPrefix(subnet.Network, subnet.PrefixLength)).ToValueList(),
        Netmask = pool.TryGet<IpAddress>("netmask", out var netmask) ? netmask : null,
    };

    /// <summary>What the pool hands out.</summary>
    public static IEnumerable<AddressRange> RangesOf(ConfigNode pool) => pool.Values("address").Select(static value => (AddressRange)value.Data);

    private static ValueList<IpAddress> Addresses(ConfigNode pool, string leaf) => pool.Values(leaf).Select(static value => (IpAddress)value.Data).ToValueList();
}
