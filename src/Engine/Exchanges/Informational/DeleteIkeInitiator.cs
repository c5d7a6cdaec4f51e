using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.Informational;

/// <summary>Deletes the IKE SA it runs on (RFC 7296 section 1.4.1): <c>HDR, SK {D}  -->  &lt;--  HDR, SK {}</c>.</summary>
internal sealed class DeleteIkeInitiator : InitiatorExchange
{
    public override ExchangeType Type => ExchangeType.Informational;

    public override ExchangeOutcome Build(IkeSa sa) => new ExchangeOutcome.Send([DeletePayload.ForIkeSa()]);

    public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads) =>
        sa.State is IkeSaState.Closing closing
            ? new ExchangeOutcome.Close(closing.Reason, closing.Text, SendDelete: false)
            : new ExchangeOutcome.Close(CloseReason.Replaced, "rekeyed", SendDelete: false);

    /// <summary>However it ends, the SA is gone.</summary>
    public override void OnAbandoned(IkeSa sa, CloseReason reason, string text) => sa.Services.Reports.Succeed(sa, Request);
}
