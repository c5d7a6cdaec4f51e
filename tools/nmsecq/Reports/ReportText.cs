using System.Globalization;
using System.Net;
using MyIkev2.NmsecProtocol.Fields;
using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Nmsecq.Output;

namespace MyIkev2.Nmsecq.Reports;

/// <summary>How values are worded in reports.</summary>
internal sealed class ReportText(TimeZoneInfo zone)
{
    public const string NotApplicable = "n/a";

    private const ushort AllProtocols = 0xFFFF;

    /// <summary>A time of the interface: seconds since 1970, zero for never.</summary>
    public string Moment(uint seconds) => seconds == 0
        ? NotApplicable
        : TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(seconds), zone).ToString("yyyy/MM/dd HH:mm:ss", CultureInfo.InvariantCulture);

    public string Heading(DateTimeOffset now)
        => TimeZoneInfo.ConvertTime(now, zone).ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture);

    public static string YesNo(bool value) => value ? "Yes" : "No";

    public static string OnOff(bool value) => value ? "On" : "Off";

    /// <summary>Text, or the mark for none.</summary>
    public static string Named(string text) => text.Length == 0 ? NotApplicable : text;

    /// <summary>A number of which zero means none.</summary>
    public static string Number(ulong value) => value == 0 ? NotApplicable : $"{value}";

    public static string Duration(uint seconds) => seconds == 0 ? NotApplicable : seconds % 60 == 0 ? $"{seconds / 60}m" : $"{seconds}s";

    public static string Spi(uint spi) => spi == 0 ? NotApplicable : $"{spi} (0x{spi:X8})";

    public static string Kilobytes(ulong bytes) => $"{bytes / 1024}K";

    public static string IdentityType(IsakmpIdentityType type)
        => type == IsakmpIdentityType.None ? NotApplicable : Names.Of(type) ?? $"{(int)type}";

    public static string Address(in Ipv6Field field, bool ipv6) => $"{field.ToEndpoint(ipv6)}";

    /// <summary>An address where unset means none.</summary>
    public static string OptionalAddress(IPAddress address)
        => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? NotApplicable : $"{address}";

    public static string Protocol(int number) => number switch
    {
        0 or AllProtocols => "ALL",
        1 => "ICMP(1)",
        6 => "TCP(6)",
        17 => "UDP(17)",
        47 => "GRE(47)",
        50 => "ESP(50)",
        51 => "AH(51)",
        58 => "ICMPV6(58)",
        89 => "OSPF(89)",
        132 => "SCTP(132)",
        _ => $"{number}",
    };

    /// <summary>Base, prefix and end of an address selector, as the three fields that reports have for it.</summary>
    public static (string Base, string Prefix, string Range) Selector(in Ipv6Field low, in Ipv6Field high, AddressForm form, byte prefix, bool ipv6) => form switch
    {
        AddressForm.All => (ipv6 ? "::" : "0.0.0.0", "0", NotApplicable),
        AddressForm.Prefix => (Address(low, ipv6), $"{prefix}", NotApplicable),
        AddressForm.Range => (Address(low, ipv6), NotApplicable, Address(high, ipv6)),
        _ => (Address(low, ipv6), NotApplicable, NotApplicable),
    };

    /// <summary>First and last port, as the two fields that reports have for them.</summary>
    public static (string Port, string Range) Ports(ushort low, ushort high) => (low, high) switch
    {
        (0, 0) or (0, ushort.MaxValue) => ("All", NotApplicable),
        _ when low == high => ($"{low}", NotApplicable),
        _ => ($"{low}", $"{high}"),
    };

    /// <summary>A constant's name without what all of its kind begin with, or the number.</summary>
    public static string Code(Enum value, string prefix) => Names.Short(value, prefix).Replace('_', '-');

    /// <summary>The same, where the number zero has no constant because it means none.</summary>
    public static string OptionalCode(Enum value, string prefix)
        => Convert.ToUInt64(value) == 0 && Names.Of(value) is null ? NotApplicable : Code(value, prefix);
}
