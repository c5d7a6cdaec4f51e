using System.Security.Cryptography;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>Shared key message integrity code (RFC 7296 section 2.15).</summary>
internal static class PskAuthentication
{
    /// <summary>AUTH of this side.</summary>
    public static AuthenticationPayload Sign(IkeSa sa, ReadOnlySpan<byte> secret, IdentificationPayload ownId) =>
        new(AuthenticationMethod.SharedKeyMessageIntegrityCode, Compute(sa, secret, AuthInput.OfThisSide(sa, ownId)));

    /// <summary>True when the peer's AUTH was made with <paramref name="secret"/>.</summary>
    public static bool Verify(IkeSa sa, ReadOnlySpan<byte> secret, IdentificationPayload peerId, AuthenticationPayload auth) =>
        CryptographicOperations.FixedTimeEquals(Compute(sa, secret, AuthInput.OfPeer(sa, peerId)), auth.Data.Span);

    /// <summary>AUTH of this side at the end of EAP (RFC 7296 section 2.16): made with the MSK, or with SK_p where the method gave none.</summary>
    public static AuthenticationPayload SignEap(IkeSa sa, KeyMaterial? masterSessionKey, IdentificationPayload ownId) =>
        Sign(sa, EapSecret(sa, masterSessionKey, sa.IsInitiator).Span, ownId);

    /// <summary>True when the peer's AUTH at the end of EAP is right.</summary>
    public static bool VerifyEap(IkeSa sa, KeyMaterial? masterSessionKey, IdentificationPayload peerId, AuthenticationPayload auth) =>
        auth.Method == AuthenticationMethod.SharedKeyMessageIntegrityCode
        && Verify(sa, EapSecret(sa, masterSessionKey, !sa.IsInitiator).Span, peerId, auth);

    private static KeyMaterial EapSecret(IkeSa sa, KeyMaterial? masterSessionKey, bool ofInitiator) =>
        masterSessionKey ?? (ofInitiator ? sa.Keys!.SkPi : sa.Keys!.SkPr);

    private static byte[] Compute(IkeSa sa, ReadOnlySpan<byte> secret, in AuthInput input) => PskAuth.Compute(
        sa.Services.Context.Crypto.Prf(sa.Suite.Prf)!, secret, input.InitMessage, input.OtherNonce, input.ConfirmationKey, input.IdBody, input.Intermediate);
}
