using System.Buffers;
using System.Globalization;
using System.Net;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>A subnet with its host bits cleared.</summary>
internal sealed record IpSubnet(IpAddress Network, int PrefixLength)
{
    public override string ToString() => $"{Network}/{PrefixLength}";
}

/// <summary>Strict text forms of addresses: four decimal numbers, or IPv6 without a zone. Forms that people mean differently are refused.</summary>
internal static class AddressText
{
    private static readonly SearchValues<char> Ipv6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    public static bool TryRead(string text, out IpAddress address)
    {
        address = default;
        if (text.Contains(':'))
        {
            if (text.AsSpan().ContainsAnyExcept(Ipv6Characters) || !IPAddress.TryParse(text, out var parsed))
            {
                return false;
            }

            address = IpAddress.From(parsed);
            return true;
        }

        return TryReadIpv4(text, out address);
    }

    public static bool TryReadSubnet(string text, out IpSubnet? subnet, out string problem)
    {
        subnet = null;
        var slash = text.IndexOf('/');
        if (!TryRead(slash < 0 ? text : text[..slash], out var address))
        {
            problem = $"'{text}' is not a subnet";
            return false;
        }

        var bits = address.IsIpv6 ? 128 : 32;
        var length = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bits))
        {
            problem = $"'{text}' is not a subnet: the prefix length is not 0..{bits}";
            return false;
        }

        problem = string.Empty;
        subnet = new IpSubnet(MyIkev2.Engine.Policy.TrafficSelector.Subnet(address, length).Start, length);
        return true;
    }

    /// <summary>No leading zeros (they are octal to some), no fewer than four parts, no hexadecimal: inet_aton takes all of those.</summary>
    private static bool TryReadIpv4(string text, out IpAddress address)
    {
        address = default;
        Span<byte> octets = stackalloc byte[4];
        Span<Range> parts = stackalloc Range[5];
        if (text.AsSpan().Split(parts, '.') != 4)
        {
            return false;
        }

        for (var index = 0; index < 4; index++)
        {
            var part = text.AsSpan(parts[index]);
            if (part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0')
                || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out octets[index]))
            {
                return false;
            }
        }

        address = IpAddress.FromBytes(octets);
        return true;
    }
}

/// <summary>An IPv4 or IPv6 address (data: <see cref="IpAddress"/>).</summary>
internal sealed class AddressType : ConfigType
{
    public override string Expected => "an IPv4 or IPv6 address";

    public override string Placeholder => "ADDRESS";

    internal override ConfigReading Read(string text) => AddressText.TryRead(text, out var address)
        ? ConfigReading.Of(address.ToString(), address)
        : ConfigReading.Refused($"'{text}' is not an address");
}

/// <summary>An address, or <c>%any</c> (data: <see cref="IpAddress"/>, "no address" for any).</summary>
internal sealed class AddressOrAnyType : ConfigType
{
    private const string Any = "%any";

    public override string Expected => "an IPv4 or IPv6 address, or %any";

    public override string Placeholder => "ADDRESS";

    public override IReadOnlyList<string> Words => [Any];

    internal override ConfigReading Read(string text)
    {
        if (text is Any or "*")
        {
            return ConfigReading.Of(Any, default(IpAddress));
        }

        return AddressText.TryRead(text, out var address)
            ? ConfigReading.Of(address.ToString(), address.IsUnspecified ? default(IpAddress) : address)
            : ConfigReading.Refused($"'{text}' is not an address");
    }
}

/// <summary>A subnet; an address alone is a subnet of one (data: <see cref="IpSubnet"/>). Host bits are cleared.</summary>
internal sealed class SubnetType : ConfigType
{
    public override string Expected => "a subnet such as 10.0.0.0/8 or 2001:db8::/32";

    public override string Placeholder => "SUBNET";

    internal override ConfigReading Read(string text) => AddressText.TryReadSubnet(text, out var subnet, out var problem)
        ? ConfigReading.Of(subnet!.ToString(), subnet)
        : ConfigReading.Refused(problem);
}

/// <summary>An address, a range <c>a-b</c> or the hosts of a subnet (data: <see cref="MyIkev2.Engine.Policy.AddressRange"/>).</summary>
internal sealed class AddressRangeType : ConfigType
{
    public override string Expected => "an address, a range such as 10.0.0.1-10.0.0.99, or a subnet";

    public override string Placeholder => "RANGE";

    internal override ConfigReading Read(string text)
    {
        var dash = text.IndexOf('-');
        if (dash >= 0)
        {
            if (!AddressText.TryRead(text[..dash], out var first) || !AddressText.TryRead(text[(dash + 1)..], out var last))
            {
                return ConfigReading.Refused($"'{text}' is not a range of addresses");
            }

            return first.Length == last.Length && first <= last
                ? ConfigReading.Of($"{first}-{last}", MyIkev2.Engine.Policy.AddressRange.Between(first, last))
                : ConfigReading.Refused($"'{text}' is not a range: {(first.Length == last.Length ? "its end lies before its start" : "IPv4 and IPv6 are mixed")}");
        }

        if (AddressText.TryRead(text, out var address))
        {
            return ConfigReading.Of(address.ToString(), MyIkev2.Engine.Policy.AddressRange.Between(address, address));
        }

        if (!AddressText.TryReadSubnet(text, out var subnet, out var problem))
        {
            return ConfigReading.Refused(problem);
        }

        return ConfigReading.Of(subnet!.ToString(), MyIkev2.Engine.Policy.AddressRange.HostsOf(subnet.Network, subnet.PrefixLength));
    }
}

/// <summary>A port or a range of ports (data: pair of first and last <see cref="ushort"/>).</summary>
internal sealed class PortRangeType : ConfigType
{
    public override string Expected => "a port 1..65535 or a range such as 1024-2047";

    public override string Placeholder => "PORT";

    internal override ConfigReading Read(string text)
    {
        var dash = text.IndexOf('-');
        if (!TryPort(dash < 0 ? text : text[..dash], out var first))
        {
            return ConfigReading.Refused($"'{text}' is not a port");
        }

        var last = first;
        if (dash >= 0 && (!TryPort(text[(dash + 1)..], out last) || last < first))
        {
            return ConfigReading.Refused($"'{text}' is not a range of ports");
        }

        return ConfigReading.Of(last == first ? $"{first}" : $"{first}-{last}", (first, last));
    }

    private static bool TryPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port > 0;
}

/// <summary>Name of a network interface as Linux allows it (data: text).</summary>
internal sealed class InterfaceNameType : ConfigType
{
    public override string Expected => "an interface name of up to 15 characters";

    public override string Placeholder => "INTERFACE";

    internal override ConfigReading Read(string text) =>
        IsName(text) ? ConfigReading.Of(text, text) : ConfigReading.Refused($"'{text}' is not an interface name");

    internal static bool IsName(string text) =>
        text.Length is > 0 and <= 15 && text is not ("." or "..") && !text.AsSpan().ContainsAny("/: \"") && text.All(char.IsAscii) && !text.Any(char.IsControl);
}

/// <summary>An address or an interface name (data: <see cref="IpAddress"/> or text).</summary>
internal sealed class NextHopType : ConfigType
{
    public override string Expected => "an address or an interface name";

    public override string Placeholder => "NEXT-HOP";

    internal override ConfigReading Read(string text)
    {
        if (AddressText.TryRead(text, out var address))
        {
            return ConfigReading.Of(address.ToString(), address);
        }

        return InterfaceNameType.IsName(text) ? ConfigReading.Of(text, text) : ConfigReading.Refused($"'{text}' is neither an address nor an interface name");
    }
}
