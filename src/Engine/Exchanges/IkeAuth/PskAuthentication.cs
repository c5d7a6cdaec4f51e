using System.Security.Cryptography;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>Shared key message integrity code (RFC 7296 section 2.15).</summary>
internal static class PskAuthentication
{
    /// <summary>AUTH of this side.</summary>
    public static AuthenticationPayload Sign(IkeSa sa, PreSharedKey key, IdentificationPayload ownId) => new(
        AuthenticationMethod.SharedKeyMessageIntegrityCode,
        Compute(sa, key, sa.OwnInitMessage, sa.IsInitiator ? sa.ResponderNonce : sa.InitiatorNonce, sa.IsInitiator, ownId));

    /// <summary>True when the peer's AUTH was made with <paramref name="key"/>.</summary>
    public static bool Verify(IkeSa sa, PreSharedKey key, IdentificationPayload peerId, AuthenticationPayload auth)
    {
        var expected = Compute(sa, key, sa.PeerInitMessage, sa.IsInitiator ? sa.InitiatorNonce : sa.ResponderNonce, !sa.IsInitiator, peerId);
        return CryptographicOperations.FixedTimeEquals(expected, auth.Data.Span);
    }

    private static byte[] Compute(IkeSa sa, PreSharedKey key, byte[] initMessage, byte[] nonce, bool ofInitiator, IdentificationPayload id)
    {
        var body = new byte[4 + id.Data.Length];
        var writer = new WireWriter(body);
        id.WriteBody(ref writer);
        var prf = sa.Services.Context.Crypto.Prf(sa.Suite.Prf)!;
        var confirmationKey = ofInitiator ? sa.Keys!.SkPi : sa.Keys!.SkPr;
        return PskAuth.Compute(prf, key.Secret.AsSpan(), initMessage, nonce, confirmationKey, body);
    }
}
