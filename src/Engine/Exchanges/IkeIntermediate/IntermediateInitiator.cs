using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Exchanges.IkeAuth;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.IkeIntermediate;

/// <summary>
/// IKE_INTERMEDIATE as initiator (RFC 9242), one exchange for each additional key exchange that was negotiated (RFC 9370 section 2.2.2); IKE_AUTH follows.
/// <code>
/// HDR, SK {KEi(n)}  -->
///              &lt;--  HDR, SK {KEr(n)}
/// </code>
/// </summary>
internal sealed class IntermediateInitiator(ChildNegotiation? child) : InitiatorExchange
{
    private KeyExchangeKeyPair? _own;

    public override ExchangeType Type => ExchangeType.IkeIntermediate;

    public override ChildNegotiation? Child => child;

    public override ExchangeOutcome Build(IkeSa sa)
    {
        var method = sa.Intermediate!.Next!.Value;
        return _own is null
            ? new ExchangeOutcome.Pending(new KeyExchangeJob(sa.Services.NextJobSerial(), method, null, null))
            : new ExchangeOutcome.Send([new KeyExchangePayload(method, _own.Public)]);
    }

    public override ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads)
    {
        if (payloads.FindErrorNotify() is { } refusal)
        {
            return new ExchangeOutcome.Close(PeerFailure.ReasonOf(refusal.NotifyType), $"the peer refused: {refusal.NotifyType.RfcName()}", SendDelete: false)
            {
                Notify = ErrorNotify.Received(refusal),
            };
        }

        var method = sa.Intermediate!.Next!.Value;
        return payloads.Find<KeyExchangePayload>() is { } answer && answer.Method == method
            ? new ExchangeOutcome.Pending(new KeyExchangeJob(sa.Services.NextJobSerial(), method, _own!.Private, answer.Data.ToArray()))
            : new ExchangeOutcome.Close(CloseReason.ProtocolError, $"the peer's IKE_INTERMEDIATE answer is no {method}", SendDelete: false);
    }

    public override ExchangeOutcome OnJob(IkeSa sa, CryptoJobResult result)
    {
        if (_own is null)
        {
            _own = result.Own;
            return _own is null
                ? new ExchangeOutcome.Close(CloseReason.InternalError, $"{sa.Intermediate!.Next} is not available", SendDelete: false)
                : Build(sa);
        }

        using (result)
        {
            if (result.Shared is null)
            {
                return new ExchangeOutcome.Close(CloseReason.InvalidKe, "the peer's additional key exchange value is invalid", SendDelete: false);
            }

            sa.Intermediate!.Agreed(result.Shared.Span);
        }

        Release();
        if (sa.Intermediate.Next is not null)
        {
            return new ExchangeOutcome.Again(SameMessageId: false);
        }

        sa.Requests.Enqueue(new AuthInitiator(child) { Request = Request }, first: true);
        return ExchangeOutcome.Done;
    }

    public override void Release()
    {
        _own?.Private.Dispose();
        _own = null;
    }

    public override void OnAbandoned(IkeSa sa, CloseReason reason, string text) => sa.Services.Reports.Fail(sa, Request, reason, text);
}
