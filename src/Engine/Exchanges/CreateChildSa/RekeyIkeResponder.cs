using System.Buffers.Binary;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Exchanges.FollowupKe;
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
///                   &lt;--  HDR, SK {SA, Nr, KEr, [N(ADDITIONAL_KEY_EXCHANGE)]}
///                   &lt;--  HDR, SK {N(error)}
/// </code>
/// With additional key exchanges the new SA waits for IKE_FOLLOWUP_KE (RFC 9370 section 2.2.4).
/// </summary>
internal sealed class RekeyIkeResponder : ResponderExchange
{
    private SelectedProposal? _selected;
    private byte[] _peerNonce = [];
    private byte[] _nonce = [];
    private CryptoJobResult? _agreed;
    private ulong _spi;
    private bool _isPending;

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

        if (_selected.Suite.AdditionalKeyExchanges.Count > 0)
        {
            if (sa.Followups?.Find<PendingIkeRekey>() is { } before)
            {
                // The peer begins anew.
                sa.Followups.Abandon(before);
            }

            if (sa.Followups is { IsFull: true })
            {
                return Refuse(new NotifyPayload(NotifyType.TemporaryFailure), CloseReason.ResourceLimit, "too many negotiations wait for IKE_FOLLOWUP_KE");
            }
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
        var payloads = new List<Payload>
        {
            new SecurityAssociationPayload([ProposalSelection.ToWire(_selected!, spi, withKeyExchange: true)]),
            new NoncePayload(_nonce),
            new KeyExchangePayload(_selected!.Suite.KeyExchange, result.Own.Public),
        };
        if (_selected.Suite.AdditionalKeyExchanges.Count > 0)
        {
            sa.Followups ??= new FollowupStates(sa);
            payloads.Add(sa.Followups.Keep(new PendingIkeRekey(_selected, _spi, _nonce, _peerNonce, KeyMaterial.Copy(result.Shared.Span))));
            _isPending = true;
        }

        return new ExchangeOutcome.Send(payloads);
    }

    public override void OnAnswered(IkeSa sa)
    {
        if (!_isPending)
        {
            Complete(sa, _selected!, _spi, _nonce, _peerNonce, _agreed!.Shared!.Span, default);
        }
    }

    public override void Release()
    {
        _agreed?.Dispose();
        _agreed = null;
    }

    /// <summary>The last answer is on its way: makes the new SA.</summary>
    public static void Complete(
        IkeSa sa, SelectedProposal selected, ulong spi, byte[] nonce, byte[] peerNonce, ReadOnlySpan<byte> shared, ReadOnlySpan<byte> additional)
    {
        var successor = IkeSaSuccession.Create(
            sa,
            isInitiator: false,
            spi,
            BinaryPrimitives.ReadUInt64BigEndian(selected.PeerSpi.Span),
            selected.Suite,
            nonce,
            peerNonce,
            shared,
            additional);
        sa.Requests.RemoveQueued(exchange => exchange is RekeyIkeInitiator, CloseReason.Replaced, "the peer rekeyed it");
        if (sa.Requests.Current is RekeyIkeInitiator own)
        {
            own.Colliding = (successor, RekeyCollision.Lower(peerNonce, nonce));
        }
        else
        {
            IkeSaSuccession.HandOver(sa, successor);
        }
    }

    private static ExchangeOutcome.Refuse Refuse(NotifyPayload notify, CloseReason reason, string text) => new(notify, reason, text, ClosesSa: false);
}
