using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>Finds the counter of a message by exchange, direction and kind.</summary>
internal sealed class MessageStatistics(EngineCounters counters)
{
    public void Count(ExchangeType exchange, bool isReceived, bool isResponse) => Find(exchange, isReceived, isResponse).Increment();

    /// <summary>A request of ours goes out again.</summary>
    public void CountRetransmit(IkeSa sa, NegotiationPhase phase)
    {
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
