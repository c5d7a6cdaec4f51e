using System.Text;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Policy;

/// <summary>An identity of RFC 7296 section 3.5. Compares by type and octets.</summary>
public sealed record Identity(IdentificationType Type, ValueList<byte> Data)
{
    public static Identity Fqdn(string name) => new(IdentificationType.Fqdn, ValueList.Create<byte>(Encoding.UTF8.GetBytes(name)));

    public static Identity Rfc822(string address) => new(IdentificationType.Rfc822Address, ValueList.Create<byte>(Encoding.UTF8.GetBytes(address)));

    public static Identity KeyId(ReadOnlySpan<byte> value) => new(IdentificationType.KeyId, ValueList.Create(value));

    public static Identity Address(IpAddress address) =>
        new(address.IsIpv6 ? IdentificationType.Ipv6Address : IdentificationType.Ipv4Address, ValueList.Create<byte>(address.ToBytes()));

    /// <summary>Printable form: address, name, or the hex digits of a key id that is not printable.</summary>
    public string Text => Type switch
    {
        IdentificationType.Ipv4Address when Data.Count == 4 => IpAddress.FromBytes(Data.AsSpan()).ToString(),
        IdentificationType.Ipv6Address when Data.Count == 16 => IpAddress.FromBytes(Data.AsSpan()).ToString(),
        IdentificationType.Fqdn or IdentificationType.Rfc822Address => PrintableText(),
        IdentificationType.DerAsn1Dn => DistinguishedName.Format(Data.AsSpan()) ?? Convert.ToHexStringLower(Data.AsSpan()),
        IdentificationType.KeyId when IsPrintable() => PrintableText(),
        _ => Convert.ToHexStringLower(Data.AsSpan()),
    };

    /// <summary>
    /// Parses the text forms of the configuration: an address, a name with <c>@</c> inside (RFC822), <c>@name</c> or a plain name (FQDN),
    /// <c>@#hex</c> or <c>keyid:text</c> (KEY_ID), a distinguished name with <c>=</c> (DN), or an explicit <c>ipv4:</c>, <c>ipv6:</c>,
    /// <c>fqdn:</c>, <c>email:</c>, <c>dn:</c> prefix. Null when the text is none of these.
    /// </summary>
    public static Identity? TryParse(string text) => IdentityParser.TryParse(text);

    public bool Equals(Identity? other) => other is not null && Type == other.Type && Data.Equals(other.Data);

    public override int GetHashCode() => HashCode.Combine(Type, Data);

    public override string ToString() => Text;

    private bool IsPrintable()
    {
        foreach (var octet in Data)
        {
            if (octet is < 0x20 or > 0x7e)
            {
                return false;
            }
        }

        return Data.Count > 0;
    }

    /// <summary>Control characters from a peer must not reach terminals or logs.</summary>
    private string PrintableText()
    {
        var text = Encoding.UTF8.GetString(Data.AsSpan());
        foreach (var letter in text)
        {
            if (char.IsControl(letter))
            {
                return new string([.. text.Select(static c => char.IsControl(c) ? '?' : c)]);
            }
        }

        return text;
    }
}
