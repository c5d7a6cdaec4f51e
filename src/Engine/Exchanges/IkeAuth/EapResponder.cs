using System.Text;
using MyIkev2.Engine.Crypto;
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
    private readonly IEapServer _server;
    private KeyMaterial? _masterSessionKey;
    private int _rounds;

    public EapResponder(IkeSa sa, IReadOnlyList<Payload> firstRequest, IdentificationPayload peerId)
    {
        FirstRequest = firstRequest;
        PeerId = peerId;
        _server = EapServers.Create(sa, peerId);
    }

    /// <summary>The request that began it.</summary>
    public IReadOnlyList<Payload> FirstRequest { get; }

    /// <summary>IDi of that request.</summary>
    public IdentificationPayload PeerId { get; }

    /// <summary>EAP has succeeded; the next request is the one with AUTH.</summary>
    public bool IsFinishing { get; private set; }

    /// <summary>The method made a key, so that AUTH of this side shows that it was the authenticator, or speaks for it.</summary>
    public bool HasKey => _masterSessionKey is not null;

    /// <summary>Who the peer is in EAP, and how, in words.</summary>
    public string Words => _server.Identity.IsEmpty ? _server.MethodName : $"{_server.MethodName} as '{Encoding.UTF8.GetString(_server.Identity)}'";

    /// <summary>Why the peer was turned away by the last answer; null while it was not.</summary>
    public string? Refusal => _server.Refusal;

    /// <summary>The first EAP packet.</summary>
    public EapStep Begin() => Note(_server.Start());

    /// <summary>The answer to the initiator's EAP packet.</summary>
    public EapStep Take(ExtensibleAuthenticationPayload packet) => ++_rounds > EapInitiator.MostRounds
        ? new EapStep.Failure(EapPacket.Failure(packet.Data.Span[1]), $"EAP is not over after {EapInitiator.MostRounds} rounds")
        : Note(_server.Handle(packet.Data));

    /// <summary>The work of a pending step is done.</summary>
    public EapStep Resume(CryptoJobResult result) => Note(_server.Resume(result));

    /// <summary>Done when the initiator's AUTH was made with the same key, else failed.</summary>
    public AuthStep Check(IkeSa sa, IReadOnlyList<Payload> request) => KeyMethod(sa).Check(sa, PeerId, request);

    /// <summary>This side's proof with that key.</summary>
    public AuthStep Prove(IkeSa sa, IdentificationPayload ownId) => KeyMethod(sa).Prove(sa, ownId);

    public void Dispose()
    {
        _server.Dispose();
        _masterSessionKey?.Dispose();
        _masterSessionKey = null;
    }

    private IAuthMethod KeyMethod(IkeSa sa) => PpkMethod.Around(sa, new EapKeyMethod(_masterSessionKey, Words));

    private EapStep Note(EapStep step)
    {
        if (step is EapStep.Success success)
        {
            _masterSessionKey = success.MasterSessionKey;
            IsFinishing = true;
        }

        return step;
    }
}
