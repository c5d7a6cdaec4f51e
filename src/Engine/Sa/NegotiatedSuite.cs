using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Sa;

/// <summary>The algorithms that a negotiation ended with; members that the protocol does not use are None.</summary>
public readonly record struct NegotiatedSuite(
    EncryptionChoice Encryption,
    IntegrityId Integrity,
    PseudorandomFunctionId Prf,
    KeyExchangeId KeyExchange,
    SequenceNumbersId SequenceNumbers);
