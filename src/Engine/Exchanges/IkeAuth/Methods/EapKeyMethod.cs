using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>The AUTH of both sides at the end of EAP, made with its key (RFC 7296 section 2.16). Cheap: it never waits.</summary>
/// <param name="masterSessionKey">What EAP ended with; null where the method gave none. Its owner is who holds the conversation.</param>
/// <param name="words">Who the peer is in EAP, and how, in words.</param>
internal sealed class EapKeyMethod(KeyMaterial? masterSessionKey, string words) : IAuthMethod
{
    public Identity DefaultIdentity(IkeSa sa, Identity? wanted) => throw new InvalidOperationException("identities are known before EAP begins");

    public AuthStep Prove(IkeSa sa, IdentificationPayload ownId) => new AuthStep.Done(
        [PskAuthentication.SignEap(sa, masterSessionKey, ownId)], AuthenticationMethod.SharedKeyMessageIntegrityCode, words);

    public AuthStep Check(IkeSa sa, IdentificationPayload peerId, IReadOnlyList<Payload> payloads) =>
        payloads.Find<AuthenticationPayload>() is { } auth && PskAuthentication.VerifyEap(sa, masterSessionKey, peerId, auth)
            ? new AuthStep.Done([], auth.Method, words)
            : new AuthStep.Failed(
                CloseReason.AuthenticationFailedLocal, $"authentication of '{sa.RemoteIdentity}' with {words} failed: AUTH was not made with its key");

    public AuthStep OnJob(IkeSa sa, CryptoJobResult result) => throw new InvalidOperationException("the key of EAP waits for no job");
}
