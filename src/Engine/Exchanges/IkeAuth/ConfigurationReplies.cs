using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>CP(CFG_REPLY): the virtual addresses that a peer gets, and what goes with them (RFC 7296 section 3.15.1).</summary>
internal static class ConfigurationReplies
{
    /// <summary>DNS servers of one answer that are kept.</summary>
    private const int MaximumDnsServers = 16;

    /// <summary>
    /// The addresses, then the attributes of the pools that they are from, and of pools that have attributes only; of all the vpn's pools when no
    /// address was asked for.
    /// </summary>
    /// <param name="pools">What is configured.</param>
    /// <param name="names">The vpn's pools.</param>
    /// <param name="grant">What the peer gets; null when it asked for no address.</param>
    public static ConfigurationPayload Of(IEnumerable<AddressPoolPolicy> pools, ValueList<string> names, AddressGrant? grant)
    {
        var attributes = new List<ConfigurationAttribute>();
        foreach (var (_, address) in grant?.Addresses ?? [])
        {
            attributes.Add(new ConfigurationAttribute(
                address.IsIpv6 ? ConfigurationAttributeType.InternalIp6Address : ConfigurationAttributeType.InternalIp4Address,
                ConfigurationRequests.ValueOf(address)));
        }

        foreach (var name in names.Distinct())
        {
            if (pools.FirstOrDefault(pool => pool.Name == name) is { } pool && (grant is null || pool.Ranges.Count == 0 || grant.Addresses.Any(granted => granted.PoolName == name)))
            {
                AddAttributes(pool, attributes);
            }
        }

        return new ConfigurationPayload((byte)ConfigurationType.Reply, attributes);
    }

    /// <summary>What the peer assigned, null when it assigned no address. No more addresses of a family than were asked for, and none that no host can have.</summary>
    public static (ValueList<IpAddress> Addresses, ValueList<IpAddress> DnsServers)? Read(IReadOnlyList<Payload> payloads, IReadOnlyList<IpAddress> wanted)
    {
        if (payloads.Find<ConfigurationPayload>() is not { CfgType: (byte)ConfigurationType.Reply } reply)
        {
            return null;
        }

        var addresses = new List<IpAddress>();
        var servers = new List<IpAddress>();
        foreach (var attribute in reply.Attributes)
        {
            var ipv6 = attribute.Type is ConfigurationAttributeType.InternalIp6Address or ConfigurationAttributeType.InternalIp6Dns;
            if (ConfigurationRequests.AddressIn(attribute, ipv6) is not { } address || !CanBeHost(address))
            {
                continue;
            }

            switch (attribute.Type)
            {
                case ConfigurationAttributeType.InternalIp4Address or ConfigurationAttributeType.InternalIp6Address
                    when !addresses.Contains(address) && addresses.Count(other => other.IsIpv6 == ipv6) < wanted.Count(other => other.IsIpv6 == ipv6):
                    addresses.Add(address);
                    break;
                case ConfigurationAttributeType.InternalIp4Dns or ConfigurationAttributeType.InternalIp6Dns when servers.Count < MaximumDnsServers:
                    servers.Add(address);
                    break;
            }
        }

        return addresses.Count == 0 ? null : (addresses.ToValueList(), servers.ToValueList());
    }

    private static void AddAttributes(AddressPoolPolicy pool, List<ConfigurationAttribute> attributes)
    {
        if (pool.Netmask is { } netmask)
        {
            Add(attributes, netmask, ConfigurationAttributeType.InternalIp4Netmask, ConfigurationAttributeType.InternalIp6Netmask);
        }

        foreach (var server in pool.DnsServers)
        {
            Add(attributes, server, ConfigurationAttributeType.InternalIp4Dns, ConfigurationAttributeType.InternalIp6Dns);
        }

        foreach (var server in pool.NbnsServers)
        {
            Add(attributes, server, ConfigurationAttributeType.InternalIp4Nbns, ConfigurationAttributeType.InternalIp6Nbns);
        }

        foreach (var server in pool.DhcpServers)
        {
            Add(attributes, server, ConfigurationAttributeType.InternalIp4Dhcp, ConfigurationAttributeType.InternalIp6Dhcp);
        }

        foreach (var subnet in pool.Subnets)
        {
            attributes.Add(subnet.Network.IsIpv6
                ? new ConfigurationAttribute(ConfigurationAttributeType.InternalIp6Subnet, (byte[])[.. subnet.Network.ToBytes(), (byte)subnet.Length])
                : new ConfigurationAttribute(ConfigurationAttributeType.InternalIp4Subnet, (byte[])[.. subnet.Network.ToBytes(), .. NetmaskOf(subnet.Length).ToBytes()]));
        }
    }

    private static void Add(List<ConfigurationAttribute> attributes, IpAddress value, ConfigurationAttributeType ipv4, ConfigurationAttributeType ipv6) =>
        attributes.Add(new ConfigurationAttribute(value.IsIpv6 ? ipv6 : ipv4, value.ToBytes()));

    /// <summary>INTERNAL_IP4_SUBNET has a netmask, not a length.</summary>
    private static IpAddress NetmaskOf(int length) => IpAddress.FromBits(length == 0 ? 0 : uint.MaxValue << (32 - length), ipv6: false);

    /// <summary>Neither unspecified, loopback, multicast nor broadcast.</summary>
    private static bool CanBeHost(IpAddress address)
    {
        const uint LoopbackNetwork = 127;
        const uint FirstMulticast = 224;
        var first = address.IsIpv6 ? 0 : (uint)(address.Bits >> 24);
        return !address.IsUnspecified && (address.IsIpv6
            ? address.Bits != UInt128.One && (address.Bits >> 120) != 0xff
            : first is not LoopbackNetwork and < FirstMulticast);
    }
}
