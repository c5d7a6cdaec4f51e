using MyIkev2.Engine.Addresses;
using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Exchanges;

/// <summary>One exchange in one role. Made by the SA, lives until it is over; its phase is an explicit value of its own.</summary>
internal abstract class Exchange
{
    public abstract ExchangeType Type { get; }

    /// <summary>What its messages count as.</summary>
    public virtual NegotiationPhase Negotiates => NegotiationPhases.Of(Type);

    /// <summary>What it was doing, when it refuses the peer's request.</summary>
    public virtual FailurePhase Refuses => FailurePhase.Other;

    /// <summary>The pair of Child SAs that it is to make; null when it makes none.</summary>
    public virtual ChildNegotiation? Child => null;

    /// <summary>The job it waited for is done. The exchange takes over what the result holds.</summary>
    public virtual ExchangeOutcome OnJob(IkeSa sa, CryptoJobResult result)
    {
        result.Dispose();
        throw new InvalidOperationException($"{GetType().Name} waits for no job");
    }

    /// <summary>Clears what it holds; called once, however it ends.</summary>
    public virtual void Release()
    {
    }
}

/// <summary>An exchange that this side starts.</summary>
internal abstract class InitiatorExchange : Exchange
{
    /// <summary>Request number of the operator who asked for it, 0 for none.</summary>
    public long Request { get; init; }

    /// <summary>Makes the request, or says that there is nothing to do any more.</summary>
    public abstract ExchangeOutcome Build(IkeSa sa);

    /// <summary>Handles the answer; for protected exchanges <paramref name="payloads"/> are the decrypted ones.</summary>
    public abstract ExchangeOutcome OnResponse(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads);

    /// <summary>The SA ended, or the exchange was dropped, before it was over.</summary>
    public virtual void OnAbandoned(IkeSa sa, CloseReason reason, string text)
    {
    }
}

/// <summary>An exchange that the peer started.</summary>
internal abstract class ResponderExchange : Exchange
{
    public abstract ExchangeOutcome OnRequest(IkeSa sa, IkeMessage message, IReadOnlyList<Payload> payloads);

    /// <summary>The virtual addresses that it asked for are found, or there are none.</summary>
    public virtual ExchangeOutcome OnGrant(IkeSa sa, AddressGrant grant) =>
        throw new InvalidOperationException($"{GetType().Name} waits for no virtual addresses");

    /// <summary>The answer is on its way: do what must come after it.</summary>
    public virtual void OnAnswered(IkeSa sa)
    {
    }
}
