using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>
/// What is said of a side that proved itself by EAP. Its AUTH payload is of the shared-key kind (RFC 7296 section 2.16), which does not tell it from one
/// with a preshared key; IANA has no number for it. These are of the range for private use and never travel.
/// </summary>
internal static class ProofOfEap
{
    /// <summary>By EAP: the side that initiated.</summary>
    public const AuthenticationMethod Eap = (AuthenticationMethod)201;

    /// <summary>By EAP and nothing else: the side that answered (RFC 5998).</summary>
    public const AuthenticationMethod EapOnly = (AuthenticationMethod)202;
}
