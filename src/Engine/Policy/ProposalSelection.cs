using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Sa;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Policy;

/// <summary>What a selection ended with.</summary>
/// <param name="Suite">The algorithms.</param>
/// <param name="Number">Number of the peer's proposal.</param>
/// <param name="PeerSpi">The SPI in it; empty in IKE_SA_INIT.</param>
/// <param name="Protocol">Its protocol.</param>
internal sealed record SelectedProposal(NegotiatedSuite Suite, byte Number, ReadOnlyMemory<byte> PeerSpi, ProtocolId Protocol);

/// <summary>Turns configured offers into SA payloads and chooses among a peer's proposals (RFC 7296 sections 2.7 and 3.3). Pure.</summary>
internal static class ProposalSelection
{
    private static readonly ValueList<SequenceNumbersId> NoExtendedNumbers = [SequenceNumbersId.NoExtendedSequenceNumbers];

    /// <summary>The offers as proposals 1, 2, 3 ...; algorithms that cannot run here are left out, and proposals that lose a whole class too.</summary>
    public static List<Proposal> ToWire(IReadOnlyList<ProposalOffer> offers, ICryptoProvider crypto, ReadOnlyMemory<byte> spi, bool withKeyExchange)
    {
        var proposals = new List<Proposal>();
        foreach (var offer in offers)
        {
            if (ToTransforms(offer, crypto, withKeyExchange) is { } transforms)
            {
                proposals.Add(new Proposal((byte)(proposals.Count + 1), offer.Protocol, spi, transforms));
            }
        }

        return proposals;
    }

    /// <summary>The chosen suite as the one proposal of a response.</summary>
    public static Proposal ToWire(SelectedProposal selected, ReadOnlyMemory<byte> spi, bool withKeyExchange)
    {
        var suite = selected.Suite;
        var transforms = new List<Transform>();
        if (suite.Encryption.Id != EncryptionId.None)
        {
            transforms.Add(new Transform(TransformType.Encryption, (ushort)suite.Encryption.Id, WireKeyBits(suite.Encryption)));
        }

        if (suite.Prf != PseudorandomFunctionId.None)
        {
            transforms.Add(new Transform(TransformType.PseudorandomFunction, (ushort)suite.Prf));
        }

        if (suite.Integrity != IntegrityId.None)
        {
            transforms.Add(new Transform(TransformType.Integrity, (ushort)suite.Integrity));
        }

        if (withKeyExchange && suite.KeyExchange != KeyExchangeId.None)
        {
            transforms.Add(new Transform(TransformType.KeyExchangeMethod, (ushort)suite.KeyExchange));
            transforms.AddRange(suite.AdditionalKeyExchanges.Select(static row => new Transform(row.Type, (ushort)row.Method)));
        }

        if (selected.Protocol != ProtocolId.Ike)
        {
            transforms.Add(new Transform(TransformType.SequenceNumbers, (ushort)suite.SequenceNumbers));
        }

        return new Proposal(selected.Number, selected.Protocol, spi, transforms);
    }

    /// <summary>
    /// Chooses by our order of offers, then the peer's order of proposals. <paramref name="preferredKeyExchange"/> wins among acceptable key exchange
    /// methods, since the peer has sent a value for it already. Null when nothing fits.
    /// </summary>
    /// <param name="proposals">The peer's.</param>
    /// <param name="offers">Ours.</param>
    /// <param name="crypto">What can run here.</param>
    /// <param name="preferredKeyExchange">The method of the KE payload.</param>
    /// <param name="withKeyExchange">False where no key exchange belongs to the negotiation; the proposals' ones then count for nothing.</param>
    /// <param name="withAdditional">False where nothing could carry additional key exchanges.</param>
    public static SelectedProposal? Select(
        IReadOnlyList<Proposal> proposals,
        IReadOnlyList<ProposalOffer> offers,
        ICryptoProvider crypto,
        KeyExchangeId preferredKeyExchange,
        bool withKeyExchange,
        bool withAdditional = true)
    {
        foreach (var offer in offers)
        {
            foreach (var proposal in proposals)
            {
                if (Match(proposal, offer, crypto, preferredKeyExchange, withKeyExchange, withAdditional) is { } suite)
                {
                    return new SelectedProposal(suite, proposal.Number, proposal.Spi, proposal.Protocol);
                }
            }
        }

        return null;
    }

