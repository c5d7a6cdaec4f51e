namespace MyIkev2.Engine.Runtime.Import;

/// <summary>Forms of values in strongSwan's settings.</summary>
internal static class SettingsText
{
    /// <summary>The items of a list with commas.</summary>
    public static string[] List(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Null for what is no truth value.</summary>
    public static bool? Truth(string text) => text.ToLowerInvariant() switch
    {
        "yes" or "true" or "1" or "enabled" => true,
        "no" or "false" or "0" or "disabled" => false,
        _ => null,
    };

    /// <summary>A number with k, m or g for powers of 1024, as our sizes are written; anything else as it is.</summary>
    public static string Size(string text)
    {
        var shift = text.Length == 0 ? 0 : char.ToLowerInvariant(text[^1]) switch
        {
            'k' => 10,
            'm' => 20,
            'g' => 30,
            _ => 0,
        };
        return shift > 0 && ulong.TryParse(text.AsSpan(0, text.Length - 1), out var number) && number <= ulong.MaxValue >> shift
            ? (number << shift).ToString()
            : text;
    }

    /// <summary>True for the ways of saying "any address".</summary>
    public static bool IsAnyAddress(string text) => text is "%any" or "%any4" or "%any6" or "0.0.0.0" or "::" or "0.0.0.0/0" or "::/0";

    /// <summary>
    /// An identity in our form. strongSwan takes what follows most prefixes as octets; those that are printable stand for the same here. Null for forms that
    /// we have nothing for.
    /// </summary>
    public static string? Identity(string text)
    {
        if (text.StartsWith("@@", StringComparison.Ordinal))
        {
            return $"email:{text[2..]}";
        }

        var colon = text.IndexOf(':');
        if (colon <= 0 || System.Net.IPAddress.TryParse(text, out _))
        {
            return text;
        }

        var value = text[(colon + 1)..];
        return (text[..colon].ToLowerInvariant(), value.StartsWith('#')) switch
        {
            ("rfc822" or "email" or "userfqdn", false) => $"email:{value}",
            ("fqdn" or "dns", false) => $"fqdn:{value}",
            ("keyid", false) => $"keyid:{value}",
            ("keyid", true) => $"@{value}",
            ("ipv4" or "ipv6", true) => FromOctets(value.AsSpan(1)),
            ("ipv4" or "ipv6" or "rfc822" or "email" or "userfqdn" or "fqdn" or "dns" or "asn1dn" or "asn1gn", _) => null,
            _ when text[0] == '{' => null,
            _ => text,
        };
    }

    private static string? FromOctets(ReadOnlySpan<char> digits) =>
        Configuration.SecretText.FromHex(digits) is { Length: 4 or 16 } octets ? new System.Net.IPAddress(octets).ToString() : null;
}
