using System.Text;
using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>
/// What the responder remembers of an IKE_AUTH whose initiator proves itself by EAP (RFC 7296 section 2.16): every round is a request of its own, and what the
/// first one asked for is granted by the answer to the last.
/// </summary>
internal sealed class EapResponder : IDisposable
{
    private readonly EapAuthenticator _authenticator;
    private KeyMaterial? _masterSessionKey;
    private int _rounds;

    public EapResponder(IkeSa sa, IReadOnlyList<Payload> firstRequest, IdentificationPayload peerId)
    {
        FirstRequest = firstRequest;
        PeerId = peerId;
        _authenticator = new EapAuthenticator(
            AuthMethods.EapMethodsOf(sa.Policy!.RemoteAuthentication),
            sa.Services.Peers.EapSecrets,
            sa.Services.Context.Random,
            sa.LocalIdentity!.Text);
    }

    /// <summary>The request that began it.</summary>
    public IReadOnlyList<Payload> FirstRequest { get; }

    /// <summary>IDi of that request.</summary>
    public IdentificationPayload PeerId { get; }

    /// <summary>EAP has succeeded; the next request is the one with AUTH.</summary>
    public bool IsFinishing { get; private set; }

    /// <summary>Who the peer is in EAP, and how, in words.</summary>
    public string Words => _authenticator.Identity.IsEmpty
        ? _authenticator.Method.Name()
        : $"{_authenticator.Method.Name()} as '{Encoding.UTF8.GetString(_authenticator.Identity)}'";

    /// <summary>Why the peer was turned away by the last answer; null while it was not.</summary>
    public string? Refusal => _authenticator.Refusal;

    /// <summary>The first EAP packet.</summary>
    public ExtensibleAuthenticationPayload Begin() => Payload(_authenticator.Start(), out _);

    /// <summary>The answer to the initiator's EAP packet.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="failure">Why it is over without success; null while it is not.</param>
    public ExtensibleAuthenticationPayload Take(ExtensibleAuthenticationPayload packet, out string? failure)
    {
        if (++_rounds > EapInitiator.MostRounds)
        {
            failure = $"EAP is not over after {EapInitiator.MostRounds} rounds";
            return new ExtensibleAuthenticationPayload(EapPacket.Failure(packet.Data.Span[1]));
        }

        return Payload(_authenticator.Handle(packet.Data), out failure);
    }

    /// <summary>True when the initiator's AUTH was made with the same key.</summary>
    public bool Verify(IkeSa sa, AuthenticationPayload auth) => PskAuthentication.VerifyEap(sa, _masterSessionKey, PeerId, auth);

    /// <summary>AUTH of this side with that key.</summary>
    public AuthenticationPayload Sign(IkeSa sa, IdentificationPayload ownId) => PskAuthentication.SignEap(sa, _masterSessionKey, ownId);

    public void Dispose()
    {
        _authenticator.Dispose();
        _masterSessionKey?.Dispose();
        _masterSessionKey = null;
    }

    private ExtensibleAuthenticationPayload Payload(EapStep step, out string? failure)
    {
        failure = null;
        switch (step)
        {
            case EapStep.Continue next:
                return new ExtensibleAuthenticationPayload(next.Packet);
            case EapStep.Success success:
                _masterSessionKey = success.MasterSessionKey;
                IsFinishing = true;
                return new ExtensibleAuthenticationPayload(success.Packet);
            case EapStep.Failure failed:
                failure = failed.Text;
                return new ExtensibleAuthenticationPayload(failed.Packet);
            default:
                throw new InvalidOperationException("EAP has no other step");
        }
    }
}
