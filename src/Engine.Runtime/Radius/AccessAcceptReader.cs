using System.Buffers.Binary;
using System.Text;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Runtime.Configuration;

namespace MyIkev2.Engine.Runtime.Radius;

/// <summary>
/// TABLE: the attributes of an Access-Accept that are acted on. What EAP and preshared keys take of them differs, as in 6WIND's "RADIUS attribute support":
/// <code>
/// Framed-IP-Address, Framed-IPv6-Address, DNS-Server-IPv6-Address       both
/// Framed-IP-Netmask, Microsoft 28-31, Cisco VPN 3000 / ASA 5-8          EAP
/// ike:psk-remote, ike:local-ts, ike:remote-ts of the configured vendor  preshared keys
/// User-Name, Class, Filter-Id, Session-Timeout, Acct-Interim-Interval   both
/// </code>
/// </summary>
public static class AccessAcceptReader
{
    private const uint Microsoft = 311;
    private const uint CiscoVpn3000 = 3076;
    private const uint EspTunnel = 9;
    private const uint TunnelTypeMask = 0x00ff_ffff;
    private const string PreSharedKeyName = "ike:psk-remote";
    private const string LocalSelectorsName = "ike:local-ts";
    private const string RemoteSelectorsName = "ike:remote-ts";

    /// <summary>Subnets of one side that a server may give.</summary>
    private const int MostSelectors = 64;

    /// <summary>Longer ones are a server's own bookkeeping, not a name.</summary>
    private const int LongestGroup = 43;

    /// <summary>"The user chooses", "the NAS chooses" (RFC 2865 section 5.8): no address of the server's.</summary>
    private const uint FirstSpecialAddress = 0xffff_fffe;

    private static readonly (uint Vendor, byte Type)[] DnsRows = [(Microsoft, 28), (Microsoft, 29), (CiscoVpn3000, 5), (CiscoVpn3000, 6)];
    private static readonly (uint Vendor, byte Type)[] NbnsRows = [(Microsoft, 30), (Microsoft, 31), (CiscoVpn3000, 7), (CiscoVpn3000, 8)];

    /// <summary>What the peer gets.</summary>
    /// <param name="accept">The packet.</param>
    /// <param name="policy">What this side reads groups from.</param>
    /// <param name="byEap">The peer authenticated by EAP; otherwise with a preshared key.</param>
    public static RadiusGrant Read(RadiusPacket accept, RadiusPolicy policy, bool byEap)
    {
        string? problem = null;
        return new RadiusGrant
        {
            LocalSelectors = byEap ? [] : Selectors(accept, policy, LocalSelectorsName, ref problem),
            RemoteSelectors = byEap ? [] : Selectors(accept, policy, RemoteSelectorsName, ref problem),
            Problem = problem,
            UserName = accept.TryFind(RadiusAttributeType.UserName, out var name) ? name : default,
            Classes = [.. accept.All(RadiusAttributeType.Class)],
            Groups = [.. Groups(accept, policy)],
            SessionTimeout = Seconds(accept, RadiusAttributeType.SessionTimeout),
            InterimInterval = Seconds(accept, RadiusAttributeType.AcctInterimInterval),
            Addresses = Addresses(accept, byEap),
        };
    }

    /// <summary>The peer's preshared key: <c>ike:psk-remote=SECRET</c> in an attribute of the configured vendor. The caller disposes it.</summary>
    /// <remarks>Written as in the configuration: text, 0x and hexadecimal digits, or 0s and base64.</remarks>
    public static KeyMaterial? ReadPreSharedKey(RadiusPacket accept, RadiusPolicy policy) =>
        Pairs(accept, policy, PreSharedKeyName).FirstOrDefault() is { } value && ConfigTypes.Secret.Read(value).Data is byte[] octets ? new KeyMaterial(octets) : null;

    /// <summary>What a server says to people, cut to one line.</summary>
    public static string MessageOf(RadiusPacket packet)
    {
        const int LongestMessage = 200;
        if (!packet.TryFind(RadiusAttributeType.ReplyMessage, out var value))
        {
            return string.Empty;
        }

        var text = string.Concat(Encoding.UTF8.GetString(value.Span).Select(static c => char.IsControl(c) ? ' ' : c)).Trim();
        return text.Length > LongestMessage ? text[..LongestMessage] : text;
    }

