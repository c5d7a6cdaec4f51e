using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Shard;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.IkeAuth;

/// <summary>How IKE_AUTH ends for an initiator that comes to nothing.</summary>
internal static class AuthEndings
{
    /// <summary>
    /// Without an address the tunnel is of no use, and only IKE_AUTH can ask for one: the SA is deleted and tried again later, if it is to come back
    /// (RFC 7296 section 3.15.4).
    /// </summary>
    public static ExchangeOutcome.Close WithoutAddress(IkeSa sa, IReadOnlyList<Payload> payloads)
    {
        if (sa.ComesBack)
        {
            sa.Services.Retries.Failed(sa.Name, sa.WantedChildren);
        }

        var refusal = payloads.FindNotify(NotifyType.InternalAddressFailure);
        var text = refusal is null ? "the peer assigned no virtual address" : $"the peer assigned no virtual address: {refusal.NotifyType.RfcName()}";
        sa.Services.Failures.Negotiation(sa, FailurePhase.Child, CloseReason.ResourceLimit, text, ErrorNotify.Received(refusal));
        return new ExchangeOutcome.Close(CloseReason.ResourceLimit, text, SendDelete: true);
    }

    public static ExchangeOutcome.Close WithoutAuthentication(IReadOnlyList<Payload> payloads)
    {
        var error = payloads.FindErrorNotify();
        return error is null
            ? Abort(CloseReason.ProtocolError, "the peer's IKE_AUTH answer carries neither AUTH nor an error")
            : Abort(PeerFailure.ReasonOf(error.NotifyType), $"the peer refused: {error.NotifyType.RfcName()}", ErrorNotify.Received(error));
    }

    public static ExchangeOutcome.Close Abort(CloseReason reason, string text, ErrorNotify notify = default) =>
        new(reason, text, SendDelete: false) { Notify = notify };

    /// <summary>The responder believes that the SA stands: tell it otherwise (RFC 7296 section 2.21.2).</summary>
    public static ExchangeOutcome.Close Reject(IkeSa sa, CloseReason reason, string text)
    {
        sa.Services.SendFinalNotify(sa, NotifyType.AuthenticationFailed);
        return Abort(reason, text, ErrorNotify.Sent(NotifyType.AuthenticationFailed));
    }
}
