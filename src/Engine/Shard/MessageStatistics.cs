using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>Finds the counters of a message: by exchange, direction and kind, and by what it carries.</summary>
internal sealed class MessageStatistics(EngineCounters counters, NotifyCounts notifies)
{
    /// <summary>A message of no SA.</summary>
    public void Count(ExchangeType exchange, bool isReceived, bool isResponse) => Find(exchange, isReceived, isResponse).Increment();

    /// <summary>A message of an SA, authentic where it can be.</summary>
    public void CountReceived(IkeSa sa, ExchangeType exchange, bool isResponse, IReadOnlyList<Payload> payloads)
    {
        Count(exchange, isReceived: true, isResponse);
        for (var i = 0; i < payloads.Count; i++)
        {
            switch (payloads[i])
            {
                case NotifyPayload notify:
                    CountNotifyIn(notify.NotifyType);
                    sa.Counters.InNotifies.Increment();
                    if (isResponse && notify.NotifyType == NotifyType.NoAdditionalSas)
                    {
                        counters.CapacityRefusals.Increment();
                    }

                    break;
                case DeletePayload { Protocol: not ProtocolId.Ike } delete:
                    counters.InChildDeletes.Add((ulong)delete.Spis.Count);
                    sa.Counters.InChildDeletes.Add((ulong)delete.Spis.Count);
                    break;
            }
        }
    }

    /// <summary>A message of an SA, sent for the first time.</summary>
    public void CountSent(IkeSa sa, ExchangeType exchange, bool isResponse, IReadOnlyList<Payload> payloads)
    {
        Count(exchange, isReceived: false, isResponse);
        for (var i = 0; i < payloads.Count; i++)
        {
            switch (payloads[i])
            {
                case NotifyPayload notify:
                    CountNotifyOut(notify.NotifyType);
                    sa.Counters.OutNotifies.Increment();
                    break;
                case DeletePayload { Protocol: not ProtocolId.Ike } delete:
                    counters.OutChildDeletes.Add((ulong)delete.Spis.Count);
                    sa.Counters.OutChildDeletes.Add((ulong)delete.Spis.Count);
                    break;
            }
        }
    }

    /// <summary>The notifies of an IKE_SA_INIT request that has no SA yet.</summary>
    public void CountNotifiesIn(IReadOnlyList<Payload> payloads)
    {
        for (var i = 0; i < payloads.Count; i++)
        {
            if (payloads[i] is NotifyPayload notify)
            {
                CountNotifyIn(notify.NotifyType);
            }
        }
    }

    /// <summary>A notify that is sent to a peer without an SA.</summary>
    public void CountNotifyOut(NotifyType type)
    {
        counters.OutNotifies.Increment();
        notifies.CountOut((ushort)type);
    }

    /// <summary>The peer asks for a Child SA.</summary>
    public void CountChildAsked(IkeSa sa)
    {
        counters.InChildExchanges.Increment();
        sa.Counters.InChildExchanges.Increment();
    }

    /// <summary>We have answered the peer's request for a Child SA.</summary>
    public void CountChildAnswered(IkeSa sa, ChildVerdict verdict)
    {
        switch (verdict)
        {
            case ChildVerdict.Invalid:
                counters.InChildExchangesInvalid.Increment();
                sa.Counters.InChildExchangesInvalid.Increment();
                break;
            case ChildVerdict.Rejected:
                counters.InChildExchangesRejected.Increment();
                sa.Counters.InChildExchangesRejected.Increment();
                break;
        }
    }

    /// <summary>We ask for a Child SA.</summary>
    public void CountOwnChildAsked(IkeSa sa)
    {
        counters.OutChildExchanges.Increment();
        sa.Counters.OutChildExchanges.Increment();
    }

    /// <summary>The peer has answered our request for a Child SA.</summary>
    public void CountOwnChildAnswered(IkeSa sa, ChildVerdict verdict)
    {
        switch (verdict)
        {
            case ChildVerdict.Invalid:
                counters.OutChildExchangesInvalid.Increment();
                sa.Counters.OutChildExchangesInvalid.Increment();
                break;
            case ChildVerdict.Rejected:
                counters.OutChildExchangesRejected.Increment();
                sa.Counters.OutChildExchangesRejected.Increment();
                break;
        }
    }

    /// <summary>A request of ours goes out again.</summary>
    public void CountRetransmit(IkeSa sa, NegotiationPhase phase)
    {
        sa.Counters.Retransmits.Increment();
        counters.Retransmits.Increment();
        switch (phase)
        {
            case NegotiationPhase.Initial:
                sa.Counters.InitialRetransmits.Increment();
                counters.InitialRetransmits.Increment();
                break;
            case NegotiationPhase.Child:
                sa.Counters.ChildRetransmits.Increment();
                counters.ChildRetransmits.Increment();
                break;
        }
    }

    /// <summary>A request of the peer came again.</summary>
    public void CountRepeat(IkeSa sa, NegotiationPhase phase)
    {
        sa.Counters.InRetransmits.Increment();
        counters.InRetransmits.Increment();
        CountReplay(sa, phase);
    }

    /// <summary>A message of the peer that was handled before came again.</summary>
    public void CountReplay(IkeSa sa, NegotiationPhase phase)
    {
        switch (phase)
        {
            case NegotiationPhase.Initial:
                sa.Counters.InitialReplays.Increment();
                counters.InitialReplays.Increment();
                break;
            case NegotiationPhase.Child:
                sa.Counters.ChildReplays.Increment();
                counters.ChildReplays.Increment();
                break;
        }
    }

    /// <summary>A message that cannot be used: malformed, not authentic, or against the rules.</summary>
    public void CountInvalid(NegotiationPhase phase)
    {
        switch (phase)
        {
            case NegotiationPhase.Initial:
                counters.InitialInvalid.Increment();
                break;
            case NegotiationPhase.Child:
                counters.ChildInvalid.Increment();
                break;
        }
    }

    private void CountNotifyIn(NotifyType type)
    {
        counters.InNotifies.Increment();
        notifies.CountIn((ushort)type);
    }

    private ref Counter Find(ExchangeType exchange, bool isReceived, bool isResponse)
    {
        switch (exchange)
        {
            case ExchangeType.IkeSaInit:
                return ref isReceived
                    ? ref isResponse ? ref counters.SaInitInResponses : ref counters.SaInitInRequests
                    : ref isResponse ? ref counters.SaInitOutResponses : ref counters.SaInitOutRequests;
            case ExchangeType.IkeAuth:
                return ref isReceived
                    ? ref isResponse ? ref counters.AuthInResponses : ref counters.AuthInRequests
                    : ref isResponse ? ref counters.AuthOutResponses : ref counters.AuthOutRequests;
            case ExchangeType.CreateChildSa:
                return ref isReceived
                    ? ref isResponse ? ref counters.CreateChildInResponses : ref counters.CreateChildInRequests
                    : ref isResponse ? ref counters.CreateChildOutResponses : ref counters.CreateChildOutRequests;
            case ExchangeType.Informational:
                return ref isReceived
                    ? ref isResponse ? ref counters.InformationalInResponses : ref counters.InformationalInRequests
                    : ref isResponse ? ref counters.InformationalOutResponses : ref counters.InformationalOutRequests;
            default:
                return ref isReceived
                    ? ref isResponse ? ref counters.OtherInResponses : ref counters.OtherInRequests
                    : ref isResponse ? ref counters.OtherOutResponses : ref counters.OtherOutRequests;
        }
    }
}
