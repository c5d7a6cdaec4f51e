using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>Shared key message integrity code (RFC 7296 section 2.15). Cheap: it never waits.</summary>
internal sealed class PskMethod : IAuthMethod
{
    private const string Words = "pre-shared key";

    public Identity DefaultIdentity(IkeSa sa, Identity? wanted) => wanted ?? Identity.Address(sa.Path.Local.Address);

    public AuthStep Prove(IkeSa sa, IdentificationPayload ownId)
    {
        var peer = sa.RemoteIdentity ?? sa.RoundPolicy.RequestedIdentity ?? sa.RoundPolicy.RemoteIdentity.Exact;
        if (sa.Services.FindPreSharedKey(sa.LocalIdentity!, peer ?? Identity.Address(sa.Path.Remote.Address)) is not { } key)
        {
            return new AuthStep.Failed(
                CloseReason.AuthenticationFailedLocal, $"no preshared key for '{peer?.Text ?? sa.Path.Remote.Address.ToString()}' is configured");
        }

        return new AuthStep.Done([PskAuthentication.Sign(sa, key.Secret.AsSpan(), ownId)], AuthenticationMethod.SharedKeyMessageIntegrityCode, Words);
    }

    public AuthStep Check(IkeSa sa, IdentificationPayload peerId, IReadOnlyList<Payload> payloads)
    {
        if (sa.Services.FindPreSharedKey(sa.LocalIdentity!, sa.RemoteIdentity!) is not { } key)
        {
            return new AuthStep.Failed(CloseReason.AuthenticationFailedLocal, $"no preshared key for '{sa.RemoteIdentity}' is configured");
        }

        return PskAuthentication.Verify(sa, key.Secret.AsSpan(), peerId, payloads.Find<AuthenticationPayload>()!)
            ? new AuthStep.Done([], AuthenticationMethod.SharedKeyMessageIntegrityCode, Words)
            : new AuthStep.Failed(CloseReason.AuthenticationFailedLocal, $"authentication of '{sa.RemoteIdentity}' with pre-shared key failed");
    }

    public AuthStep OnJob(IkeSa sa, CryptoJobResult result) => throw new InvalidOperationException("a preshared key waits for no job");
}
