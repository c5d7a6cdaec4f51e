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
/// CREATE_CHILD_SA to rekey the IKE SA, as initiator (RFC 7296 sections 1.3.2, 2.8, 2.18, 2.25.2).
/// <code>
/// HDR, SK {SA, Ni, KEi}  -->
///                   &lt;--  HDR, SK {SA, Nr, KEr, [N(ADDITIONAL_KEY_EXCHANGE)]}
///                   &lt;--  HDR, SK {N(error)}
/// </code>
/// Additional key exchanges follow (<see cref="FollowupRequests"/>). The new SA takes the children over; the old one is deleted by this side.
/// </summary>
internal sealed class RekeyIkeInitiator : InitiatorExchange
{
    private KeyExchangeId _group;
    private KeyExchangeKeyPair? _own;
    private byte[] _nonce = [];
    private byte[] _peerNonce = [];
    private ulong _spi;
    private SelectedProposal? _selected;
    private ReadOnlyMemory<byte>? _link;
    private FollowupRequests? _followup;

    public override ExchangeType Type => _followup is null ? ExchangeType.CreateChildSa : ExchangeType.IkeFollowupKe;

    public override NegotiationPhase Negotiates => NegotiationPhase.Initial;

    /// <summary>The SA that the peer made by rekeying at the same time, and the lower nonce of its exchange.</summary>
    public (IkeSa Successor, byte[] LowestNonce)? Colliding { get; set; }

    public override ExchangeOutcome Build(IkeSa sa)
    {
        if (_followup is not null)
        {
            return GoOn(sa);
        }

        if (sa.State is not IkeSaState.Established)
        {
            sa.Services.Reports.Fail(sa, Request, CloseReason.Other, "the SA is gone");
            return ExchangeOutcome.Done;
        }

        if (_group == KeyExchangeId.None)
        {
            // The group in use is known to suit both.
            _group = sa.Suite.KeyExchange;
        }

        return _own is null
            ? new ExchangeOutcome.Pending(new KeyExchangeJob(sa.Services.NextJobSerial(), _group, null, null))
            : Ask(sa);
    }

    public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        if (_followup is not null)
        {
            return Carry(sa, _followup.OnResponse(sa, payloads));
        }

        if (payloads.Find<SecurityAssociationPayload>() is not { } answer)
        {
            return OnRefusal(sa, payloads.FindErrorNotify());
        }

        _selected = answer.Proposals.Count == 1
            ? ProposalSelection.Select(answer.Proposals, sa.Policy!.Proposals, sa.Services.Context.Crypto, _group, withKeyExchange: true)
            : null;
        var keyExchange = payloads.Find<KeyExchangePayload>()!;
        if (_selected is null || _selected.PeerSpi.Length != 8 || _selected.Suite.KeyExchange != _group || keyExchange.Method != _group)
        {
            return GiveUp(sa, CloseReason.NoProposalChosen, "the peer chose a proposal that was not offered");
        }

        _link = FollowupRequests.LinkIn(payloads);
        if (_selected.Suite.AdditionalKeyExchanges.Count > 0 && _link is null)
        {
            return GiveUp(sa, CloseReason.ProtocolError, "the peer's CREATE_CHILD_SA answer has no link to the additional key exchanges that it chose");
        }

