using MyIkev2.Engine.Exchanges.Contributors;
using MyIkev2.Engine.Mobility;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.Informational;

/// <summary>Asks whether the peer is alive (RFC 7296 section 2.4): <c>HDR, SK {}  -->  &lt;--  HDR, SK {}</c>.</summary>
internal sealed class LivenessInitiator : InitiatorExchange
{
    public override ExchangeType Type => ExchangeType.Informational;

    public override ExchangeOutcome Build(IkeSa sa)
    {
        sa.Timers.LastProbeAt = sa.Services.Now;
        sa.Counters.DpdProbes.Increment();
        sa.Counters.LastDpdUnixMilliseconds.Set((ulong)sa.Services.Now.UnixMilliseconds);
        sa.Services.Context.Counters.DpdProbes.Increment();
        var payloads = new List<Payload>();
        if (ChecksMapping(sa))
        {
            NatDetection.Contribute(sa, payloads);
        }

        return new ExchangeOutcome.Send(payloads);
    }

    public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        sa.Counters.DpdReplies.Increment();
        if (ChecksMapping(sa) && NatDetection.NoteOwnMapping(sa, payloads))
        {
            PathChanges.Update(sa);
        }

        return ExchangeOutcome.Done;
    }

    /// <summary>Behind a NAT the one who decides on addresses finds out here that the NAT has forgotten it (RFC 4555 section 3.8).</summary>
    private static bool ChecksMapping(IkeSa sa) => sa is { Mobility.IsOriginalInitiator: true, Nat.LocalNat: true };
}
