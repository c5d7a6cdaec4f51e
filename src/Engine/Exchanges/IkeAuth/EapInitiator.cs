using System.Text;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Eap;
using MyIkev2.Engine.Exchanges.Contributors;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>
/// The rounds of IKE_AUTH in which the initiator proves itself by EAP (RFC 7296 section 2.16). They follow a first request without AUTH, and an answer in
/// which the responder proved itself.
/// <code>
/// HDR, SK {EAP}   --&gt;   &lt;--  HDR, SK {EAP}              as often as the method likes; the last one is EAP-Success
/// HDR, SK {AUTH}  --&gt;   &lt;--  HDR, SK {AUTH, [CP,] [SA, TSi, TSr]}
/// </code>
/// </summary>
internal sealed class EapInitiator : IDisposable
{
    /// <summary>No method needs nearly as many, in either role; a peer that goes on and on is not worth listening to.</summary>
    public const int MostRounds = 64;

    private readonly Func<IkeSa, EapPeer> _create;
    private readonly IdentificationPayload _ownId;
    private EapPeer? _peer;
    private KeyMaterial? _masterSessionKey;
    private IdentificationPayload? _peerId;
    private Payload? _next;
    private ReadOnlyMemory<byte> _last;
    private int _rounds;

    private EapInitiator(Func<IkeSa, EapPeer> create, IdentificationPayload ownId)
    {
        _create = create;
        _ownId = ownId;
    }

    /// <summary>EAP has succeeded; the next answer is the one with AUTH.</summary>
    public bool IsFinishing { get; private set; }

    /// <summary>The responder knows that it is over: it said so.</summary>
    public bool IsRefused => _peer?.Problem is null && EapPacket.TryRead(_last, out var packet) && packet.Code == EapCode.Failure;

    /// <summary>How, in words.</summary>
    public string Words => (_peer?.Method ?? EapMethodType.None).Name();

    /// <summary>The method that has succeeded proves the responder too, well enough to need no other proof (RFC 5998 section 4).</summary>
    public bool IsSafeAlone => _peer is { IsSafeAlone: true } && _masterSessionKey is not null;

    /// <summary>Prepares the rounds; null with the reason when there is no password for the identity.</summary>
    public static EapInitiator? Create(IkeSa sa, IdentificationPayload ownId, out string problem)
    {
        var policy = sa.RoundPolicy;
        var identity = policy.EapIdentity ?? sa.LocalIdentity!.Text;
        var methods = AuthMethods.EapMethodsOf(policy.LocalAuthentication);
        if (AuthMethods.StandsOnTls(policy.LocalAuthentication))
        {
            problem = sa.Services.Context.Crypto.Tls is null ? "there is no TLS library on this host"
                : sa.Services.Peers.FindCredential(policy.Certificate) is null ? $"certificate '{policy.Certificate}' of vpn {policy.Name} is not loaded"
                : string.Empty;
            return problem.Length > 0
                ? null
                : new EapInitiator(sa => new EapPeer(Encoding.UTF8.GetBytes(identity), default, methods, sa.Services.Context.Random, EapTlsContext.OfPeer(sa)), ownId);
        }

        if (sa.Services.Peers.EapSecrets.Find(identity) is not { } secret)
        {
            problem = $"no EAP secret for '{identity}' is configured";
            return null;
        }

        problem = string.Empty;
        return new EapInitiator(sa => new EapPeer(Encoding.UTF8.GetBytes(identity), secret.Secret.AsSpan(), methods, sa.Services.Context.Random), ownId);
    }

    /// <summary>The next request of the rounds.</summary>
    public ExchangeOutcome Request(IkeSa sa)
    {
        if (!IsFinishing)
        {
            return new ExchangeOutcome.Send([_next!]);
        }

        switch (KeyMethod(sa).Prove(sa, _ownId))
        {
            case AuthStep.Done done:
                sa.LocalMethod = ProofOfEap.Eap;
                var payloads = new List<Payload>(done.Payloads);
                SecondRoundSupport.AnnounceNext(sa, payloads);
                return new ExchangeOutcome.Send(payloads);
            case AuthStep.Failed failed:
                return new ExchangeOutcome.Close(failed.Reason, failed.Text, SendDelete: false);
            default:
                throw new InvalidOperationException("the key of EAP waits for no job");
        }
    }

    /// <summary>Takes the responder's EAP packet: a next request must go out unless the step is pending or a failure.</summary>
    /// <param name="sa">The SA; it knows the responder's identity.</param>
    /// <param name="peerId">The responder's identity, when the answer was the one in which it proved itself.</param>
    /// <param name="packet">The EAP packet.</param>
    public EapStep Take(IkeSa sa, IdentificationPayload? peerId, ExtensibleAuthenticationPayload packet)
    {
        _peer ??= _create(sa);
        _peerId ??= peerId;
        _last = packet.Data;
        return ++_rounds > MostRounds ? new EapStep.Failure([], $"EAP is not over after {MostRounds} rounds") : Note(_peer.Handle(packet.Data));
    }

    /// <summary>The work of a pending step is done.</summary>
    public EapStep Resume(CryptoJobResult result) => Note(_peer!.Resume(result));

    /// <summary>Done when the responder's last AUTH was made with the same key, else failed.</summary>
    public AuthStep Check(IkeSa sa, IReadOnlyList<Payload> answer) => KeyMethod(sa).Check(sa, _peerId!, answer);

    public void Dispose()
    {
        _peer?.Dispose();
        _masterSessionKey?.Dispose();
        _masterSessionKey = null;
    }

    private IAuthMethod KeyMethod(IkeSa sa) => PpkMethod.Around(sa, new EapKeyMethod(_masterSessionKey, Words));

    private EapStep Note(EapStep step)
    {
        switch (step)
        {
            case EapStep.Continue next:
                _next = new ExtensibleAuthenticationPayload(next.Packet);
                break;
            case EapStep.Success success:
                _masterSessionKey = success.MasterSessionKey;
                IsFinishing = true;
                break;
        }

        return step;
    }
}