    /// <summary>The values of <c>name=value</c> in attributes of the configured vendor.</summary>
    private static IEnumerable<string> Pairs(RadiusPacket accept, RadiusPolicy policy, string name)
    {
        if (policy.VendorId == 0)
        {
            yield break;
        }

        foreach (var attribute in accept.AllOfVendor(policy.VendorId, policy.VendorType))
        {
            var text = Encoding.UTF8.GetString(attribute.Span);
            if (text.StartsWith(name, StringComparison.Ordinal) && text.Length > name.Length && text[name.Length] == '=')
            {
                yield return text[(name.Length + 1)..];
            }
        }
    }

    /// <summary>Subnets, separated by commas or blanks, in as many attributes as it takes.</summary>
    private static ValueList<ConfiguredSelector> Selectors(RadiusPacket accept, RadiusPolicy policy, string name, ref string? problem)
    {
        var selectors = new List<ConfiguredSelector>();
        foreach (var word in Pairs(accept, policy, name).SelectMany(static text => text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries)))
        {
            if (ConfigTypes.Subnet.Read(word).Data is not IpSubnet subnet)
            {
                problem = $"{name} has what is no subnet";
                return [];
            }

            selectors.Add(new ConfiguredSelector(subnet.Network, subnet.PrefixLength));
        }

        problem = selectors.Count > MostSelectors ? $"{name} has more than {MostSelectors} subnets" : problem;
        return selectors.Count > MostSelectors ? [] : selectors.ToValueList();
    }

    private static IEnumerable<string> Groups(RadiusPacket accept, RadiusPolicy policy)
    {
        if (policy.ClassGroup)
        {
            foreach (var value in accept.All(RadiusAttributeType.Class).Where(static value => value.Length is > 0 and <= LongestGroup))
            {
                yield return Encoding.UTF8.GetString(value.Span);
            }
        }

        if (policy.FilterIdGroup && (accept.Number(RadiusAttributeType.TunnelType) & TunnelTypeMask) == EspTunnel)
        {
            foreach (var value in accept.All(RadiusAttributeType.FilterId).Where(static value => value.Length > 0))
            {
                yield return Encoding.UTF8.GetString(value.Span);
            }
        }
    }

    private static TimeSpan? Seconds(RadiusPacket accept, RadiusAttributeType type) =>
        accept.Number(type) is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null;

    private static AddressPoolPolicy? Addresses(RadiusPacket accept, bool byEap)
    {
        var ranges = new List<AddressRange>();
        foreach (var address in Ipv4(accept.All(RadiusAttributeType.FramedIpAddress)).Where(static address => !address.IsUnspecified && address.Bits < FirstSpecialAddress)
            .Concat(Ipv6(accept.All(RadiusAttributeType.FramedIpv6Address)).Where(static address => !address.IsUnspecified)))
        {
            ranges.Add(AddressRange.Between(address, address));
        }

        var dns = Ipv6(accept.All(RadiusAttributeType.DnsServerIpv6Address)).ToList();
        var nbns = new List<IpAddress>();
        IpAddress? netmask = null;
        if (byEap)
        {
            dns.AddRange(OfVendors(accept, DnsRows));
            nbns.AddRange(OfVendors(accept, NbnsRows));
            netmask = Ipv4(accept.All(RadiusAttributeType.FramedIpNetmask)).Select(static mask => (IpAddress?)mask).FirstOrDefault();
        }

        return ranges.Count + dns.Count + nbns.Count == 0 && netmask is null
            ? null
            : new AddressPoolPolicy
            {
                Name = RadiusGrant.PoolName,
                Ranges = ranges.ToValueList(),
                DnsServers = dns.ToValueList(),
                NbnsServers = nbns.ToValueList(),
                Netmask = netmask,
            };
    }

    private static IEnumerable<IpAddress> OfVendors(RadiusPacket accept, (uint Vendor, byte Type)[] rows) =>
        rows.SelectMany(row => Ipv4(accept.AllOfVendor(row.Vendor, row.Type))).Distinct();

    private static IEnumerable<IpAddress> Ipv4(IEnumerable<ReadOnlyMemory<byte>> values) => values
        .Where(static value => value.Length == sizeof(uint))
        .Select(static value => IpAddress.FromBits(BinaryPrimitives.ReadUInt32BigEndian(value.Span), ipv6: false));

    private static IEnumerable<IpAddress> Ipv6(IEnumerable<ReadOnlyMemory<byte>> values)
    {
        const int Octets = 16;
        return values
            .Where(static value => value.Length == Octets)
            .Select(static value => IpAddress.FromBits(BinaryPrimitives.ReadUInt128BigEndian(value.Span), ipv6: true));
    }
}
