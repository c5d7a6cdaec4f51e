using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.IkeIntermediate;

/// <summary>
/// IKE_INTERMEDIATE as responder (RFC 9242; key exchanges: RFC 9370 section 2.2.2). A request without a key exchange is for an extension that we do not have: its
/// answer is empty, and AUTH covers it all the same.
/// <code>
/// HDR, SK {KEi(n)}  -->
///              &lt;--  HDR, SK {KEr(n)}
/// </code>
/// </summary>
internal sealed class IntermediateResponder : ResponderExchange
{
    private KeyExchangeId _method;
    private KeyMaterial? _shared;

    public override ExchangeType Type => ExchangeType.IkeIntermediate;

    public override ExchangeOutcome OnRequest(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        var exchanges = sa.Intermediate!;
        if (exchanges.Count >= IntermediateExchanges.Most)
        {
            return Refuse(CloseReason.ProtocolError, $"the peer makes more than {IntermediateExchanges.Most} IKE_INTERMEDIATE exchanges");
        }

        if (payloads.Find<KeyExchangePayload>() is not { } keyExchange)
        {
            return new ExchangeOutcome.Send([]);
        }

        if (exchanges.Next is not { } method || keyExchange.Method != method)
        {
            return Refuse(CloseReason.ProtocolError, $"the peer makes key exchange {keyExchange.Method} in IKE_INTERMEDIATE, expected {exchanges.Next?.ToString() ?? "none"}");
        }

        _method = method;
        return new ExchangeOutcome.Pending(new KeyExchangeJob(sa.Services.NextJobSerial(), method, null, keyExchange.Data.ToArray()));
    }

    public override ExchangeOutcome OnJob(IkeSa sa, CryptoJobResult result)
    {
        using (result)
        {
            if (result.Own is null || result.Shared is null)
            {
                return Refuse(CloseReason.InvalidKe, "the peer's additional key exchange value is invalid");
            }

            _shared = KeyMaterial.Copy(result.Shared.Span);
            return new ExchangeOutcome.Send([new KeyExchangePayload(_method, result.Own.Public)]);
        }
    }

    public override void OnAnswered(IkeSa sa)
    {
        // The answer went out under the old keys, and so will its repeats.
        if (_shared is not null)
        {
            sa.Intermediate!.Agreed(_shared.Span);
        }
    }

    public override void Release()
    {
        _shared?.Dispose();
        _shared = null;
    }

    private static ExchangeOutcome.Refuse Refuse(CloseReason reason, string text) =>
        new(new NotifyPayload(NotifyType.InvalidSyntax), reason, text, ClosesSa: true);
}
