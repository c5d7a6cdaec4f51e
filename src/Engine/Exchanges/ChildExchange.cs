using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Exchanges;

/// <summary>What became of a request for a Child SA, as counters tell apart.</summary>
internal enum ChildVerdict
{
    /// <summary>It was granted, or is to be asked again in another way or at another time, or was not looked at.</summary>
    None,

    /// <summary>The one that was asked could not read it.</summary>
    Invalid,

    /// <summary>The one that was asked does not want it.</summary>
    Rejected,
}

/// <summary>Which messages negotiate a Child SA, whether alone or with the IKE SA, and what their answers say about it.</summary>
internal static class ChildExchange
{
    /// <summary>True for CREATE_CHILD_SA, unless it rekeys the IKE SA, and for an IKE_AUTH request with a proposal.</summary>
    public static bool IsAsked(ExchangeType exchange, IReadOnlyList<Payload> payloads) => exchange switch
    {
        ExchangeType.CreateChildSa => !IsIkeRekey(payloads),
        ExchangeType.IkeAuth => payloads.Find<SecurityAssociationPayload>() is not null,
        _ => false,
    };

    /// <summary>True when a CREATE_CHILD_SA request rekeys the IKE SA.</summary>
    public static bool IsIkeRekey(IReadOnlyList<Payload> payloads) =>
        payloads.Find<SecurityAssociationPayload>() is { } sa && sa.Proposals.Count > 0 && sa.Proposals[0].Protocol == ProtocolId.Ike;

    /// <summary>What an answer to such a request says.</summary>
    public static ChildVerdict Judge(IReadOnlyList<Payload> answer)
    {
        for (var i = 0; i < answer.Count; i++)
        {
            if (answer[i] is NotifyPayload notify && VerdictOf(notify.NotifyType) is var verdict and not ChildVerdict.None)
            {
                return verdict;
            }
        }

        return ChildVerdict.None;
    }

    /// <summary>TABLE: notify type to verdict. INVALID_KE_PAYLOAD and TEMPORARY_FAILURE ask for another try.</summary>
    private static ChildVerdict VerdictOf(NotifyType type) => type switch
    {
        NotifyType.InvalidSyntax or NotifyType.UnsupportedCriticalPayload => ChildVerdict.Invalid,
        NotifyType.NoProposalChosen or NotifyType.TsUnacceptable or NotifyType.SinglePairRequired or NotifyType.NoAdditionalSas
            or NotifyType.InternalAddressFailure or NotifyType.FailedCpRequired or NotifyType.ChildSaNotFound => ChildVerdict.Rejected,
        _ => ChildVerdict.None,
    };
}