    private static NegotiatedSuite? Match(
        Proposal proposal, ProposalOffer offer, ICryptoProvider crypto, KeyExchangeId preferred, bool withKeyExchange, bool withAdditional)
    {
        if (proposal.Protocol != offer.Protocol || HasUnknownType(proposal))
        {
            return null;
        }

        var encryption = default(EncryptionChoice);
        if (offer.Protocol != ProtocolId.Ah)
        {
            if (FindEncryption(proposal, offer, crypto) is not { } found)
            {
                return null;
            }

            encryption = found;
        }

        var isCombined = encryption.Id.IsCombinedMode();
        if (Choose(proposal, TransformType.Integrity, isCombined ? [] : offer.Integrity, Integrity, crypto) is not { } integrity
            || Choose(proposal, TransformType.PseudorandomFunction, offer.Prfs, Prf, crypto) is not { } prf)
        {
            return null;
        }

        var keyExchange = KeyExchangeId.None;
        ValueList<AdditionalKeyExchange>? additional = [];
        if (withKeyExchange)
        {
            if (preferred != KeyExchangeId.None && offer.KeyExchanges.Contains(preferred) && crypto.KeyExchange(preferred) is not null
                && Offers(proposal, TransformType.KeyExchangeMethod, (ushort)preferred))
            {
                keyExchange = preferred;
            }
            else if (Choose(proposal, TransformType.KeyExchangeMethod, offer.KeyExchanges, KeyExchange, crypto) is { } chosen)
            {
                keyExchange = chosen;
            }
            else
            {
                return null;
            }

            additional = AdditionalKeyExchangeSelection.Choose(proposal, offer, crypto, keyExchange, withAdditional && keyExchange != KeyExchangeId.None);
            if (additional is null)
            {
                return null;
            }
        }

        var sequenceNumbers = SequenceNumbersId.NoExtendedSequenceNumbers;
        if (offer.Protocol != ProtocolId.Ike)
        {
            var any = false;
            foreach (var id in SequenceNumbersOf(offer))
            {
                if (!any && (Offers(proposal, TransformType.SequenceNumbers, (ushort)id)
                    || (id == SequenceNumbersId.NoExtendedSequenceNumbers && !HasType(proposal, TransformType.SequenceNumbers))))
                {
                    sequenceNumbers = id;
                    any = true;
                }
            }

            if (!any)
            {
                return null;
            }
        }

        return new NegotiatedSuite(encryption, integrity, prf, keyExchange, sequenceNumbers) { AdditionalKeyExchanges = additional };
    }

    private static EncryptionChoice? FindEncryption(Proposal proposal, ProposalOffer offer, ICryptoProvider crypto)
    {
        foreach (var choice in offer.Encryption)
        {
            if (!IsAvailable(choice, crypto))
            {
                continue;
            }

            for (var i = 0; i < proposal.Transforms.Count; i++)
            {
                var transform = proposal.Transforms[i];
                if (transform.Type == TransformType.Encryption && transform.Id == (ushort)choice.Id
                    && transform.KeyBits == WireKeyBits(choice) && !transform.HasOtherAttributes)
                {
                    return choice;
                }
            }
        }

        return null;
    }

    /// <summary>The first of ours that the proposal has. With none of ours: None when the proposal has no such type or offers None. Null = no match.</summary>
    private static T? Choose<T>(
        Proposal proposal, TransformType type, ValueList<T> ours, Func<ICryptoProvider, T, (ushort Number, bool IsAvailable)> number, ICryptoProvider crypto)
        where T : struct, Enum
    {
        foreach (var id in ours)
        {
            var (wire, isAvailable) = number(crypto, id);
            if (isAvailable && Offers(proposal, type, wire))
            {
                return id;
            }
        }

        return ours.Count == 0 && (!HasType(proposal, type) || Offers(proposal, type, 0)) ? default(T) : null;
    }

