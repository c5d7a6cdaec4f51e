using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges;

/// <summary>What a step of an exchange ended with. A closed set; the SA carries it out.</summary>
internal abstract record ExchangeOutcome
{
    private ExchangeOutcome()
    {
    }

    /// <summary>Initiator: send this request. Responder: send this answer, the exchange is over.</summary>
    public sealed record Send(IReadOnlyList<Payload> Payloads) : ExchangeOutcome;

    /// <summary>A job must run first; its result comes to <see cref="Exchange.OnJob"/>.</summary>
    public sealed record Pending(CryptoJob Job) : ExchangeOutcome;

    /// <summary>Responder: virtual addresses must be found first; what there is of them comes to <see cref="ResponderExchange.OnGrant"/>.</summary>
    public sealed record PendingAddresses(AddressRequest Request) : ExchangeOutcome;

    /// <summary>Initiator: over; the next exchange may start. Responder: over, and nothing is sent.</summary>
    public sealed record Finished : ExchangeOutcome;

    /// <summary>Initiator: build and send once more, with what was learnt (COOKIE, INVALID_KE_PAYLOAD).</summary>
    /// <param name="SameMessageId">IKE_SA_INIT repeats message ID 0; later exchanges take the next one.</param>
    public sealed record Again(bool SameMessageId) : ExchangeOutcome;

    /// <summary>Responder: answer with one notify.</summary>
    /// <param name="Notify">The notify.</param>
    /// <param name="Reason">Why, for counters and displays.</param>
    /// <param name="Text">Why, in words.</param>
    /// <param name="ClosesSa">The refusal ends the IKE SA.</param>
    public sealed record Refuse(NotifyPayload Notify, CloseReason Reason, string Text, bool ClosesSa) : ExchangeOutcome;

    /// <summary>The IKE SA is over.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Text">Why, in words.</param>
    /// <param name="SendDelete">Tell the peer with a DELETE first.</param>
    public sealed record Close(CloseReason Reason, string Text, bool SendDelete) : ExchangeOutcome
    {
        /// <summary>The notify that told one side of it.</summary>
        public ErrorNotify Notify { get; init; }
    }

    public static ExchangeOutcome Done { get; } = new Finished();
}
