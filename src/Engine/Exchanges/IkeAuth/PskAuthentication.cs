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
        Compute(sa, key.Secret.AsSpan(), sa.OwnInitMessage, sa.IsInitiator ? sa.ResponderNonce : sa.InitiatorNonce, sa.IsInitiator, ownId));

    /// <summary>True when the peer's AUTH was made with <paramref name="key"/>.</summary>
    public static bool Verify(IkeSa sa, PreSharedKey key, IdentificationPayload peerId, AuthenticationPayload auth)
    {
        var expected = Compute(sa, key.Secret.AsSpan(), sa.PeerInitMessage, sa.IsInitiator ? sa.InitiatorNonce : sa.ResponderNonce, !sa.IsInitiator, peerId);
        return CryptographicOperations.FixedTimeEquals(expected, auth.Data.Span);
    }

    /// <summary>AUTH of this side at the end of EAP (RFC 7296 section 2.16): made with the MSK, or with SK_p where the method gave none.</summary>
    public static AuthenticationPayload SignEap(IkeSa sa, KeyMaterial? masterSessionKey, IdentificationPayload ownId) => new(
        AuthenticationMethod.SharedKeyMessageIntegrityCode,
        ComputeEap(sa, masterSessionKey, sa.OwnInitMessage, sa.IsInitiator ? sa.ResponderNonce : sa.InitiatorNonce, sa.IsInitiator, ownId));

    /// <summary>True when the peer's AUTH at the end of EAP is right.</summary>
    public static bool VerifyEap(IkeSa sa, KeyMaterial? masterSessionKey, IdentificationPayload peerId, AuthenticationPayload auth) =>
        auth.Method == AuthenticationMethod.SharedKeyMessageIntegrityCode && CryptographicOperations.FixedTimeEquals(
            ComputeEap(sa, masterSessionKey, sa.PeerInitMessage, sa.IsInitiator ? sa.InitiatorNonce : sa.ResponderNonce, !sa.IsInitiator, peerId),
            auth.Data.Span);

    private static byte[] ComputeEap(IkeSa sa, KeyMaterial? masterSessionKey, byte[] initMessage, byte[] nonce, bool ofInitiator, IdentificationPayload id)
    {
        var key = masterSessionKey ?? (ofInitiator ? sa.Keys!.SkPi : sa.Keys!.SkPr);
        return Compute(sa, key.Span, initMessage, nonce, ofInitiator, id);
    }

    private static byte[] Compute(IkeSa sa, ReadOnlySpan<byte> secret, byte[] initMessage, byte[] nonce, bool ofInitiator, IdentificationPayload id)
    {
        var body = new byte[4 + id.Data.Length];
        var writer = new WireWriter(body);
        id.WriteBody(ref writer);
        var prf = sa.Services.Context.Crypto.Prf(sa.Suite.Prf)!;
        var confirmationKey = ofInitiator ? sa.Keys!.SkPi : sa.Keys!.SkPr;
        return PskAuth.Compute(prf, secret, initMessage, nonce, confirmationKey, body);
    }
}
