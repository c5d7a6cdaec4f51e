using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using MyIkev2.Engine.Runtime.Import.Settings;

namespace MyIkev2.Engine.Runtime.Import;

/// <summary>One side's traffic selectors: <c>10.1.0.0/16[tcp/80], dynamic</c>.</summary>
internal sealed class SelectorImport(ImportTarget target)
{
    private const int MostSubnets = 64;

    // TABLE: names of protocols (getprotobyname) that selectors are written with.
    private static readonly FrozenDictionary<string, string> Protocols = new Dictionary<string, string>
    {
        ["icmp"] = "1",
        ["igmp"] = "2",
        ["ipip"] = "4",
        ["ipencap"] = "4",
        ["tcp"] = "6",
        ["udp"] = "17",
        ["ipv6"] = "41",
        ["gre"] = "47",
        ["esp"] = "50",
        ["ah"] = "51",
        ["ipv6-icmp"] = "58",
        ["icmpv6"] = "58",
        ["ospf"] = "89",
        ["pim"] = "103",
        ["vrrp"] = "112",
        ["l2tp"] = "115",
        ["sctp"] = "132",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // TABLE: names of services (getservbyname) that selectors are written with.
    private static readonly FrozenDictionary<string, string> Services = new Dictionary<string, string>
    {
        ["ssh"] = "22",
        ["smtp"] = "25",
        ["domain"] = "53",
        ["bootps"] = "67",
        ["bootpc"] = "68",
        ["http"] = "80",
        ["ntp"] = "123",
        ["snmp"] = "161",
        ["bgp"] = "179",
        ["ldap"] = "389",
        ["https"] = "443",
        ["l2f"] = "1701",
        ["l2tp"] = "1701",
        ["radius"] = "1812",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Writes <c>local-ts</c> or <c>remote-ts</c> of a security policy.</summary>
    /// <param name="value">Null for the default, which is dynamic.</param>
    /// <param name="setting">Its whole name.</param>
    /// <param name="path">Words up to and with <c>local-ts</c>.</param>
    public void Write(SettingsValue? value, string setting, params string[] path)
    {
        if (value is null)
        {
            return;
        }

        (string Protocol, string Ports)? common = null;
        var hasSubnet = false;
        var isDynamic = false;
        foreach (var item in SettingsText.List(value.Text))
        {
            if (!TryReadLayer(item, out var addresses, out var protocol, out var ports))
            {
                target.Findings.Lost(value.Position, setting, $"'{item}': protocol or port is not known");
                continue;
            }

            if (common is { } first && first != (protocol, ports))
            {
                target.Findings.Lost(value.Position, setting, $"'{item}': protocol and port hold for all subnets of a selector here; make a security-policy of its own for it");
                continue;
            }

            if (addresses is "dynamic")
            {
                isDynamic = true;
                common ??= (protocol, ports);
                continue;
            }

            if (Subnets(addresses) is not { } subnets)
            {
                target.Findings.Lost(value.Position, setting, $"'{item}' is neither a subnet nor a range that few subnets make up");
                continue;
            }

            common ??= (protocol, ports);
            foreach (var subnet in subnets)
            {
                hasSubnet |= target.Set(value.Position, setting, [.. path, "subnet", subnet]);
            }
        }

        if (isDynamic && hasSubnet)
        {
            target.Findings.Lost(value.Position, setting, "'dynamic' beside subnets: make a security-policy of its own for it");
        }

        if (common is { } layer)
        {
            WriteLayer(value, setting, layer.Protocol, layer.Ports, path);
        }
    }

    private void WriteLayer(SettingsValue value, string setting, string protocol, string ports, string[] path)
    {
        if (protocol.Length > 0 && protocol != "0")
        {
            target.Set(value.Position, setting, [.. path, "protocol", protocol]);
        }

        if (ports.Length > 0 && protocol is "" or "0")
        {
            target.Findings.Lost(value.Position, setting, "ports without a protocol");
        }
        else if (ports.Length > 0)
        {
            target.Set(value.Position, setting, [.. path, "port", ports]);
        }
    }

    /// <summary>Takes <c>[protocol/port]</c> off a selector.</summary>
    private static bool TryReadLayer(string item, out string addresses, out string protocol, out string ports)
    {
        (addresses, protocol, ports) = (item, string.Empty, string.Empty);
        var open = item.IndexOf('[');
        if (open < 0)
        {
            return true;
        }

        addresses = item[..open].Trim();
        if (item[^1] != ']')
        {
            return false;
        }

        var inner = item[(open + 1)..^1].Split('/', 2, StringSplitOptions.TrimEntries);
        if (inner[0].Length > 0 && !IsAny(inner[0]))
        {
            protocol = byte.TryParse(inner[0], out var number) ? number.ToString() : Protocols.GetValueOrDefault(inner[0].ToLowerInvariant(), string.Empty);
            if (protocol.Length == 0)
            {
                return false;
            }
        }

        if (inner.Length < 2 || IsAny(inner[1]))
        {
            return true;
        }

        ports = inner[1] == "opaque" ? string.Empty : Services.GetValueOrDefault(inner[1].ToLowerInvariant(), inner[1]);
        return ports.Length > 0 && ports.All(static c => char.IsAsciiDigit(c) || c == '-');
    }

    private static bool IsAny(string word) => word is "any" or "%any" or "" or "0-65535";

    /// <summary>The subnets of <c>10.0.0.0/8</c>, <c>10.0.0.1</c>, or <c>10.0.0.1-10.0.0.9</c>; null when it is none of these or takes too many.</summary>
    internal static IReadOnlyList<string>? Subnets(string text)
    {
        var dash = text.IndexOf('-');
        if (dash > 0)
        {
            return IPAddress.TryParse(text.AsSpan(0, dash).Trim(), out var first) && IPAddress.TryParse(text.AsSpan(dash + 1).Trim(), out var last)
                && first.AddressFamily == last.AddressFamily
                ? Cover(Number(first), Number(last), first.AddressFamily)
                : null;
        }

        var slash = text.IndexOf('/');
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address))
        {
            return null;
        }

        var bits = address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
        var prefix = bits;
        return slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), out prefix) || prefix < 0 || prefix > bits)
            ? null
            : [$"{Address(Number(address) & ~HostMask(bits - prefix), address.AddressFamily)}/{prefix}"];
    }

    /// <summary>The fewest subnets that make up a range.</summary>
    private static List<string>? Cover(UInt128 first, UInt128 last, AddressFamily family)
    {
        var bits = family == AddressFamily.InterNetworkV6 ? 128 : 32;
        var subnets = new List<string>();
        while (first <= last)
        {
            var host = Math.Min(bits, first == 0 ? bits : (int)UInt128.TrailingZeroCount(first));
            while (host > 0 && (first | HostMask(host)) > last)
            {
                host--;
            }

            if (subnets.Count == MostSubnets)
            {
                return null;
            }

            subnets.Add($"{Address(first, family)}/{bits - host}");
            var end = first | HostMask(host);
            if (end == UInt128.MaxValue)
            {
                break;
            }

            first = end + 1;
        }

        return subnets.Count > 0 ? subnets : null;
    }

    private static UInt128 HostMask(int bits) => bits == 128 ? UInt128.MaxValue : (UInt128.One << bits) - 1;

    private static UInt128 Number(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out var length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt128BigEndian(octets);
    }

    private static IPAddress Address(UInt128 number, AddressFamily family)
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, number);
        return new IPAddress(family == AddressFamily.InterNetworkV6 ? octets : octets[12..]);
    }
}
