using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.FollowupKe;

/// <summary>
/// IKE_FOLLOWUP_KE as responder (RFC 9370 section 2.2.4): one more key exchange of a negotiation that CREATE_CHILD_SA began.
/// <code>
/// HDR, SK {KEi(n), N(ADDITIONAL_KEY_EXCHANGE, link)}  -->
///                                                &lt;--  HDR, SK {KEr(n), [N(ADDITIONAL_KEY_EXCHANGE, next link)]}
///                                                &lt;--  HDR, SK {N(STATE_NOT_FOUND)}
/// </code>
/// </summary>
internal sealed class FollowupKeResponder : ResponderExchange
{
    private FollowupState? _state;

    public override ExchangeType Type => ExchangeType.IkeFollowupKe;

    public override FailurePhase Refuses => FailurePhase.ChildRekey;

    public override ExchangeOutcome OnRequest(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        var link = payloads.FindNotify(NotifyType.AdditionalKeyExchange)?.Data ?? default;
        if (sa.Followups?.FindByLink(link.Span) is not { } state)
        {
            return Refuse(NotifyType.StateNotFound, CloseReason.Other, "the peer's IKE_FOLLOWUP_KE belongs to nothing that is known");
        }

        _state = state;
        if (sa.State is not IkeSaState.Established || !state.IsWanted(sa))
        {
            return GiveUp(sa, NotifyType.StateNotFound, CloseReason.Other, "what the peer's IKE_FOLLOWUP_KE is for is gone");
        }

        var keyExchange = payloads.Find<KeyExchangePayload>()!;
        return keyExchange.Method == state.More.Next
            ? new ExchangeOutcome.Pending(new KeyExchangeJob(sa.Services.NextJobSerial(), keyExchange.Method, null, keyExchange.Data.ToArray()))
            : GiveUp(sa, NotifyType.InvalidSyntax, CloseReason.ProtocolError, $"the peer makes key exchange {keyExchange.Method} in IKE_FOLLOWUP_KE, expected {state.More.Next}");
    }

    public override ExchangeOutcome OnJob(IkeSa sa, CryptoJobResult result)
    {
        using (result)
        {
            // It may have been forgotten meanwhile.
            var state = _state!;
            if (sa.Followups!.FindByLink(state.Link) != state)
            {
                return Refuse(NotifyType.StateNotFound, CloseReason.Other, "what the peer's IKE_FOLLOWUP_KE is for is gone");
            }

            if (result.Own is null || result.Shared is null)
            {
                return GiveUp(sa, NotifyType.InvalidSyntax, CloseReason.InvalidKe, "the peer's additional key exchange value is invalid");
            }

            var method = state.More.Next!.Value;
            state.More.Add(result.Shared.Span);
            var answer = new List<Payload> { new KeyExchangePayload(method, result.Own.Public) };
            if (state.More.Next is not null)
            {
                answer.Add(sa.Followups.Renew(state));
            }

            return new ExchangeOutcome.Send(answer);
        }
    }

    public override void OnAnswered(IkeSa sa)
    {
        if (_state is { More.Next: null } state)
        {
            sa.Followups!.Complete(state);
        }
    }

    private ExchangeOutcome.Refuse GiveUp(IkeSa sa, NotifyType notify, CloseReason reason, string text)
    {
        sa.Followups!.Abandon(_state!);
        return Refuse(notify, reason, text);
    }

    private static ExchangeOutcome.Refuse Refuse(NotifyType notify, CloseReason reason, string text) =>
        new(new NotifyPayload(notify), reason, text, ClosesSa: false);
}
