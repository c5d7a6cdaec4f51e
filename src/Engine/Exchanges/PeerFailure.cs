using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges;

/// <summary>TABLE: what a notify of the peer means to us, and which notify tells the peer of our reason.</summary>
internal static class PeerFailure
{
    private static readonly (NotifyType Notify, CloseReason Reason)[] Rows =
    [
        (NotifyType.NoProposalChosen, CloseReason.NoProposalChosen),
        (NotifyType.InvalidKePayload, CloseReason.InvalidKe),
        (NotifyType.TsUnacceptable, CloseReason.TsUnacceptable),
        (NotifyType.AuthenticationFailed, CloseReason.AuthenticationFailedRemote),
        (NotifyType.NoAdditionalSas, CloseReason.ResourceLimit),
        (NotifyType.TemporaryFailure, CloseReason.ResourceLimit),
        (NotifyType.InternalAddressFailure, CloseReason.ResourceLimit),
        (NotifyType.InvalidSyntax, CloseReason.ProtocolError),
        (NotifyType.UnsupportedCriticalPayload, CloseReason.ProtocolError),
        (NotifyType.InvalidMajorVersion, CloseReason.ProtocolError),
    ];

    /// <summary>True for errors of the child that IKE_AUTH sets up along with the IKE SA, which stands without it (RFC 7296 section 1.2).</summary>
    public static bool ConcernsChildOnly(NotifyType notify) => notify is NotifyType.NoProposalChosen or NotifyType.TsUnacceptable or NotifyType.SinglePairRequired
        or NotifyType.NoAdditionalSas or NotifyType.InternalAddressFailure or NotifyType.FailedCpRequired or NotifyType.InvalidSelectors;

    /// <summary>The reason that fits an error notify of the peer.</summary>
    public static CloseReason ReasonOf(NotifyType notify)
    {
        foreach (var row in Rows)
        {
            if (row.Notify == notify)
            {
                return row.Reason;
            }
        }

        return CloseReason.Other;
    }
}
