using System.Net;
using System.Text;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Policy;

/// <summary>The text forms of identities.</summary>
internal static class IdentityParser
{
    public static Identity? TryParse(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (IPAddress.TryParse(text, out var address) && (text.Contains(':') || text.Count(c => c == '.') == 3))
        {
            return Identity.Address(IpAddress.From(address));
        }

        if (text.StartsWith("@#", StringComparison.Ordinal))
        {
            return FromHex(text.AsSpan(2));
        }

        var colon = text.IndexOf(':');
        if (colon > 0)
        {
            var value = text[(colon + 1)..];
            switch (text[..colon].ToLowerInvariant())
            {
                case "ipv4" or "ipv6":
                    return IPAddress.TryParse(value, out var typed) ? Identity.Address(IpAddress.From(typed)) : null;
                case "fqdn":
                    return Identity.Fqdn(value);
                case "email" or "rfc822":
                    return Identity.Rfc822(value);
                case "keyid":
                    return value.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
                        ? FromHex(value.AsSpan(2))
                        : Identity.KeyId(Encoding.UTF8.GetBytes(value));
                case "dn":
                    return FromName(value);
            }
        }

        if (text[0] == '@')
        {
            return text.Length > 1 ? Identity.Fqdn(text[1..]) : null;
        }

        if (text.Contains('@'))
        {
            return Identity.Rfc822(text);
        }

        return text.Contains('=') ? FromName(text) : Identity.Fqdn(text);
    }

    private static Identity? FromHex(ReadOnlySpan<char> digits)
    {
        try
        {
            return digits.Length > 0 ? Identity.KeyId(Convert.FromHexString(digits)) : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static Identity? FromName(string name) =>
        DistinguishedName.Encode(name) is { } der ? new Identity(IdentificationType.DerAsn1Dn, ValueList.Create<byte>(der)) : null;
}
