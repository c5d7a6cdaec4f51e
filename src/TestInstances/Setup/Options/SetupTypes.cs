using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using MyIkev2.Engine;
using MyIkev2.Engine.Runtime.Configuration;
using MyIkev2.TestInstances.Setup.Yaml;

namespace MyIkev2.TestInstances.Setup.Options;

/// <summary>The kinds of values that are no algorithms.</summary>
internal static class SetupTypes
{
    private const int LongestText = 4096;

    // IFNAMSIZ of Linux less the terminating zero.
    private const int LongestInterfaceName = 15;

    public static SetupType<bool> Boolean { get; } = new(ParseBoolean, static value => value ? "true" : "false", "true, false");

    /// <summary>Any text in one line.</summary>
    public static SetupType<string> Text { get; } = new(ParseText, static value => value, "text", IsText: true);

    /// <summary>A name as Linux takes it for interfaces; empty = none.</summary>
    public static SetupType<string> InterfaceName { get; } = new(ParseInterfaceName, static value => value, "interface", IsText: true);

    public static SetupType<IPAddress> HostAddress { get; } = new(ParseHostAddress, static value => value.ToString(), "address", IsText: true);

    public static SetupType<IpAddress> Address { get; } = new(ParseAddress, static value => value.ToString(), "address", IsText: true);

    /// <summary>An address, or an empty text for none.</summary>
    public static SetupType<IpAddress?> OptionalAddress { get; } = new(ParseOptionalAddress, static value => value?.ToString() ?? string.Empty, "address", IsText: true);

    /// <summary>An address with a prefix length, or an empty text for none; without a length it is the address alone.</summary>
    public static SetupType<AddressWithPrefix?> OptionalPrefix { get; } = new(ParseOptionalPrefix, static value => value?.ToString() ?? string.Empty, "address/length", IsText: true);

    /// <summary>Steps between addresses.</summary>
    public static SetupType<ulong> Step { get; } = new(
        static (string text, out ulong value) => ParseNumber(text, ulong.MinValue, ulong.MaxValue, out value),
        static value => value.ToString(CultureInfo.InvariantCulture),
        "number from 0");

    public static SetupType<int> Number(int minimum, int maximum) => new(
        (string text, out int value) => ParseNumber(text, minimum, maximum, out value),
        static value => value.ToString(CultureInfo.InvariantCulture),
        $"{minimum}..{maximum}");

    public static SetupType<double> Percent { get; } = new(ParsePercent, static value => value.ToString("0.####", CultureInfo.InvariantCulture), "0..100");

    public static SetupType<TimeSpan> Duration(TimeSpan minimum, TimeSpan maximum) => new(
        (string text, out TimeSpan value) => ParseDuration(text, minimum, maximum, out value),
        GoDuration.Format,
        $"{GoDuration.Format(minimum)}..{GoDuration.Format(maximum)}");

    /// <summary>One of some words.</summary>
    public static SetupType<T> Words<T>(params (string Word, T Value)[] words)
        where T : struct, Enum => new(
            (string text, out T value) => ParseWord(text, words, out value),
            value => words.First(row => row.Value.Equals(value)).Word,
            string.Join(", ", words.Select(static row => row.Word)));

    /// <summary>The word's value, or a complaint that names the words.</summary>
    public static string? ParseWord<T>(string text, IReadOnlyList<(string Word, T Value)> words, out T value)
    {
        foreach (var row in words)
        {
            if (row.Word == text)
            {
                value = row.Value;
                return null;
            }
        }

        value = default!;
        var names = words.Select(static row => row.Word).ToList();
        return $"is '{Printable.Of(text)}', allowed is {string.Join(", ", names)}{NameSuggestion.For(text, names)}";
    }

    /// <summary>A decimal number. Leading zeros are refused: readers of YAML disagree on what they mean.</summary>
    public static string? ParseNumber<T>(string text, T minimum, T maximum, out T value)
        where T : IBinaryInteger<T>
    {
        var digits = text.AsSpan().TrimStart("+-");
        if (text.Length > 40 || digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9') || (digits.Length > 1 && digits[0] == '0') || text.Length - digits.Length > 1)
        {
            value = T.Zero;
            return $"is '{Printable.Of(text)}', which is not a whole number";
        }

        return T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value!) && value >= minimum && value <= maximum
            ? null
            : $"is {text}, allowed is {minimum} to {maximum}";
    }

    // The words of YAML 1.1, which the format's own reader takes.
    private static string? ParseBoolean(string text, out bool value)
    {
        value = text is "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON";
        return value || text is "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF"
            ? null
            : $"is '{Printable.Of(text)}', allowed is true or false";
    }

    private static string? ParseText(string text, out string value)
    {
        value = text;
        return text.Length > LongestText ? $"has {text.Length} characters, at most {LongestText} are allowed"
            : text.Any(char.IsControl) ? "has a control character"
            : null;
    }

    private static string? ParseInterfaceName(string text, out string value)
    {
        value = text;
        return text.Length > LongestInterfaceName || text is "." or ".." || text.Any(static c => c is '/' or ':' || char.IsWhiteSpace(c) || char.IsControl(c))
            ? $"is '{Printable.Of(text)}', which is not the name of an interface"
            : null;
    }

    private static string? ParseHostAddress(string text, out IPAddress value)
    {
        var complaint = ParseAddress(text, out var address);
        value = complaint is null ? address.ToIPAddress() : IPAddress.None;
        return complaint;
    }

    private static string? ParseAddress(string text, out IpAddress value)
    {
        // The system's parser takes "1" and "1.2" for IPv4 addresses, and a scope behind an IPv6 address.
        var parses = IPAddress.TryParse(text, out var parsed)
            && (parsed.AddressFamily == AddressFamily.InterNetworkV6 ? !text.Contains('%') : text.Count(static c => c == '.') == 3);
        value = parses ? IpAddress.From(parsed!) : default;
        return parses ? null : $"is '{Printable.Of(text)}', which is not an IPv4 or IPv6 address";
    }

    private static string? ParseOptionalAddress(string text, out IpAddress? value)
    {
        value = null;
        if (text.Length == 0)
        {
            return null;
        }

        var complaint = ParseAddress(text, out var address);
        value = complaint is null ? address : null;
        return complaint;
    }

    private static string? ParseOptionalPrefix(string text, out AddressWithPrefix? value)
    {
        value = null;
        if (text.Length == 0)
        {
            return null;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (ParseAddress(slash < 0 ? text : text[..slash], out var address) is { } complaint)
        {
            return complaint;
        }

        var bits = address.Length * 8;
        var length = bits;
        if (slash >= 0 && ParseNumber(text[(slash + 1)..], 0, bits, out length) is not null)
        {
            return $"is '{Printable.Of(text)}'; the length of a prefix is 0 to {bits}";
        }

        value = new AddressWithPrefix(address, length);
        return null;
    }

    private static string? ParsePercent(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value is >= 0 and <= 100
            ? null
            : $"is '{Printable.Of(text)}', allowed is 0 to 100";

    private static string? ParseDuration(string text, TimeSpan minimum, TimeSpan maximum, out TimeSpan value) =>
        !GoDuration.TryParse(text, out value)
            ? $"is '{Printable.Of(text)}', which is not a duration such as 100ms, 10s, 5m0s or 2h"
            : value < minimum || value > maximum ? $"is {Printable.Of(text)}, allowed is {GoDuration.Format(minimum)} to {GoDuration.Format(maximum)}"
            : null;
}
