using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Exchanges.FollowupKe;
using MyIkev2.Engine.Exchanges.Informational;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.CreateChildSa;

/// <summary>
/// CREATE_CHILD_SA for a new child or to rekey one, as initiator (RFC 7296 sections 1.3.1, 1.3.3, 2.8, 2.25.1).
/// <code>
/// HDR, SK {[N(REKEY_SA),] SA, Ni, [KEi,] TSi, TSr}  -->
///                                &lt;--  HDR, SK {SA, Nr, [KEr,] TSi, TSr, [N(ADDITIONAL_KEY_EXCHANGE)]}
///                                &lt;--  HDR, SK {N(error)}
/// </code>
/// Additional key exchanges follow (<see cref="FollowupRequests"/>).
/// </summary>
internal sealed class ChildInitiator : InitiatorExchange
{
    private readonly ChildPolicy _policy;
    private readonly ChildSa? _old;
    private KeyExchangeId _group;
    private bool _groupChosen;
    private KeyExchangeKeyPair? _own;
    private byte[] _nonce = [];
    private byte[] _peerNonce = [];
    private uint _spi;
    private ChildSelection? _selection;
    private ReadOnlyMemory<byte>? _link;
    private FollowupRequests? _followup;

    private ChildInitiator(ChildPolicy policy, ChildSa? old, ActivationMethod activation, long request)
    {
        _policy = policy;
        _old = old;
        Child = new ChildNegotiation(policy, activation, isInitiator: true, old);
        Request = request;
    }

    public static ChildInitiator Create(ChildPolicy policy, ActivationMethod activation, long request = 0) => new(policy, null, activation, request);

    public static ChildInitiator Rekey(ChildSa old, long request = 0) => new(old.Policy, old, old.Activation, request);

    public override ExchangeType Type => _followup is null ? ExchangeType.CreateChildSa : ExchangeType.IkeFollowupKe;

    public override ChildNegotiation Child { get; }

    public ChildPolicy Policy => _policy;

    public bool IsRekey => _old is not null;

    /// <summary>The child that is being replaced.</summary>
    public ChildSa? Old => _old;

    /// <summary>The pair that the peer made by rekeying the same child at the same time.</summary>
    public ChildSa? Colliding { get; set; }

    public override ExchangeOutcome Build(IkeSa sa)
    {
        if (_followup is not null)
        {
            return GoOn(sa);
        }

        if (sa.State is not IkeSaState.Established || (_old is not null && !_old.IsAlive))
        {
            sa.Services.Reports.Fail(sa, Request, CloseReason.Other, "the SA is gone");
            return ExchangeOutcome.Done;
        }

        Child.IsUnderWay = true;
        sa.Services.MarkDirty(sa);
        if (_old is not null && _old.State == IpsecTunnelState.Installed)
        {
            _old.State = IpsecTunnelState.Rekeying;
        }

        if (!_groupChosen)
        {
            _groupChosen = true;
            _group = _policy.Proposals.SelectMany(offer => offer.KeyExchanges)
                .FirstOrDefault(id => sa.Services.Context.Crypto.KeyExchange(id) is not null);
        }

        return _group != KeyExchangeId.None && _own is null
            ? new ExchangeOutcome.Pending(new KeyExchangeJob(sa.Services.NextJobSerial(), _group, null, null))
            : Ask(sa);
    }

    public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        if (_followup is not null)
        {
            return Carry(sa, _followup.OnResponse(sa, payloads));
        }

        if (ChildOffer.Read(payloads) is not { } answer)
        {
            return OnRefusal(sa, payloads.FindErrorNotify());
        }

        _peerNonce = payloads.Find<NoncePayload>()!.Data.ToArray();
        var keyExchange = payloads.Find<KeyExchangePayload>();
        _selection = ChildSelection.Check(sa, answer, _policy, _group, withKeyExchange: true);
        if (_selection.Refusal is not null || (keyExchange?.Method ?? KeyExchangeId.None) != _group)
        {
            return GiveUp(sa, _selection.Reason == CloseReason.None ? CloseReason.InvalidKe : _selection.Reason, "the peer's answer goes beyond what was asked");
        }

        _link = FollowupRequests.LinkIn(payloads);
        if (_selection.Proposal!.Suite.AdditionalKeyExchanges.Count > 0 && _link is null)
        {
            return GiveUp(sa, CloseReason.ProtocolError, "the peer's CREATE_CHILD_SA answer has no link to the additional key exchanges that it chose");
        }

