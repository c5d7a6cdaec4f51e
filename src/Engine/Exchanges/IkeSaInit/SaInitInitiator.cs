using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Exchanges.Contributors;
using MyIkev2.Engine.Exchanges.IkeAuth;
using MyIkev2.Engine.Exchanges.IkeIntermediate;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Redirection;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.IkeSaInit;

/// <summary>
/// IKE_SA_INIT as initiator (RFC 7296 section 1.2; COOKIE: 2.6; INVALID_KE_PAYLOAD: 1.3).
/// <code>
/// HDR, [N(COOKIE),] SAi1, KEi, Ni, N(NATD..), N(FRAG)  -->
///                                  &lt;--  HDR, SAr1, KEr, Nr, N(NATD..)
///                                  &lt;--  HDR, N(COOKIE)  or  HDR, N(INVALID_KE_PAYLOAD)
/// </code>
/// </summary>
internal sealed class SaInitInitiator(ChildNegotiation? child) : InitiatorExchange
{
    /// <summary>A responder that keeps asking for cookies or groups is not worth more.</summary>
    private const int MaximumRounds = 6;

    private enum Phase
    {
        MakingKeyPair,
        Asking,
        Agreeing,
    }

    private Phase _phase = Phase.MakingKeyPair;
    private KeyExchangeId _group;
    private KeyExchangeKeyPair? _own;
    private ReadOnlyMemory<byte> _cookie;
    private int _rounds;
    private bool _goesOnElsewhere;

    public override ExchangeType Type => ExchangeType.IkeSaInit;

    public override ChildNegotiation? Child => child;

    public override ExchangeOutcome Build(IkeSa sa)
    {
        var services = sa.Services;
        if (PpkSupport.ProblemOf(sa.Policy!) is { } problem)
        {
            return new ExchangeOutcome.Close(CloseReason.AuthenticationFailedLocal, problem, SendDelete: false);
        }

        if (_group == KeyExchangeId.None)
        {
            _group = FirstGroup(sa);
            if (_group == KeyExchangeId.None)
            {
                return new ExchangeOutcome.Close(CloseReason.NoProposalChosen, "no configured proposal can be used on this system", SendDelete: false);
            }

            sa.InitiatorNonce = services.Context.Random.NextBytes(32);
            services.Reports.Progress(sa, Request, $"initiating IKE_SA {sa.Name}[{sa.UniqueId}] to {sa.Path.Remote.Address}");
        }

        if (_own is null)
        {
            _phase = Phase.MakingKeyPair;
            return new ExchangeOutcome.Pending(new KeyExchangeJob(services.NextJobSerial(), _group, null, null));
        }

        _phase = Phase.Asking;
        var payloads = new List<Payload>();
        if (!_cookie.IsEmpty)
        {
            payloads.Add(CookieNotify.Create(_cookie));
        }

        var proposals = Prefer(ProposalSelection.ToWire(sa.Policy!.Proposals, services.Context.Crypto, ReadOnlyMemory<byte>.Empty, withKeyExchange: true));
        payloads.Add(new SecurityAssociationPayload(proposals));
        payloads.Add(new KeyExchangePayload(_group, _own.Public));
        payloads.Add(new NoncePayload(sa.InitiatorNonce));
        if (sa.Policy.DetectsNat || sa.ForcesUdpEncapsulation)
        {
            NatDetection.Contribute(sa, payloads);
        }

        if (sa.Policy.Fragmentation != FeatureUse.No)
        {
            payloads.Add(new NotifyPayload(NotifyType.IkeFragmentationSupported));
        }

        Redirects.Offer(sa, payloads);
        CertificateSupport.Contribute(sa, payloads, [sa.Policy]);
        PpkSupport.Ask(sa, payloads);
        IntermediateSupport.Ask(proposals, payloads);
        return new ExchangeOutcome.Send(payloads);
    }

    public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        if (++_rounds > MaximumRounds)
        {
            return new ExchangeOutcome.Close(CloseReason.ProtocolError, "the peer asks for ever new IKE_SA_INIT requests", SendDelete: false);
        }