    private static bool Offers(Proposal proposal, TransformType type, ushort id)
    {
        for (var i = 0; i < proposal.Transforms.Count; i++)
        {
            var transform = proposal.Transforms[i];
            if (transform.Type == type && transform.Id == id && !transform.HasOtherAttributes)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasType(Proposal proposal, TransformType type)
    {
        for (var i = 0; i < proposal.Transforms.Count; i++)
        {
            var transform = proposal.Transforms[i];
            if (transform.Type == type)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A proposal with a transform type that we do not know is unacceptable (RFC 7296 section 3.3.6).</summary>
    private static bool HasUnknownType(Proposal proposal)
    {
        for (var i = 0; i < proposal.Transforms.Count; i++)
        {
            var transform = proposal.Transforms[i];
            if (transform.Type > TransformType.AdditionalKeyExchange7)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Null when none of a class of algorithms can run here.</summary>
    private static List<Transform>? ToTransforms(ProposalOffer offer, ICryptoProvider crypto, bool withKeyExchange)
    {
        var transforms = new List<Transform>();
        foreach (var choice in offer.Encryption)
        {
            if (IsAvailable(choice, crypto))
            {
                transforms.Add(new Transform(TransformType.Encryption, (ushort)choice.Id, WireKeyBits(choice)));
            }
        }

        if ((transforms.Count == 0 && offer.Encryption.Count > 0)
            || !TryAdd(transforms, TransformType.PseudorandomFunction, offer.Prfs, Prf, crypto)
            || !TryAdd(transforms, TransformType.Integrity, offer.Integrity, Integrity, crypto)
            || (withKeyExchange && !TryAdd(transforms, TransformType.KeyExchangeMethod, offer.KeyExchanges, KeyExchange, crypto))
            || (withKeyExchange && !AdditionalKeyExchangeSelection.TryAdd(offer, crypto, transforms)))
        {
            return null;
        }

        if (offer.Protocol != ProtocolId.Ike)
        {
            foreach (var id in SequenceNumbersOf(offer))
            {
                transforms.Add(new Transform(TransformType.SequenceNumbers, (ushort)id));
            }
        }

        return transforms;
    }

    /// <summary>Those of a class that can run here; false when there are some and none can.</summary>
    private static bool TryAdd<T>(
        List<Transform> transforms, TransformType type, ValueList<T> ours, Func<ICryptoProvider, T, (ushort Number, bool IsAvailable)> number, ICryptoProvider crypto)
    {
        var before = transforms.Count;
        foreach (var id in ours)
        {
            var (wire, isAvailable) = number(crypto, id);
            if (isAvailable)
            {
                transforms.Add(new Transform(type, wire));
            }
        }

        return ours.Count == 0 || transforms.Count > before;
    }

    private static (ushort Number, bool IsAvailable) Prf(ICryptoProvider crypto, PseudorandomFunctionId id) => ((ushort)id, crypto.Prf(id) is not null);

    private static (ushort Number, bool IsAvailable) Integrity(ICryptoProvider crypto, IntegrityId id) => ((ushort)id, crypto.Integrity(id) is not null);

    private static (ushort Number, bool IsAvailable) KeyExchange(ICryptoProvider crypto, KeyExchangeId id) => ((ushort)id, crypto.KeyExchange(id) is not null);

    private static ValueList<SequenceNumbersId> SequenceNumbersOf(ProposalOffer offer) => offer.SequenceNumbers.Count > 0 ? offer.SequenceNumbers : NoExtendedNumbers;

    private static bool IsAvailable(EncryptionChoice choice, ICryptoProvider crypto) =>
        crypto.Aead(choice.Id, choice.KeyBits) is not null || crypto.Cipher(choice.Id, choice.KeyBits) is not null;

    /// <summary>Algorithms of one key length must not carry the attribute (RFC 7296 section 3.3.5).</summary>
    private static int WireKeyBits(EncryptionChoice choice) =>
        choice.Id is EncryptionId.ChaCha20Poly1305 or EncryptionId.TripleDes or EncryptionId.Null ? 0 : choice.KeyBits;
}
