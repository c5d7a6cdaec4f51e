using System.Buffers.Binary;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.CreateChildSa;

/// <summary>What a responder chose of a <see cref="ChildOffer"/>, or why it could not.</summary>
internal sealed record ChildSelection
{
    public ChildPolicy? Policy { get; private init; }

    public SelectedProposal? Proposal { get; private init; }

    public IReadOnlyList<TrafficSelector> Local { get; private init; } = [];

    public IReadOnlyList<TrafficSelector> Remote { get; private init; } = [];

    public IpsecMode Mode { get; private init; }

    /// <summary>The peer strips traffic flow confidentiality padding.</summary>
    public bool TakesTfcPadding { get; private init; }

    /// <summary>Null when something was chosen.</summary>
    public NotifyPayload? Refusal { get; private init; }

    public CloseReason Reason { get; private init; } = CloseReason.None;

    public IpsecProtocol Protocol => (IpsecProtocol)Proposal!.Protocol;

    public uint PeerSpi => BinaryPrimitives.ReadUInt32BigEndian(Proposal!.PeerSpi.Span);

    /// <summary>
    /// As responder. A policy whose selectors take the proposal whole wins over one that narrows it; otherwise configuration order decides.
    /// </summary>
    /// <param name="sa">The IKE SA.</param>
    /// <param name="offer">What the peer wants.</param>
    /// <param name="policies">Policies it may have.</param>
    /// <param name="keyExchange">Method of the KE payload, None without one.</param>
    /// <param name="withKeyExchange">False in IKE_AUTH, which has no key exchange of its own.</param>
    public static ChildSelection Choose(
        IkeSa sa, ChildOffer offer, IEnumerable<ChildPolicy> policies, KeyExchangeId keyExchange, bool withKeyExchange)
    {
        ChildSelection? narrowed = null;
        ChildSelection? narrowedAroundFirst = null;
        var selectorsFit = false;
        var wantedGroup = KeyExchangeId.None;
        foreach (var policy in policies)
        {
            // Selectors of the initiator are those of our remote side.
            var remote = SelectorNarrowing.Narrow(offer.Initiator, ChildOffer.RemoteSelectors(sa, policy));
            var local = SelectorNarrowing.Narrow(offer.Responder, ChildOffer.LocalSelectors(sa, policy));
            if (remote.Count == 0 || local.Count == 0 || policy.Action is PolicyAction.Pass or PolicyAction.Drop)
            {
                continue;
            }

            selectorsFit = true;
            var selected = ProposalSelection.Select(offer.Proposals, policy.Proposals, sa.Services.Context.Crypto, keyExchange, withKeyExchange);
            if (selected is null || selected.PeerSpi.Length != 4)
            {
                continue;
            }

            if (withKeyExchange && selected.Suite.KeyExchange != keyExchange)
            {
                wantedGroup = selected.Suite.KeyExchange;
                continue;
            }

            var choice = new ChildSelection
            {
                Policy = policy,
                Proposal = selected,
                Local = local,
                Remote = remote,
                TakesTfcPadding = offer.TakesTfcPadding,
                Mode = offer.Transport && policy.Mode == IpsecMode.Transport ? IpsecMode.Transport : IpsecMode.Tunnel,
            };
            if (SelectorNarrowing.IsWithin(offer.Initiator, remote) && SelectorNarrowing.IsWithin(offer.Responder, local))
            {
                return choice;
            }

            // The first selectors are those of the packet that wants the child: a policy that has them comes before others (RFC 7296 section 2.9).
            if (SelectorNarrowing.IsWithin([offer.Initiator[0]], remote) && SelectorNarrowing.IsWithin([offer.Responder[0]], local))
            {
                narrowedAroundFirst ??= choice;
            }

            narrowed ??= choice;
        }

        if ((narrowedAroundFirst ?? narrowed) is { } found)
        {
            return found;
        }

        if (wantedGroup != KeyExchangeId.None)
        {
            return new ChildSelection { Refusal = InvalidKeNotify.Create(wantedGroup), Reason = CloseReason.InvalidKe };
        }

        return selectorsFit
            ? new ChildSelection { Refusal = new NotifyPayload(NotifyType.NoProposalChosen), Reason = CloseReason.NoProposalChosen }
            : new ChildSelection { Refusal = new NotifyPayload(NotifyType.TsUnacceptable), Reason = CloseReason.TsUnacceptable };
    }

