using MyIkev2.Engine.Exchanges;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Redirection;

/// <summary>Sends a peer whose SA stands to another gateway (RFC 5685 section 5): <c>HDR, SK {N(REDIRECT)}  -->  &lt;--  HDR, SK {}</c>. It deletes the SA when it has gone.</summary>
internal sealed class RedirectInitiator(IpAddress gateway) : InitiatorExchange
{
    public override ExchangeType Type => ExchangeType.Informational;

    public override ExchangeOutcome Build(IkeSa sa) => new ExchangeOutcome.Send([RedirectNotify.Create(NotifyType.Redirect, gateway)]);

    public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads) => ExchangeOutcome.Done;
}
