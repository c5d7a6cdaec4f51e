using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>TABLE: the configured kinds of authentication and who carries them out.</summary>
internal static class AuthMethods
{
    /// <summary>Null for kinds that no code exists for.</summary>
    public static IAuthMethod? Create(AuthenticationKind kind) => kind switch
    {
        AuthenticationKind.PreSharedKey => new PskMethod(),
        AuthenticationKind.Certificate => new SignatureMethod(),
        AuthenticationKind.PskRadius => new RadiusPskMethod(),
        _ => null,
    };

    /// <summary>The EAP methods of a kind, none when it is no EAP.</summary>
    public static IReadOnlyList<EapMethodType> EapMethodsOf(AuthenticationKind kind) => kind switch
    {
        AuthenticationKind.EapMschapv2 => [EapMethodType.MsChapV2],
        AuthenticationKind.EapMd5 => [EapMethodType.Md5Challenge],
        AuthenticationKind.EapTls => [EapMethodType.Tls],
        AuthenticationKind.EapTtls => [EapMethodType.Ttls],
        AuthenticationKind.EapPeap => [EapMethodType.Peap],
        _ => [],
    };

    /// <summary>True for kinds of EAP that need a TLS library, and at the authenticator a certificate.</summary>
    public static bool StandsOnTls(AuthenticationKind kind) => kind is AuthenticationKind.EapTls or AuthenticationKind.EapTtls or AuthenticationKind.EapPeap;

    /// <summary>True for kinds of authentication that leave AUTH out of the first request.</summary>
    public static bool IsEap(AuthenticationKind kind) => kind == AuthenticationKind.EapRadius || EapMethodsOf(kind).Count > 0;

    /// <summary>True when a peer of this vpn may send AUTH of this method; null is EAP, which begins without AUTH.</summary>
    public static bool Accepts(PeerPolicy policy, AuthenticationMethod? method) =>
        Accepts(policy.RemoteAuthentication, method)
        && (policy.RemoteAuthentication != AuthenticationKind.Certificate || policy.RemoteSignatureMethod is not { } demanded || method == demanded);

    /// <summary>True when a peer that must authenticate by this kind may send AUTH of this method; null is EAP, which begins without AUTH.</summary>
    public static bool Accepts(AuthenticationKind kind, AuthenticationMethod? method) => kind switch
    {
        _ when method is null => IsEap(kind),
        AuthenticationKind.PreSharedKey or AuthenticationKind.PskRadius => method == AuthenticationMethod.SharedKeyMessageIntegrityCode,
        AuthenticationKind.Certificate => method is AuthenticationMethod.RsaDigitalSignature or AuthenticationMethod.DigitalSignature
            or AuthenticationMethod.EcdsaSha256P256 or AuthenticationMethod.EcdsaSha384P384 or AuthenticationMethod.EcdsaSha512P521,
        _ => false,
    };

    /// <summary>What a kind is called in messages.</summary>
    public static string NameOf(AuthenticationKind kind) => kind switch
    {
        AuthenticationKind.PreSharedKey => "a preshared key",
        AuthenticationKind.Certificate => "a certificate",
        AuthenticationKind.EapMschapv2 => EapMethodType.MsChapV2.Name(),
        AuthenticationKind.EapMd5 => EapMethodType.Md5Challenge.Name(),
        AuthenticationKind.EapRadius => "EAP by RADIUS",
        AuthenticationKind.PskRadius => "a preshared key by RADIUS",
        AuthenticationKind.EapTls => EapMethodType.Tls.Name(),
        AuthenticationKind.EapTtls => EapMethodType.Ttls.Name(),
        AuthenticationKind.EapPeap => EapMethodType.Peap.Name(),
        AuthenticationKind.EapOnly => "EAP alone",
        _ => kind.ToString(),
    };
}
