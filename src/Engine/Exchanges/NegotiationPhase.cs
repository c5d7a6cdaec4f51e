using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges;

/// <summary>What a message negotiates, as counters tell apart: the IKE SA ("phase 1"), a Child SA ("phase 2"), or neither.</summary>
internal enum NegotiationPhase
{
    /// <summary>INFORMATIONAL: deletes, liveness checks, notifies.</summary>
    None,

    /// <summary>IKE_SA_INIT, IKE_INTERMEDIATE, IKE_AUTH, and CREATE_CHILD_SA that rekeys the IKE SA.</summary>
    Initial,

    /// <summary>CREATE_CHILD_SA for a Child SA, new or rekeyed.</summary>
    Child,
}

internal static class NegotiationPhases
{
    /// <summary>The phase by exchange type alone, where nothing more is known of a message: most CREATE_CHILD_SA exchanges are for Child SAs.</summary>
    public static NegotiationPhase Of(ExchangeType exchange) => exchange switch
    {
        ExchangeType.IkeSaInit or ExchangeType.IkeIntermediate or ExchangeType.IkeAuth => NegotiationPhase.Initial,
        ExchangeType.CreateChildSa or ExchangeType.IkeFollowupKe => NegotiationPhase.Child,
        _ => NegotiationPhase.None,
    };
}
