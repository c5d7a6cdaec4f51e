using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.Informational;

/// <summary>Asks whether the peer is alive (RFC 7296 section 2.4): <c>HDR, SK {}  -->  &lt;--  HDR, SK {}</c>.</summary>
internal sealed class LivenessInitiator : InitiatorExchange
{
    public override ExchangeType Type => ExchangeType.Informational;

    public override ExchangeOutcome Build(IkeSa sa)
    {
        sa.Counters.DpdProbes.Increment();
        sa.Counters.LastDpdUnixMilliseconds.Set((ulong)sa.Services.Now.UnixMilliseconds);
        sa.Services.Context.Counters.DpdProbes.Increment();
        return new ExchangeOutcome.Send([]);
    }

    public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        sa.Counters.DpdReplies.Increment();
        return ExchangeOutcome.Done;
    }
}
