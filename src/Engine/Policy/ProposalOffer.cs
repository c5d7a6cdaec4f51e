using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Policy;

/// <summary>An encryption algorithm with its key length in bits; 0 for algorithms of one length.</summary>
public readonly record struct EncryptionChoice(EncryptionId Id, int KeyBits);

/// <summary>
/// One proposal as configured: every combination of its lists is acceptable, each list in order of preference. Classic ciphers and
/// combined-mode ciphers never share a proposal (RFC 5282 section 8).
/// </summary>
public sealed record ProposalOffer
{
    public required ProtocolId Protocol { get; init; }

    public ValueList<EncryptionChoice> Encryption { get; init; } = [];

    /// <summary>Empty with combined-mode ciphers.</summary>
    public ValueList<IntegrityId> Integrity { get; init; } = [];

    /// <summary>IKE only.</summary>
    public ValueList<PseudorandomFunctionId> Prfs { get; init; } = [];

    /// <summary>IKE: mandatory. ESP and AH: perfect forward secrecy when not empty.</summary>
    public ValueList<KeyExchangeId> KeyExchanges { get; init; } = [];

    /// <summary>Key exchanges beyond the first, one entry for each transform type in use, in ascending order (RFC 9370). They need <see cref="KeyExchanges"/>.</summary>
    public ValueList<AdditionalKeyExchangeOffer> AdditionalKeyExchanges { get; init; } = [];

    /// <summary>ESP and AH: empty means no extended sequence numbers.</summary>
    public ValueList<SequenceNumbersId> SequenceNumbers { get; init; } = [];
}
