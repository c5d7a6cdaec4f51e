using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>Finds the counter of a message by exchange, direction and kind.</summary>
internal sealed class MessageStatistics(EngineCounters counters)
{
    public void Count(ExchangeType exchange, bool isReceived, bool isResponse) => Find(exchange, isReceived, isResponse).Increment();

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