        if (payloads.Find<SecurityAssociationPayload>() is not { } offered)
        {
            return OnRefusal(sa, payloads);
        }

        if (message.Header.ResponderSpi == 0)
        {
            return new ExchangeOutcome.Close(CloseReason.ProtocolError, "the peer answered without an SPI", SendDelete: false);
        }

        var selected = offered.Proposals.Count == 1
            ? ProposalSelection.Select(
                offered.Proposals, sa.Policy!.Proposals, sa.Services.Context.Crypto, _group, withKeyExchange: true, IntermediateSupport.IsThere(payloads))
            : null;
        var keyExchange = payloads.Find<KeyExchangePayload>()!;
        if (selected is null || selected.Suite.KeyExchange != _group || keyExchange.Method != _group)
        {
            return new ExchangeOutcome.Close(CloseReason.NoProposalChosen, "the peer chose a proposal that was not offered", SendDelete: false);
        }

        if (PpkSupport.Conclude(sa, payloads) is { } problem)
        {
            return new ExchangeOutcome.Close(CloseReason.AuthenticationFailedLocal, problem, SendDelete: false);
        }

        sa.ResponderSpi = message.Header.ResponderSpi;
        sa.Suite = selected.Suite;
        sa.ResponderNonce = payloads.Find<NoncePayload>()!.Data.ToArray();
        sa.PeerInitMessage = message.Raw.ToArray();
        sa.Nat = NatDetection.Inspect(sa, payloads, sa.Path, sa.ResponderSpi);
        sa.Peer = new PeerCapabilities(
            payloads.FindNotify(NotifyType.IkeFragmentationSupported) is not null,
            payloads.FindNotify(NotifyType.ChildlessIkev2Supported) is not null,
            VendorIds.Recognize(payloads));
        if (SecondRoundSupport.Conclude(sa, payloads) is { } missing)
        {
            return new ExchangeOutcome.Close(CloseReason.AuthenticationFailedLocal, missing, SendDelete: false);
        }

        CertificateSupport.Inspect(sa, payloads);
        if (sa.Peer.Vendor.Length > 0)
        {
            sa.Services.Reports.Progress(sa, Request, $"received {sa.Peer.Vendor} vendor ID");
        }

        foreach (var authority in CertificateSupport.AskedFor(sa, payloads))
        {
            sa.Services.Reports.Progress(sa, Request, $"received cert request for \"{authority.SubjectText}\"");
        }

        if (sa.Suite.AdditionalKeyExchanges.Count > 0)
        {
            IntermediateSupport.Begin(sa);
        }

