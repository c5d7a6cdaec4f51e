using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Sa;

/// <summary>The algorithms that a negotiation ended with; members that the protocol does not use are None.</summary>
public readonly record struct NegotiatedSuite(
    EncryptionChoice Encryption,
    IntegrityId Integrity,
    PseudorandomFunctionId Prf,
    KeyExchangeId KeyExchange,
    SequenceNumbersId SequenceNumbers)
{
    // Null for none, so that suites without compare as equal however they were made.
    private readonly ValueList<AdditionalKeyExchange>? _additional;

    /// <summary>In the order in which they are made (RFC 9370); those that were left out are not there.</summary>
    public ValueList<AdditionalKeyExchange> AdditionalKeyExchanges
    {
        get => _additional ?? ValueList<AdditionalKeyExchange>.Empty;
        init => _additional = value.Count == 0 ? null : value;
    }
}