        return keyExchange is null
            ? Finish(sa, default, default)
            : new ExchangeOutcome.Pending(new KeyExchangeJob(sa.Services.NextJobSerial(), _group, _own!.Private, keyExchange.Data.ToArray()));
    }

    public override ExchangeOutcome OnJob(IkeSa sa, CryptoJobResult result)
    {
        if (_followup is not null)
        {
            return Carry(sa, _followup.OnJob(sa, result));
        }

        if (_selection is null)
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

            if (_selection.Proposal!.Suite.AdditionalKeyExchanges is not { Count: > 0 } additional)
            {
                return Finish(sa, result.Shared.Span, default);
            }

            _followup = FollowupRequests.Begin(additional, result.Shared, _link!.Value);
            return new ExchangeOutcome.Again(SameMessageId: false);
        }
    }

    public override void OnAbandoned(IkeSa sa, CloseReason reason, string text)
    {
        sa.Services.ReleaseChildSpi(_spi);
        _spi = 0;
        Child.IsOver = true;
        if (Child.IsUnderWay && !sa.Services.IsStopping)
        {
            sa.Services.CountChildFailure(sa, byPeer: false);
        }

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
    /// Makes the next additional key exchange. When both sides rekey the pair at once, each knows from the nonces of CREATE_CHILD_SA whose pair would be redundant,
    /// and that side does not go on with it (RFC 7296 section 2.8.1).
    /// </summary>
    private ExchangeOutcome GoOn(IkeSa sa)
    {
        if (sa.State is not IkeSaState.Established || _old is { IsAlive: false })
        {
            return GiveUp(sa, CloseReason.Other, "the SA is gone");
        }

        var rival = _old is null ? null : Colliding?.LowestNonce ?? sa.Followups?.Find<PendingChild>(state => state.Old == _old)?.LowestNonce;
        if (rival is null || RekeyCollision.OwnSurvives(RekeyCollision.Lower(_nonce, _peerNonce), rival))
        {
            return _followup!.Build(sa);
        }

        sa.Services.ReleaseChildSpi(_spi);
        _spi = 0;
        Child.IsOver = true;
        if (Colliding is { IsAlive: true })
        {
            _old!.State = IpsecTunnelState.Rekeyed;
            _old.RekeyAt = null;
            sa.Services.MarkDirty(sa);
        }

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

    private ExchangeOutcome Ask(IkeSa sa)
    {
        _spi = _spi == 0 ? sa.Services.AllocateChildSpi() : _spi;
        Child.SpiIn = _spi;
        _nonce = sa.Services.Context.Random.NextBytes(32);
        var payloads = new List<Payload>();
        if (_old is not null)
        {
            payloads.Add(RekeySaNotify.Create((ProtocolId)_old.Protocol, _old.SpiIn));
        }
        else
        {
            Child.Number(sa.Services);
            sa.Services.Reports.Progress(sa, Request, $"establishing CHILD_SA {_policy.Name}{{{Child.UniqueId}}}");
        }

        ChildOffer.Contribute(sa, _policy, _spi, withKeyExchange: true, payloads);
        var position = payloads.FindIndex(payload => payload is SecurityAssociationPayload) + 1;
        payloads.Insert(position, new NoncePayload(_nonce));
        if (_own is not null)
        {
            payloads.Insert(position + 1, new KeyExchangePayload(_group, _own.Public));
        }

        return new ExchangeOutcome.Send(payloads);
    }

    private ExchangeOutcome Finish(IkeSa sa, ReadOnlySpan<byte> shared, ReadOnlySpan<byte> additional)
    {
        var pair = _selection!.Create(sa, Child, _spi, shared, _nonce, _peerNonce, additional);
        _spi = 0;
        var survives = Colliding is null || !Colliding.IsAlive || RekeyCollision.OwnSurvives(pair.LowestNonce, Colliding.LowestNonce);
        sa.Children.Install(pair, outbound: survives, _old);
        if (_old is null)
        {
            sa.Services.Reports.Succeed(sa, Request, pair);
            return ExchangeOutcome.Done;
        }

        if (survives)
        {
            if (Colliding is { IsAlive: true })
            {
                sa.Timers.AwaitDelete(Colliding);
            }

            if (_old.State != IpsecTunnelState.Deleted)
            {
                sa.Requests.Enqueue(new DeleteChildInitiator(_old, CloseReason.Replaced), first: true);
            }
        }
        else
        {
            // Ours was made with the lowest nonce: it is redundant, and the peer deletes the old one (RFC 7296 section 2.8.1).
            sa.Children.ActivateOutbound(Colliding!);
            if (_old.IsAlive)
            {
                sa.Timers.AwaitDelete(_old);
            }

            sa.Requests.Enqueue(new DeleteChildInitiator(pair, CloseReason.Replaced), first: true);
        }

        sa.Services.Reports.Succeed(sa, Request, pair);
        return ExchangeOutcome.Done;
    }

    private ExchangeOutcome OnRefusal(IkeSa sa, NotifyPayload? refusal)
    {
        if (refusal is null)
        {
            return GiveUp(sa, CloseReason.ProtocolError, "the peer's CREATE_CHILD_SA answer carries neither SA nor an error");
        }

        if (InvalidKeNotify.TryRead(refusal, out var wanted) && wanted != _group
            && _policy.Proposals.Any(offer => offer.KeyExchanges.Contains(wanted))
            && sa.Services.Context.Crypto.KeyExchange(wanted) is not null)
        {
            _group = wanted;
            Release();
            return new ExchangeOutcome.Again(SameMessageId: false);
        }

        if (refusal.NotifyType == NotifyType.ChildSaNotFound && _old is { IsAlive: true })
        {
            // The peer has lost it: so do we, and set up a new one in its place (RFC 7296 section 2.25).
            sa.Children.Retire(_old, CloseReason.PeerDelete);
            Child.IsOver = true;
            sa.Requests.Enqueue(Create(_policy, _old.Activation, Request), first: true);
            sa.Services.ReleaseChildSpi(_spi);
            return ExchangeOutcome.Done;
        }

        return GiveUp(sa, PeerFailure.ReasonOf(refusal.NotifyType), $"the peer refused: {refusal.NotifyType.RfcName()}", ErrorNotify.Received(refusal));
    }

    private ExchangeOutcome GiveUp(IkeSa sa, CloseReason reason, string text, ErrorNotify notify = default)
    {
        sa.Services.ReleaseChildSpi(_spi);
        _spi = 0;
        Child.IsOver = true;
        if (_old is { IsAlive: true } old)
        {
            old.State = IpsecTunnelState.Installed;
            sa.Counters.RekeyFailures.Increment();
            sa.Timers.RetryRekey(old);
        }

        sa.Services.ChildFailed(sa, Child, Request, reason, text, notify);
        return ExchangeOutcome.Done;
    }
}
