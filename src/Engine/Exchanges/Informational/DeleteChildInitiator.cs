using MyIkev2.Engine.Exchanges.CreateChildSa;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.Informational;

/// <summary>Deletes a Child SA (RFC 7296 section 1.4.1): <c>HDR, SK {D}  -->  &lt;--  HDR, SK {D}</c>.</summary>
internal sealed class DeleteChildInitiator(ChildSa child, CloseReason reason) : InitiatorExchange
{
    public override ExchangeType Type => ExchangeType.Informational;

    /// <summary>The pair that is deleted.</summary>
    public ChildSa Pair { get; } = child;

    public override ExchangeOutcome Build(IkeSa sa)
    {
        if (Pair.State is IpsecTunnelState.Deleted)
        {
            sa.Services.Reports.Succeed(sa, Request);
            return ExchangeOutcome.Done;
        }

        Pair.State = reason == CloseReason.Expired ? IpsecTunnelState.Expired : IpsecTunnelState.Deleting;
        sa.Services.MarkDirty(sa);
        return new ExchangeOutcome.Send([new DeletePayload((ProtocolId)Pair.Protocol, [ChildOffer.SpiBytes(Pair.SpiIn)])]);
    }

    public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        sa.Children.Retire(Pair, reason);
        sa.Services.Reports.Succeed(sa, Request);
        return ExchangeOutcome.Done;
    }

    public override void OnAbandoned(IkeSa sa, CloseReason reasonOfEnd, string text) => sa.Services.Reports.Succeed(sa, Request);
}
