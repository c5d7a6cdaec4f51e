using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Exchanges.FollowupKe;
using MyIkev2.Engine.Exchanges.Informational;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.CreateChildSa;

/// <summary>
/// CREATE_CHILD_SA for a new child or to rekey one, as responder (RFC 7296 sections 1.3.1, 1.3.3, 2.8, 2.25.1).
/// <code>
/// HDR, SK {[N(REKEY_SA),] SA, Ni, [KEi,] TSi, TSr}  -->
///                                &lt;--  HDR, SK {SA, Nr, [KEr,] TSi, TSr, [N(ADDITIONAL_KEY_EXCHANGE)]}
///                                &lt;--  HDR, SK {N(error)}
/// </code>
/// With additional key exchanges the new pair waits for IKE_FOLLOWUP_KE (RFC 9370 section 2.2.4).
/// </summary>
internal sealed class ChildResponder : ResponderExchange
{
    private ChildSelection? _selection;
    private ChildSa? _old;
    private ChildSa? _new;
    private byte[] _peerNonce = [];
    private ChildNegotiation? _child;

    public override ExchangeType Type => ExchangeType.CreateChildSa;

    public override ChildNegotiation? Child => _child;

    public override FailurePhase Refuses => _old is null ? FailurePhase.Child : FailurePhase.ChildRekey;

    public override ExchangeOutcome OnRequest(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        if (sa.State is not IkeSaState.Established)
        {
            return Refuse(NotifyType.NoAdditionalSas, CloseReason.Other, "the IKE SA is being replaced or closed");
        }

        if (sa.Requests.Current is RekeyIkeInitiator || sa.Followups?.Find<PendingIkeRekey>() is not null)
        {
            return Refuse(NotifyType.TemporaryFailure, CloseReason.Other, "the IKE SA is being rekeyed");
        }

        IEnumerable<ChildPolicy> policies = sa.Policy!.Children;
        if (payloads.FindNotify(NotifyType.RekeySa) is { } rekey)
        {
            if (!RekeySaNotify.TryRead(rekey, out var protocol, out var spi) || sa.Children.FindByOutboundSpi(spi) is not { } old
                || (byte)old.Protocol != (byte)protocol)
            {
                return new ExchangeOutcome.Refuse(
                    new NotifyPayload(rekey.Protocol, rekey.Spi, NotifyType.ChildSaNotFound, default), CloseReason.Other, "no such Child SA", ClosesSa: false);
            }

            if (!old.IsAlive)
            {
                return Refuse(NotifyType.TemporaryFailure, CloseReason.Other, "the Child SA is being closed");
            }

            _old = old;
            policies = [old.Policy];
        }

        if (ChildOffer.Read(payloads) is not { } offer)
        {
            return Refuse(NotifyType.InvalidSyntax, CloseReason.ProtocolError, "a child request without selectors");
        }

        var keyExchange = payloads.Find<KeyExchangePayload>();
        _selection = ChildSelection.Choose(sa, offer, policies, keyExchange?.Method ?? KeyExchangeId.None, withKeyExchange: true);
        if (_selection.Refusal is { } refusal)
        {
            sa.Services.CountChildFailure(sa, byPeer: true);
            return new ExchangeOutcome.Refuse(refusal, _selection.Reason, $"child request of the peer refused: {refusal.NotifyType.RfcName()}", ClosesSa: false);
        }

        if (_selection.Proposal!.Suite.AdditionalKeyExchanges.Count > 0)
        {
            if (_old is not null && sa.Followups?.Find<PendingChild>(state => state.Old == _old) is { } before)
            {
                // The peer begins anew.
                sa.Followups.Abandon(before);
            }

            if (sa.Followups is { IsFull: true })
            {
                return Refuse(NotifyType.TemporaryFailure, CloseReason.ResourceLimit, "too many negotiations wait for IKE_FOLLOWUP_KE");
            }
        }

        _peerNonce = payloads.Find<NoncePayload>()!.Data.ToArray();
        _child = new ChildNegotiation(_selection.Policy!, _old?.Activation ?? ActivationMethod.Remote, isInitiator: false, _old) { IsUnderWay = true };
        _child.Number(sa.Services);
        sa.Services.MarkDirty(sa);
        return _selection.Proposal!.Suite.KeyExchange == KeyExchangeId.None
            ? Answer(sa, default, null)
            : new ExchangeOutcome.Pending(new KeyExchangeJob(
                sa.Services.NextJobSerial(), _selection.Proposal.Suite.KeyExchange, null, keyExchange!.Data.ToArray()));
    }

    public override ExchangeOutcome OnJob(IkeSa sa, CryptoJobResult result)
    {
        using (result)
        {
            if (result.Own is null || result.Shared is null)
            {
                _child!.IsOver = true;
                sa.Services.CountChildFailure(sa, byPeer: true);
                sa.Services.MarkDirty(sa);
                return Refuse(NotifyType.InvalidSyntax, CloseReason.InvalidKe, "the peer's key exchange value is invalid");
            }

            return Answer(sa, result.Shared.Span, result.Own.Public);
        }
    }

    public override void OnAnswered(IkeSa sa)
    {
        if (_new is { } pair)
        {
            _new = null;
            Install(sa, pair, _old);
        }
    }

    public override void Release()
    {
        _new?.Dispose();
        _new = null;
    }

    /// <summary>The last answer is on its way: the pair carries packets.</summary>
    public static void Install(IkeSa sa, ChildSa pair, ChildSa? replaced)
    {
        // The peer switches when it has our answer; until its DELETE of the old pair arrives we go on sending on the old one.
        sa.Children.Install(pair, outbound: replaced is null, replaced);
        if (replaced is not { } old)
        {
            return;
        }

        sa.Requests.RemoveQueued(exchange => exchange is ChildInitiator { IsRekey: true } own && own.Old == old, CloseReason.Replaced, "the peer rekeyed it");
        if (sa.Requests.Current is ChildInitiator { IsRekey: true } current && current.Old == old)
        {
            current.Colliding = pair;
        }
        else
        {
            old.State = IpsecTunnelState.Rekeyed;
            old.RekeyAt = null;
            sa.Services.MarkDirty(sa);
        }
    }

    private ExchangeOutcome.Send Answer(IkeSa sa, ReadOnlySpan<byte> shared, byte[]? ownPublic)
    {
        var nonce = sa.Services.Context.Random.NextBytes(32);
        var spi = sa.Services.AllocateChildSpi();
        var payloads = new List<Payload>();
        _selection!.Contribute(spi, withKeyExchange: true, payloads);
        var position = payloads.FindIndex(payload => payload is SecurityAssociationPayload) + 1;
        payloads.Insert(position, new NoncePayload(nonce));
        if (ownPublic is not null)
        {
            payloads.Insert(position + 1, new KeyExchangePayload(_selection.Proposal!.Suite.KeyExchange, ownPublic));
        }

        if (_selection.Proposal!.Suite.AdditionalKeyExchanges.Count == 0)
        {
            _new = _selection.Create(sa, _child!, spi, shared, _peerNonce, nonce);
        }
        else
        {
            sa.Followups ??= new FollowupStates(sa);
            payloads.Add(sa.Followups.Keep(new PendingChild(_selection, _child!, _old, spi, nonce, _peerNonce, KeyMaterial.Copy(shared))));
        }

        return new ExchangeOutcome.Send(payloads);
    }

    private static ExchangeOutcome.Refuse Refuse(NotifyType notify, CloseReason reason, string text) =>
        new(new NotifyPayload(notify), reason, text, ClosesSa: false);
}
