using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>What the methods of EAP that stand on TLS take from the vpn: its certificate, its trust, whom to expect.</summary>
internal static class EapTlsContext
{
    /// <summary>For the authenticator: a peer that the vpn names must be certified for that name, beside its EAP identity.</summary>
    public static EapTlsOptions? OfServer(IkeSa sa) =>
        Of(sa, sa.RoundPolicy.RemoteIdentity.IsAny || sa.RemoteIdentity is not { } peer ? [] : [peer], sa.RemoteIdentity);

    /// <summary>For the peer: the authenticator is whom the vpn says, or else whom IKE talks to.</summary>
    public static EapTlsOptions? OfPeer(IkeSa sa) =>
        Of(sa, (sa.RoundPolicy.EapServerIdentity ?? sa.RemoteIdentity) is { } server ? [server] : [], null);

    /// <summary>Null where there is no TLS library.</summary>
    private static EapTlsOptions? Of(IkeSa sa, IReadOnlyList<Identity> names, Identity? standIn)
    {
        var crypto = sa.Services.Context.Crypto;
        var policy = sa.RoundPolicy;
        return crypto.Tls is not { } library ? null : new EapTlsOptions
        {
            Library = library,
            Crypto = crypto,
            Own = sa.Services.Peers.FindCredential(policy.Certificate),
            Trust = sa.Services.Peers.TrustOf(policy),
            Revocation = policy.Revocation,
            Now = sa.Services.Now.UnixMilliseconds,
            Names = names,
            StandIn = standIn,
        };
    }
}