        _phase = Phase.Agreeing;
        return new ExchangeOutcome.Pending(new KeyExchangeJob(sa.Services.NextJobSerial(), _group, _own!.Private, keyExchange.Data.ToArray()));
    }

    public override ExchangeOutcome OnJob(IkeSa sa, CryptoJobResult result)
    {
        if (_phase == Phase.MakingKeyPair)
        {
            _own = result.Own;
            return _own is null
                ? new ExchangeOutcome.Close(CloseReason.InternalError, $"{_group} is not available", SendDelete: false)
                : Build(sa);
        }

        using (result)
        {
            if (result.Shared is null)
            {
                return new ExchangeOutcome.Close(CloseReason.InvalidKe, "the peer's key exchange value is invalid", SendDelete: false);
            }

            sa.InstallKeys(IkeKeyDerivation.Derive(sa, result.Shared.Span));
        }

        if (child is null && !sa.Peer.Childless)
        {
            return new ExchangeOutcome.Close(CloseReason.Other, "the peer does not support childless IKE SAs", SendDelete: false);
        }

        sa.Services.UseNatTraversalPort(sa);
        sa.Become(new IkeSaState.Authenticating());
        sa.Requests.Enqueue(
            sa.Intermediate is null ? new AuthInitiator(child) { Request = Request } : new IntermediateInitiator(child) { Request = Request },
            first: true);
        return ExchangeOutcome.Done;
    }

    public override void Release()
    {
        _own?.Private.Dispose();
        _own = null;
    }

    public override void OnAbandoned(IkeSa sa, CloseReason reason, string text)
    {
        if (!_goesOnElsewhere)
        {
            sa.Services.Reports.Fail(sa, Request, reason, text);
        }
    }

    /// <summary>Nobody has proved who it is yet: only who knows our nonce can send us away (RFC 5685 section 3).</summary>
    private ExchangeOutcome.Close Redirect(IkeSa sa, NotifyPayload notify)
    {
        var redirects = sa.Services.Redirects;
        if (!RedirectNotify.TryRead(notify, NotifyType.Redirect, out _, out var nonce) || !nonce.Span.SequenceEqual(sa.InitiatorNonce))
        {
            return new ExchangeOutcome.Close(CloseReason.ProtocolError, "the peer redirects without our nonce", SendDelete: false);
        }

        var problem = redirects.Read(sa, notify, out var reason) is { } history ? redirects.Follow(sa, history, Request) : reason;
        _goesOnElsewhere = problem is null;
        return problem is null
            ? new ExchangeOutcome.Close(CloseReason.Replaced, "redirected to another gateway", SendDelete: false)
            : new ExchangeOutcome.Close(CloseReason.Other, problem, SendDelete: false);
    }

    private ExchangeOutcome OnRefusal(IkeSa sa, IReadOnlyList<Payload> payloads)
    {
        foreach (var payload in payloads)
        {
            if (payload is not NotifyPayload notify)
            {
                continue;
            }

            if (CookieNotify.TryRead(notify, out var cookie))
            {
                _cookie = cookie.ToArray();
                return new ExchangeOutcome.Again(SameMessageId: true);
            }

            if (notify.NotifyType == NotifyType.Redirect)
            {
                return Redirect(sa, notify);
            }

            if (InvalidKeNotify.TryRead(notify, out var wanted))
            {
                var acceptable = wanted != _group && sa.Services.Context.Crypto.KeyExchange(wanted) is not null
                    && sa.Policy!.Proposals.Any(offer => offer.KeyExchanges.Contains(wanted));
                if (!acceptable)
                {
                    return new ExchangeOutcome.Close(CloseReason.InvalidKe, $"the peer wants key exchange {wanted}, which is not configured", SendDelete: false)
                    {
                        Notify = ErrorNotify.Received(notify),
                    };
                }

                sa.Services.Reports.Progress(sa, Request, $"peer didn't accept key exchange method {_group}, it requested {wanted}");
                _group = wanted;
                _own?.Private.Dispose();
                _own = null;
                return new ExchangeOutcome.Again(SameMessageId: true);
            }

            if (notify.IsError)
            {
                return new ExchangeOutcome.Close(PeerFailure.ReasonOf(notify.NotifyType), $"the peer refused: {notify.NotifyType.RfcName()}", SendDelete: false)
                {
                    Notify = ErrorNotify.Received(notify),
                };
            }
        }

        return new ExchangeOutcome.Close(CloseReason.ProtocolError, "the peer's IKE_SA_INIT answer carries no SA", SendDelete: false);
    }

    /// <summary>After INVALID_KE_PAYLOAD the wanted group comes first in the proposals that have it.</summary>
    private List<Proposal> Prefer(List<Proposal> proposals) =>
        [.. proposals.Select(proposal => proposal with
        {
            Transforms = [.. proposal.Transforms.OrderBy(transform =>
                transform.Type == TransformType.KeyExchangeMethod && transform.Id == (ushort)_group ? 0 : 1)],
        })];

    private static KeyExchangeId FirstGroup(IkeSa sa)
    {
        foreach (var offer in sa.Policy!.Proposals)
        {
            foreach (var id in offer.KeyExchanges)
            {
                if (sa.Services.Context.Crypto.KeyExchange(id) is not null)
                {
                    return id;
                }
            }
        }

        return KeyExchangeId.None;
    }
}