    /// <summary>
    /// As initiator: checks the peer's answer against what was asked. The answer's selectors must lie within ours; where we asked for virtual
    /// addresses we proposed more than we can use, and so may the answer.
    /// </summary>
    public static ChildSelection Check(IkeSa sa, ChildOffer answer, ChildPolicy policy, KeyExchangeId keyExchange, bool withKeyExchange)
    {
        var selected = answer.Proposals.Count == 1
            ? ProposalSelection.Select(answer.Proposals, policy.Proposals, sa.Services.Context.Crypto, keyExchange, withKeyExchange)
            : null;
        if (selected is null || selected.PeerSpi.Length != 4 || (withKeyExchange && selected.Suite.KeyExchange != keyExchange))
        {
            return new ChildSelection { Refusal = new NotifyPayload(NotifyType.NoProposalChosen), Reason = CloseReason.NoProposalChosen };
        }

        var ours = ChildOffer.LocalSelectors(sa, policy);
        var local = sa.Family.Assigned is null ? answer.Initiator : SelectorNarrowing.Narrow(answer.Initiator, ours);
        if (!SelectorNarrowing.IsWithin(local, ours)
            || !SelectorNarrowing.IsWithin(answer.Responder, ChildOffer.RemoteSelectors(sa, policy)))
        {
            return new ChildSelection { Refusal = new NotifyPayload(NotifyType.TsUnacceptable), Reason = CloseReason.TsUnacceptable };
        }

        return new ChildSelection
        {
            Policy = policy,
            Proposal = selected,
            Local = local,
            Remote = answer.Responder,
            TakesTfcPadding = answer.TakesTfcPadding,
            Mode = answer.Transport && policy.Mode == IpsecMode.Transport ? IpsecMode.Transport : IpsecMode.Tunnel,
        };
    }

    /// <summary>Makes the pair with its keys; it is not installed yet.</summary>
    public ChildSa Create(
        IkeSa sa,
        ChildNegotiation negotiation,
        uint ownSpi,
        ReadOnlySpan<byte> sharedSecret,
        byte[] initiatorNonce,
        byte[] responderNonce,
        ReadOnlySpan<byte> additionalSecrets = default)
    {
        negotiation.Number(sa.Services);
        negotiation.IsOver = true;
        return new ChildSa(Policy!, negotiation.Family!, negotiation.UniqueId)
        {
            Activation = negotiation.Activation,
            IsInitiator = negotiation.IsInitiator,
            Protocol = Protocol,
            Mode = Mode,
            PeerTakesTfcPadding = TakesTfcPadding,
            SpiIn = ownSpi,
            SpiOut = PeerSpi,
            Suite = Proposal!.Suite,
            Counters = new IpsecTunnelCounters { IsEncrypting = Proposal.Suite.Encryption.Id.HidesContent() },
            LocalSelectors = Local,
            RemoteSelectors = Remote,
            LowestNonce = RekeyCollision.Lower(initiatorNonce, responderNonce),
            Keys = IkeKeyDerivation.DeriveChild(sa, Proposal.Suite, sharedSecret, initiatorNonce, responderNonce, additionalSecrets),
        };
    }

    /// <summary>Adds the answer to a child request.</summary>
    public void Contribute(uint ownSpi, bool withKeyExchange, List<Payload> payloads)
    {
        if (Mode == IpsecMode.Transport)
        {
            payloads.Add(new NotifyPayload(NotifyType.UseTransportMode));
        }

        payloads.Add(new SecurityAssociationPayload([ProposalSelection.ToWire(Proposal!, ChildOffer.SpiBytes(ownSpi), withKeyExchange)]));
        payloads.Add(ChildOffer.ToWire(isInitiator: true, Remote));
        payloads.Add(ChildOffer.ToWire(isInitiator: false, Local));
    }
}
