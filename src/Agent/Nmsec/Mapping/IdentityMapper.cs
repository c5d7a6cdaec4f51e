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

    /// <summary>The content of the identity section: a key ID as hexadecimal digits, all others in printable form.</summary>
    public static string Text(IdentityInfo identity)
        => identity.Type == IdentityInfo.KeyIdType ? Convert.ToHexStringLower(identity.Data.Span) : identity.Text;
}
