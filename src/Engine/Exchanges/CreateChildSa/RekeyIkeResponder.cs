using System.Buffers.Binary;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Exchanges.Informational;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.CreateChildSa;

/// <summary>
/// CREATE_CHILD_SA to rekey the IKE SA, as responder (RFC 7296 sections 1.3.2, 2.18, 2.25.2).
/// <code>
/// HDR, SK {SA, Ni, KEi}  -->
///                   &lt;--  HDR, SK {SA, Nr, KEr}
///                   &lt;--  HDR, SK {N(error)}
/// </code>
/// </summary>
internal sealed class RekeyIkeResponder : ResponderExchange
{
    private SelectedProposal? _selected;
    private IkeSa? _successor;
    private byte[] _peerNonce = [];
    private byte[] _nonce = [];
    private CryptoJobResult? _agreed;
    private ulong _spi;

    public override ExchangeType Type => ExchangeType.CreateChildSa;

    public override NegotiationPhase Negotiates => NegotiationPhase.Initial;

    public override FailurePhase Refuses => FailurePhase.IkeRekey;

    public override ExchangeOutcome OnRequest(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        if (sa.State is not IkeSaState.Established
            || sa.Requests.Current is ChildInitiator or DeleteChildInitiator)
        {
            return Refuse(new NotifyPayload(NotifyType.TemporaryFailure), CloseReason.Other, "busy with a Child SA or closing");
        }

        var keyExchange = payloads.Find<KeyExchangePayload>()!;
        var offered = payloads.Find<SecurityAssociationPayload>()!.Proposals;
        _selected = ProposalSelection.Select(offered, sa.Policy!.Proposals, sa.Services.Context.Crypto, keyExchange.Method, withKeyExchange: true);
        if (_selected is null || _selected.PeerSpi.Length != 8)
        {
            return Refuse(new NotifyPayload(NotifyType.NoProposalChosen), CloseReason.NoProposalChosen, "no common IKE proposal");
        }

        if (_selected.Suite.KeyExchange != keyExchange.Method)
        {
            return Refuse(InvalidKeNotify.Create(_selected.Suite.KeyExchange), CloseReason.InvalidKe, $"the peer guessed {keyExchange.Method}");
        }

        _peerNonce = payloads.Find<NoncePayload>()!.Data.ToArray();
        return new ExchangeOutcome.Pending(
            new KeyExchangeJob(sa.Services.NextJobSerial(), keyExchange.Method, null, keyExchange.Data.ToArray()));
    }

    public override ExchangeOutcome OnJob(IkeSa sa, CryptoJobResult result)
    {
        if (result.Own is null || result.Shared is null)
        {
            result.Dispose();
            return Refuse(new NotifyPayload(NotifyType.InvalidSyntax), CloseReason.InvalidKe, "the peer's key exchange value is invalid");
        }

        _agreed = result;
        _nonce = sa.Services.Context.Random.NextBytes(32);
        _spi = sa.Services.AllocateIkeSpi();
        var spi = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(spi, _spi);
        return new ExchangeOutcome.Send(
        [
            new SecurityAssociationPayload([ProposalSelection.ToWire(_selected!, spi, withKeyExchange: true)]),
            new NoncePayload(_nonce),
            new KeyExchangePayload(_selected!.Suite.KeyExchange, result.Own.Public),
        ]);
    }

    public override void OnAnswered(IkeSa sa)
    {
        _successor = IkeSaSuccession.Create(
            sa,
            isInitiator: false,
            _spi,
            BinaryPrimitives.ReadUInt64BigEndian(_selected!.PeerSpi.Span),
            _selected.Suite,
            _nonce,
            _peerNonce,
            _agreed!.Shared!.Span);
        _spi = 0;
        sa.Requests.RemoveQueued(exchange => exchange is RekeyIkeInitiator, CloseReason.Replaced, "the peer rekeyed it");
        if (sa.Requests.Current is RekeyIkeInitiator own)
        {
            own.Colliding = (_successor, RekeyCollision.Lower(_peerNonce, _nonce));
        }
        else
        {
            IkeSaSuccession.HandOver(sa, _successor);
        }
    }

    public override void Release()
    {
        _agreed?.Dispose();
        _agreed = null;
    }

    private static ExchangeOutcome.Refuse Refuse(NotifyPayload notify, CloseReason reason, string text) => new(notify, reason, text, ClosesSa: false);
}
