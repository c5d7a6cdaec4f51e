using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Mobility;

/// <summary>Tells the peer which further addresses we have now (RFC 4555 section 3.6): <c>HDR, SK {N(ADDITIONAL_..)+}  -->  &lt;--  HDR, SK {}</c>.</summary>
/// <param name="evenIfUnchanged">The address that the message comes from is news by itself.</param>
internal sealed class AddressListInitiator(bool evenIfUnchanged) : InitiatorExchange
{
    public override ExchangeType Type => ExchangeType.Informational;

    public override ExchangeOutcome Build(IkeSa sa)
    {
        var others = sa.Services.Mobility.Paths.OtherOwnAddresses(sa);
        if (sa.Mobility is not { } mobility || (others.Equals(mobility.Told) && !evenIfUnchanged && !sa.Requests.WentSeveralWays))
        {
            return ExchangeOutcome.Done;
        }

        var payloads = new List<Payload>();
        AddressNotifies.AddList(sa, payloads, others);
        AddressNotifies.ForbidNats(sa, payloads);
        return new ExchangeOutcome.Send(payloads);
    }

    /// <summary>What went out from several addresses said different things (section 3.6): it is said again.</summary>
    public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads) =>
        sa.Requests.WentSeveralWays ? new ExchangeOutcome.Again(SameMessageId: false) : ExchangeOutcome.Done;
}
