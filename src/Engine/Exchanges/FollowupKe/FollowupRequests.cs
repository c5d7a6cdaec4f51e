using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges.FollowupKe;

/// <summary>
/// The IKE_FOLLOWUP_KE exchanges with which CREATE_CHILD_SA goes on, as initiator (RFC 9370 section 2.2.4). They belong to the exchange that began with
/// CREATE_CHILD_SA; the link ties them together for the responder.
/// <code>
/// HDR(CREATE_CHILD_SA), SK {SA, Ni, KEi(0), ..}  -->  &lt;--  HDR(CREATE_CHILD_SA), SK {SA, Nr, KEr(0), .., N(ADDITIONAL_KEY_EXCHANGE, link1)}
/// HDR(IKE_FOLLOWUP_KE), SK {KEi(1), N(ADDITIONAL_KEY_EXCHANGE, link1)}  -->  &lt;--  HDR(IKE_FOLLOWUP_KE), SK {KEr(1), N(ADDITIONAL_KEY_EXCHANGE, link2)}
/// HDR(IKE_FOLLOWUP_KE), SK {KEi(n), N(ADDITIONAL_KEY_EXCHANGE, linkn)}  -->  &lt;--  HDR(IKE_FOLLOWUP_KE), SK {KEr(n)}
/// </code>
/// </summary>
internal sealed class FollowupRequests : IDisposable
{
    private readonly KeyMaterial _first;
    private readonly AdditionalSecrets _more;
    private KeyExchangeKeyPair? _own;
    private ReadOnlyMemory<byte> _link;

    private FollowupRequests(ValueList<AdditionalKeyExchange> exchanges, KeyMaterial first, ReadOnlyMemory<byte> link)
    {
        _more = new AdditionalSecrets(exchanges);
        _first = KeyMaterial.Copy(first.Span);
        _link = link;
    }

    /// <summary>The shared secret of CREATE_CHILD_SA.</summary>
    public ReadOnlySpan<byte> First => _first.Span;

    /// <summary>Those of the exchanges here.</summary>
    public ReadOnlySpan<byte> More => _more.Span;

    /// <param name="exchanges">What was negotiated.</param>
    /// <param name="first">The shared secret of CREATE_CHILD_SA; copied.</param>
    /// <param name="link">From the answer to CREATE_CHILD_SA.</param>
    public static FollowupRequests Begin(ValueList<AdditionalKeyExchange> exchanges, KeyMaterial first, ReadOnlyMemory<byte> link) => new(exchanges, first, link);

    /// <summary>The link in an answer; null when it has none.</summary>
    public static ReadOnlyMemory<byte>? LinkIn(IReadOnlyList<Payload> answer) =>
        answer.FindNotify(NotifyType.AdditionalKeyExchange) is { Data.Length: > 0 } notify ? notify.Data.ToArray() : null;

    /// <summary>The next request.</summary>
    public ExchangeOutcome Build(IkeSa sa)
    {
        var method = _more.Next!.Value;
        return _own is null
            ? new ExchangeOutcome.Pending(new KeyExchangeJob(sa.Services.NextJobSerial(), method, null, null))
            : new ExchangeOutcome.Send([new KeyExchangePayload(method, _own.Public), new NotifyPayload(NotifyType.AdditionalKeyExchange, _link)]);
    }

    /// <summary>The answer to a request.</summary>
    public FollowupStep OnResponse(IkeSa sa, IReadOnlyList<Payload> payloads)
    {
        if (payloads.FindErrorNotify() is { } refusal)
        {
            return new FollowupStep.Failed(
                PeerFailure.ReasonOf(refusal.NotifyType), $"the peer refused an additional key exchange: {refusal.NotifyType.RfcName()}", ErrorNotify.Received(refusal));
        }

        var method = _more.Next!.Value;
        if (payloads.Find<KeyExchangePayload>() is not { } answer || answer.Method != method)
        {
            return new FollowupStep.Failed(CloseReason.ProtocolError, $"the peer's IKE_FOLLOWUP_KE answer is no {method}");
        }

        _link = LinkIn(payloads) ?? default;
        return new FollowupStep.Go(new ExchangeOutcome.Pending(new KeyExchangeJob(sa.Services.NextJobSerial(), method, _own!.Private, answer.Data.ToArray())));
    }

    /// <summary>A job of <see cref="Build"/> or <see cref="OnResponse"/> is done.</summary>
    public FollowupStep OnJob(IkeSa sa, CryptoJobResult result)
    {
        if (_own is null)
        {
            _own = result.Own;
            return _own is null
                ? new FollowupStep.Failed(CloseReason.InternalError, $"{_more.Next} is not available")
                : new FollowupStep.Go(Build(sa));
        }

        using (result)
        {
            if (result.Shared is null)
            {
                return new FollowupStep.Failed(CloseReason.InvalidKe, "the peer's additional key exchange value is invalid");
            }

            _more.Add(result.Shared.Span);
        }

        Release();
        if (_more.Next is null)
        {
            return new FollowupStep.Complete();
        }

        return _link.IsEmpty
            ? new FollowupStep.Failed(CloseReason.ProtocolError, "the peer's IKE_FOLLOWUP_KE answer has no link to the next")
            : new FollowupStep.Go(new ExchangeOutcome.Again(SameMessageId: false));
    }

    public void Dispose()
    {
        Release();
        _first.Dispose();
        _more.Dispose();
    }

    private void Release()
    {
        _own?.Private.Dispose();
        _own = null;
    }
}

/// <summary>What a step of <see cref="FollowupRequests"/> ended with. A closed set.</summary>
internal abstract record FollowupStep
{
    private FollowupStep()
    {
    }

    /// <summary>The exchange goes on so.</summary>
    public sealed record Go(ExchangeOutcome Outcome) : FollowupStep;

    /// <summary>All key exchanges are made.</summary>
    public sealed record Complete : FollowupStep;

    /// <summary>It is over; the IKE SA stands.</summary>
    public sealed record Failed(CloseReason Reason, string Text, ErrorNotify Notify = default) : FollowupStep;
}