        _peerNonce = payloads.Find<NoncePayload>()!.Data.ToArray();
        return new ExchangeOutcome.Pending(new KeyExchangeJob(sa.Services.NextJobSerial(), _group, _own!.Private, keyExchange.Data.ToArray()));
    }

    public override ExchangeOutcome OnJob(IkeSa sa, CryptoJobResult result)
    {
        if (_followup is not null)
        {
            return Carry(sa, _followup.OnJob(sa, result));
        }

        if (_selected is null)
        {
            _own = result.Own;
            return _own is null ? GiveUp(sa, CloseReason.InternalError, $"{_group} is not available") : Ask(sa);
        }

        using (result)
        {
            if (result.Shared is null)
            {
                return GiveUp(sa, CloseReason.InvalidKe, "the peer's key exchange value is invalid");
            }

            if (_selected.Suite.AdditionalKeyExchanges is not { Count: > 0 } additional)
            {
                return Finish(sa, result.Shared.Span, default);
            }

            _followup = FollowupRequests.Begin(additional, result.Shared, _link!.Value);
            return new ExchangeOutcome.Again(SameMessageId: false);
        }
    }

    public override void OnAbandoned(IkeSa sa, CloseReason reason, string text)
    {
        sa.Services.ReleaseIkeSpi(_spi);
        _spi = 0;
        Adopt(sa);
        sa.Services.Reports.Fail(sa, Request, reason, text);
    }

    public override void Release()
    {
        _own?.Private.Dispose();
        _own = null;
        _followup?.Dispose();
        _followup = null;
    }

    /// <summary>
    /// Makes the next additional key exchange. When both sides rekey at once, each knows from the nonces of CREATE_CHILD_SA whose SA would be redundant, and that
    /// side does not go on with it (RFC 7296 section 2.8.2).
    /// </summary>
    private ExchangeOutcome GoOn(IkeSa sa)
    {
        if (sa.State is not IkeSaState.Established)
        {
            return GiveUp(sa, CloseReason.Other, "the SA is gone");
        }

        var rival = Colliding?.LowestNonce ?? sa.Followups?.Find<PendingIkeRekey>()?.LowestNonce;
        if (rival is null || RekeyCollision.OwnSurvives(RekeyCollision.Lower(_nonce, _peerNonce), rival))
        {
            return _followup!.Build(sa);
        }

        sa.Services.ReleaseIkeSpi(_spi);
        _spi = 0;
        Adopt(sa);
        sa.Services.Reports.Succeed(sa, Request);
        return ExchangeOutcome.Done;
    }

    private ExchangeOutcome Carry(IkeSa sa, FollowupStep step) => step switch
    {
        FollowupStep.Go go => go.Outcome,
        FollowupStep.Complete => Finish(sa, _followup!.First, _followup.More),
        FollowupStep.Failed failed => GiveUp(sa, failed.Reason, failed.Text, failed.Notify),
        _ => throw new InvalidOperationException("there is no other step"),
    };

    private ExchangeOutcome.Send Ask(IkeSa sa)
    {
        _spi = _spi == 0 ? sa.Services.AllocateIkeSpi() : _spi;
        _nonce = sa.Services.Context.Random.NextBytes(32);
        var spi = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(spi, _spi);
        return new ExchangeOutcome.Send(
        [
            new SecurityAssociationPayload(ProposalSelection.ToWire(sa.Policy!.Proposals, sa.Services.Context.Crypto, spi, withKeyExchange: true)),
            new NoncePayload(_nonce),
            new KeyExchangePayload(_group, _own!.Public),
        ]);
    }

    private ExchangeOutcome Finish(IkeSa sa, ReadOnlySpan<byte> shared, ReadOnlySpan<byte> additional)
    {
        var successor = IkeSaSuccession.Create(
            sa, isInitiator: true, _spi, BinaryPrimitives.ReadUInt64BigEndian(_selected!.PeerSpi.Span), _selected.Suite, _nonce, _peerNonce, shared, additional);
        _spi = 0;
        var survives = Colliding is not { } colliding
            || colliding.Successor.State is IkeSaState.Closed
            || RekeyCollision.OwnSurvives(RekeyCollision.Lower(_nonce, _peerNonce), colliding.LowestNonce);
        if (survives)
        {
            if (Colliding is { Successor: { State: IkeSaState.Established } redundant })
            {
                redundant.Become(new IkeSaState.Rekeyed(successor, sa.Services.Now.Plus(SaTimers.RedundantGraceMilliseconds)));
            }

            Colliding = null;
            IkeSaSuccession.HandOver(sa, successor);
            sa.Services.Reports.Succeed(sa, Request);
            sa.Requests.Enqueue(new DeleteIkeInitiator(), first: true);
        }
        else
        {
            // Ours was made with the lowest nonce: it is redundant, and the peer deletes the old one (RFC 7296 section 2.8.2).
            Adopt(sa);
            successor.BeginDelete(CloseReason.Replaced, "redundant after a simultaneous rekey", 0);
            sa.Services.Reports.Succeed(sa, Request);
        }

        return ExchangeOutcome.Done;
    }

    private ExchangeOutcome OnRefusal(IkeSa sa, NotifyPayload? refusal)
    {
        if (refusal is not null && InvalidKeNotify.TryRead(refusal, out var wanted) && wanted != _group
            && sa.Policy!.Proposals.Any(offer => offer.KeyExchanges.Contains(wanted))
            && sa.Services.Context.Crypto.KeyExchange(wanted) is not null)
        {
            _group = wanted;
            Release();
            return new ExchangeOutcome.Again(SameMessageId: false);
        }

        return GiveUp(
            sa,
            refusal is null ? CloseReason.ProtocolError : PeerFailure.ReasonOf(refusal.NotifyType),
            refusal is null ? "the peer's CREATE_CHILD_SA answer carries neither SA nor an error" : $"the peer refused: {refusal.NotifyType.RfcName()}",
            ErrorNotify.Received(refusal));
    }

    private ExchangeOutcome GiveUp(IkeSa sa, CloseReason reason, string text, ErrorNotify notify = default)
    {
        sa.Services.ReleaseIkeSpi(_spi);
        _spi = 0;
        if (!Adopt(sa))
        {
            sa.Counters.RekeyFailures.Increment();
            sa.Timers.RetryRekey();
            sa.Services.Failures.Negotiation(sa, FailurePhase.IkeRekey, reason, $"rekeying the IKE SA failed: {text}", notify);
        }

        sa.Services.Reports.Fail(sa, Request, reason, text);
        return ExchangeOutcome.Done;
    }

    /// <summary>The peer's rekey stands: its SA takes over.</summary>
    private bool Adopt(IkeSa sa)
    {
        if (Colliding is not { } colliding || colliding.Successor.State is IkeSaState.Closed)
        {
            return false;
        }

        Colliding = null;
        IkeSaSuccession.HandOver(sa, colliding.Successor);
        return true;
    }
}
