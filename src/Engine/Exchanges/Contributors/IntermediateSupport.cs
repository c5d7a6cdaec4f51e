using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges.Contributors;

/// <summary>INTERMEDIATE_EXCHANGE_SUPPORTED in IKE_SA_INIT (RFC 9242 section 3.1): the initiator has use for it where it offers additional key exchanges.</summary>
internal static class IntermediateSupport
{
    /// <summary>The request.</summary>
    public static void Ask(IReadOnlyList<Proposal> proposals, List<Payload> payloads)
    {
        if (proposals.Any(static proposal => proposal.Transforms.Any(static transform => AdditionalKeyExchangeSelection.IsAdditional(transform.Type))))
        {
            payloads.Add(new NotifyPayload(NotifyType.IntermediateExchangeSupported));
        }
    }

    public static bool IsThere(IReadOnlyList<Payload> payloads) => payloads.FindNotify(NotifyType.IntermediateExchangeSupported) is not null;

    /// <summary>Both sides support the exchange: it is made for what was negotiated, and, as responder, for what the peer likes.</summary>
    public static void Begin(IkeSa sa) => sa.Intermediate = new IntermediateExchanges(sa, sa.Suite.AdditionalKeyExchanges);
}
