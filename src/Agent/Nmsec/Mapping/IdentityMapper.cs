using MyIkev2.NmsecProtocol.Records;
using MyIkev2.Registry;

namespace MyIkev2.Agent.Nmsec.Mapping;

/// <summary>IKEv2 identities in the numbering and the text of the interface.</summary>
internal static class IdentityMapper
{
    /// <summary>
    /// The type in RFC 2407 numbering. Both registries began as one, so the numbers agree where both have a type; a
    /// type that only IKEv2 has (ID_NULL, RFC 7619) has none here.
    /// </summary>
    public static IsakmpIdentityType Type(IdentityInfo identity) => identity.Type switch
    {
        1 => IsakmpIdentityType.Ipv4Address,
        2 => IsakmpIdentityType.Fqdn,
        3 => IsakmpIdentityType.UserFqdn,
        5 => IsakmpIdentityType.Ipv6Address,
        9 => IsakmpIdentityType.DistinguishedName,
        10 => IsakmpIdentityType.GeneralName,
        11 => IsakmpIdentityType.KeyId,
        _ => IsakmpIdentityType.None,
    };

    /// <summary>What <see cref="Text"/> wants for a key ID of usual length.</summary>
    public const int ScratchLength = 128;

    /// <summary>The content of the identity section: a key ID as hexadecimal digits, all others in printable form.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="scratch">Where digits are written if they fit.</param>
    public static ReadOnlySpan<char> Text(IdentityInfo identity, Span<char> scratch)
    {
        if (identity.Type != IdentityInfo.KeyIdType)
        {
            return identity.Text;
        }

        return Convert.TryToHexStringLower(identity.Data.Span, scratch, out var digits)
            ? scratch[..digits]
            : Convert.ToHexStringLower(identity.Data.Span);
    }
}
