using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>CP(CFG_REQUEST): which virtual addresses are asked for (RFC 7296 section 3.15.1).</summary>
internal static class ConfigurationRequests
{
    /// <summary>Addresses that one request may ask for; further ones are ignored.</summary>
    public const int MaximumAddresses = 16;

    /// <summary>Octets of INTERNAL_IP6_ADDRESS: the address and the length of its prefix.</summary>
    private const int Ipv6Length = 17;

    /// <summary>Asks for an address with each attribute, and for the DNS servers of its family.</summary>
    /// <param name="wanted">0.0.0.0 or :: = any of that family.</param>
    public static ConfigurationPayload Of(IReadOnlyList<IpAddress> wanted)
    {
        var attributes = new List<ConfigurationAttribute>(wanted.Count + 2);
        foreach (var address in wanted)
        {
            var type = address.IsIpv6 ? ConfigurationAttributeType.InternalIp6Address : ConfigurationAttributeType.InternalIp4Address;
            attributes.Add(new ConfigurationAttribute(type, address.IsUnspecified ? default : ValueOf(address)));
        }

        foreach (var ipv6 in wanted.Select(static address => address.IsIpv6).Distinct())
        {
            attributes.Add(new ConfigurationAttribute(ipv6 ? ConfigurationAttributeType.InternalIp6Dns : ConfigurationAttributeType.InternalIp4Dns, default));
        }

        return new ConfigurationPayload((byte)ConfigurationType.Request, attributes);
    }

    /// <summary>The same wishes, but for the addresses of before where any will do.</summary>
    public static ValueList<IpAddress> Again(IReadOnlyList<IpAddress> wanted, IReadOnlyList<IpAddress> before)
    {
        var left = before.ToList();
        return wanted.Select(wish =>
        {
            var index = wish.IsUnspecified ? left.FindIndex(address => address.IsIpv6 == wish.IsIpv6) : -1;
            if (index < 0)
            {
                return wish;
            }

            var address = left[index];
            left.RemoveAt(index);
            return address;
        }).ToValueList();
    }

    /// <summary>
    /// The addresses that the peer asks for, 0.0.0.0 or :: where it names none that can be read. Null when it sent no request; empty when it asks for
    /// other attributes only.
    /// </summary>
    public static ValueList<IpAddress>? Read(IReadOnlyList<Payload> payloads)
    {
        if (payloads.Find<ConfigurationPayload>() is not { CfgType: (byte)ConfigurationType.Request } request)
        {
            return null;
        }

        var wanted = new List<IpAddress>();
        foreach (var attribute in request.Attributes)
        {
            if (attribute.Type is ConfigurationAttributeType.InternalIp4Address or ConfigurationAttributeType.InternalIp6Address && wanted.Count < MaximumAddresses)
            {
                var ipv6 = attribute.Type == ConfigurationAttributeType.InternalIp6Address;
                wanted.Add(AddressIn(attribute, ipv6) ?? IpAddress.FromBits(0, ipv6));
            }
        }

        return wanted.ToValueList();
    }

    /// <summary>The value of an ADDRESS attribute.</summary>
    public static byte[] ValueOf(IpAddress address)
    {
        const int AllBits = 128;
        var value = new byte[address.IsIpv6 ? Ipv6Length : 4];
        if (address.WriteTo(value) < value.Length)
        {
            value[^1] = AllBits;
        }

        return value;
    }

    /// <summary>The address in an attribute; null when there is none, or its length is wrong. IPv6 without prefix length is taken too.</summary>
    public static IpAddress? AddressIn(ConfigurationAttribute attribute, bool ipv6)
    {
        var value = attribute.Value.Span;
        return ipv6
            ? value.Length is 16 or Ipv6Length ? IpAddress.FromBytes(value[..16]) : null
            : value.Length == 4 ? IpAddress.FromBytes(value) : null;
    }
}
