using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Exchanges.Contributors;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Redirection;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.IkeSaInit;

/// <summary>
/// IKE_SA_INIT as responder (RFC 7296 section 1.2).
/// <code>
/// HDR, SAi1, KEi, Ni  -->
///                &lt;--  HDR, SAr1, KEr, Nr, N(NATD..), [N(FRAG),] [N(CHILDLESS)]
///                &lt;--  HDR, N(NO_PROPOSAL_CHOSEN)  or  HDR, N(INVALID_KE_PAYLOAD)
/// </code>
/// Cookies and limits have been dealt with before an SA exists.
/// </summary>
/// <param name="candidates">Vpns that the peer's address may belong to, best first.</param>
internal sealed class SaInitResponder(IReadOnlyList<PeerPolicy> candidates) : ResponderExchange
{
    private SelectedProposal? _selected;
    private IReadOnlyList<Payload> _request = [];

    public override ExchangeType Type => ExchangeType.IkeSaInit;

    public override ExchangeOutcome OnRequest(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        var crypto = sa.Services.Context.Crypto;
        var keyExchange = payloads.Find<KeyExchangePayload>()!;
        var offered = payloads.Find<SecurityAssociationPayload>()!.Proposals;
        sa.IsPolicyCertain = candidates.Count == 1;
        foreach (var candidate in candidates)
        {
            _selected = ProposalSelection.Select(
                offered, candidate.Proposals, crypto, keyExchange.Method, withKeyExchange: true, IntermediateSupport.IsThere(payloads));
            if (_selected is not null)
            {
                sa.Policy = candidate;
                break;
            }
        }

        if (_selected is null)
        {
            return Refuse(new NotifyPayload(NotifyType.NoProposalChosen), CloseReason.NoProposalChosen, "no common IKE proposal");
        }

        if (_selected.Suite.KeyExchange != keyExchange.Method)
        {
            return Refuse(
                InvalidKeNotify.Create(_selected.Suite.KeyExchange),
                CloseReason.InvalidKe,
                $"the peer guessed key exchange {keyExchange.Method}, {_selected.Suite.KeyExchange} was chosen");
        }

        Redirects.Inspect(sa, payloads);
        if (sa.Policy!.RedirectsAtOnce && Redirects.TargetFor(sa) is { } gateway)
        {
            var nonce = payloads.Find<NoncePayload>()!.Data.Span;
            return Refuse(RedirectNotify.Create(NotifyType.Redirect, gateway, nonce), CloseReason.Replaced, $"redirected to {gateway}");
        }

        sa.Suite = _selected.Suite;
        sa.InitiatorNonce = payloads.Find<NoncePayload>()!.Data.ToArray();
        sa.PeerInitMessage = message.Raw.ToArray();
        sa.Nat = NatDetection.Inspect(sa, payloads, sa.Path, responderSpi: 0);
        sa.Peer = new PeerCapabilities(
            payloads.FindNotify(NotifyType.IkeFragmentationSupported) is not null, Childless: true, VendorIds.Recognize(payloads));
        CertificateSupport.Inspect(sa, payloads);
        _request = payloads;
        return new ExchangeOutcome.Pending(
            new KeyExchangeJob(sa.Services.NextJobSerial(), _selected.Suite.KeyExchange, null, keyExchange.Data.ToArray()));
    }

    public override ExchangeOutcome OnJob(IkeSa sa, CryptoJobResult result)
    {
        using (result)
        {
            if (result.Own is null || result.Shared is null)
            {
                // The peer's value is not a member of the group: no notify exists for it, INVALID_SYNTAX says it best (RFC 7296 section 3.10.1).
                return Refuse(new NotifyPayload(NotifyType.InvalidSyntax), CloseReason.InvalidKe, "the peer's key exchange value is invalid");
            }

            sa.ResponderNonce = sa.Services.Context.Random.NextBytes(32);
            sa.InstallKeys(IkeKeyDerivation.Derive(sa, result.Shared.Span));
            var payloads = new List<Payload>
            {
                new SecurityAssociationPayload([ProposalSelection.ToWire(_selected!, ReadOnlyMemory<byte>.Empty, withKeyExchange: true)]),
                new KeyExchangePayload(_selected!.Suite.KeyExchange, result.Own.Public),
                new NoncePayload(sa.ResponderNonce),
            };
            if (_request.FindNotify(NotifyType.NatDetectionSourceIp) is not null)
            {
                NatDetection.Contribute(sa, payloads);
            }

            if (sa.Peer.Fragmentation && sa.Policy!.Fragmentation != FeatureUse.No)
            {
                payloads.Add(new NotifyPayload(NotifyType.IkeFragmentationSupported));
            }

            if (sa.Policy!.Childless != FeatureUse.No)
            {
                payloads.Add(new NotifyPayload(NotifyType.ChildlessIkev2Supported));
            }

            CertificateSupport.Contribute(sa, payloads, candidates);
            CertificateSupport.Request(sa, payloads, candidates);
            SecondRoundSupport.Offer(payloads, candidates);
            PpkSupport.Answer(sa, _request, payloads);
            if (IntermediateSupport.IsThere(_request))
            {
                payloads.Add(new NotifyPayload(NotifyType.IntermediateExchangeSupported));
                IntermediateSupport.Begin(sa);
            }

            return new ExchangeOutcome.Send(payloads);
        }
    }

    private static ExchangeOutcome.Refuse Refuse(NotifyPayload notify, CloseReason reason, string text) => new(notify, reason, text, ClosesSa: true);
}
