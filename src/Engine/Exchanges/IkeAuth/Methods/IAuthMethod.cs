using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>
/// A way to prove an identity. One object proves this side's or checks the peer's, for one IKE_AUTH exchange: a step that waits for a job goes on in
/// <see cref="OnJob"/>.
/// </summary>
internal interface IAuthMethod
{
    /// <summary>The identity of this side where the vpn names none.</summary>
    /// <param name="sa">The SA.</param>
    /// <param name="wanted">What the peer wants this side to be, null for nothing.</param>
    Identity DefaultIdentity(IkeSa sa, Identity? wanted);

    /// <summary>Proves the own identity: done with the payloads that do, AUTH among them.</summary>
    AuthStep Prove(IkeSa sa, IdentificationPayload ownId);

    /// <summary>Checks the peer's proof: done without payloads.</summary>
    AuthStep Check(IkeSa sa, IdentificationPayload peerId, IReadOnlyList<Payload> payloads);

    /// <summary>The job that a step waited for is done.</summary>
    AuthStep OnJob(IkeSa sa, CryptoJobResult result);
}

/// <summary>What a step of an authentication ended with. A closed set.</summary>
internal abstract record AuthStep
{
    private AuthStep()
    {
    }

    /// <summary>The side is authenticated.</summary>
    /// <param name="Payloads">What proves it; empty when the peer's proof was checked.</param>
    /// <param name="Method">How, for displays.</param>
    /// <param name="Words">How, in words, for logs.</param>
    public sealed record Done(IReadOnlyList<Payload> Payloads, AuthenticationMethod Method, string Words) : AuthStep;

    /// <summary>A job must run first.</summary>
    public sealed record Pending(CryptoJob Job) : AuthStep;

    /// <summary>It is not.</summary>
    public sealed record Failed(CloseReason Reason, string Text) : AuthStep;
}
