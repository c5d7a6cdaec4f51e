using System.Net;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.TestInstances.Setup;

/// <summary>TABLE: the words of <c>authownmethod</c> and <c>authpeermethod</c>, and what they are for the engine.</summary>
internal static class SetupAuthentications
{
    private const int RadiusPort = 1812;

    private static readonly (SetupAuthentication Word, AuthenticationMethod Method, PublicKeyKind? Key)[] Signatures =
    [
        (SetupAuthentication.Rsa, AuthenticationMethod.RsaDigitalSignature, PublicKeyKind.Rsa),
        (SetupAuthentication.EcdsaSha256P256, AuthenticationMethod.EcdsaSha256P256, PublicKeyKind.EcdsaP256),
        (SetupAuthentication.EcdsaSha384P384, AuthenticationMethod.EcdsaSha384P384, PublicKeyKind.EcdsaP384),
        (SetupAuthentication.EcdsaSha512P521, AuthenticationMethod.EcdsaSha512P521, PublicKeyKind.EcdsaP521),
        (SetupAuthentication.DigitalSignature, AuthenticationMethod.DigitalSignature, null),
    ];

    /// <summary>Needs a certificate.</summary>
    public static bool IsCertificate(SetupAuthentication word) => MethodOf(word) is not null;

    /// <summary>The method of the AUTH payload that a word stands for; null for those that are no signatures.</summary>
    public static AuthenticationMethod? MethodOf(SetupAuthentication word)
    {
        foreach (var row in Signatures)
        {
            if (row.Word == word)
            {
                return row.Method;
            }
        }

        return null;
    }

    /// <summary>The kind of key that a method needs; null when any will do.</summary>
    public static PublicKeyKind? KeyOf(SetupAuthentication word) => Signatures.FirstOrDefault(row => row.Word == word).Key;

    /// <summary>The client proves itself by EAP, and the setup must say who it is.</summary>
    public static bool UsesAccounts(TestSetup setup) =>
        (setup.Role == TestRole.Client ? setup.Ike.OwnAuthentication : setup.Ike.PeerAuthentication) == SetupAuthentication.Eap && !AsksRadius(setup);

    /// <summary>The gateway proves itself by the EAP method of the client alone (RFC 5998).</summary>
    public static bool IsEapAlone(TestSetup setup) =>
        (setup.Role == TestRole.Client ? setup.Ike.PeerAuthentication : setup.Ike.OwnAuthentication) == SetupAuthentication.EapOnly;

    /// <summary>A gateway that asks a RADIUS server about its clients.</summary>
    public static bool AsksRadius(TestSetup setup) =>
        setup is { Role: TestRole.Gateway, Ike: { PeerAuthentication: SetupAuthentication.Eap, Eap.RadiusServer.Length: > 0 } };

    /// <summary>A server's address with its port, or without for 1812; null when the text is neither.</summary>
    public static IPEndPoint? ServerOf(string text) =>
        IPEndPoint.TryParse(text, out var endpoint) && !endpoint.Address.Equals(IPAddress.Any) && !endpoint.Address.Equals(IPAddress.IPv6Any)
            ? new IPEndPoint(endpoint.Address, endpoint.Port == 0 ? RadiusPort : endpoint.Port)
            : null;

    public static TestEapUse EapUseOf(SetupAuthentication word) => word switch
    {
        SetupAuthentication.Eap => TestEapUse.Eap,
        SetupAuthentication.EapOnly => TestEapUse.EapOnly,
        _ => TestEapUse.None,
    };

    public static AuthenticationKind KindOf(SetupEapMethod method) => method switch
    {
        SetupEapMethod.Md5 => AuthenticationKind.EapMd5,
        SetupEapMethod.Tls => AuthenticationKind.EapTls,
        _ => AuthenticationKind.EapMschapv2,
    };
}
