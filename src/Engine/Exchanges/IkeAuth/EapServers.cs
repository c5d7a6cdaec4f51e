using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Radius;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>TABLE: the kinds of EAP that a peer may have to prove itself by, and who talks to it.</summary>
internal static class EapServers
{
    /// <summary>The authenticator's side for a peer whose vpn is known.</summary>
    /// <param name="sa">The SA.</param>
    /// <param name="peerId">IDi of the peer.</param>
    public static IEapServer Create(IkeSa sa, IdentificationPayload peerId) => sa.RoundPolicy.RemoteAuthentication switch
    {
        AuthenticationKind.EapRadius => new RadiusRelay(sa),
        var kind when AuthMethods.EapMethodsOf(kind) is { Count: > 0 } methods => new EapAuthenticator(
            methods, sa.Services.Peers.EapSecrets, sa.Services.Context.Random, sa.LocalIdentity!.Text, tls: EapTlsContext.OfServer(sa)),
        var kind => throw new InvalidOperationException($"'{peerId}' cannot prove itself by {kind}: AuthMethods accepts no such request"),
    };
}
