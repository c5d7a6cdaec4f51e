using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;

namespace MyIkev2.Engine.Runtime.Configuration;

/// <summary>
/// Configured proposals to the engine's. Algorithms that this engine cannot run are left out; validation keeps at least one of each list. The vpns of
/// one template share its proposals.
/// </summary>
internal sealed class ProposalLoader
{
    /// <summary>Leaf-lists of additional key exchanges are called this and a number from 1.</summary>
    public const string AdditionalKeyExchange = "additional-ke-";

    public const int MostAdditionalKeyExchanges = 7;

    private readonly Dictionary<(ConfigNode First, ProtocolId Protocol), ValueList<ProposalOffer>> _loaded = [];

    public ValueList<ProposalOffer> Load(IReadOnlyList<ConfigNode> proposals, ProtocolId protocol)
    {
        if (proposals.Count == 0)
        {
            return [];
        }

        if (!_loaded.TryGetValue((proposals[0], protocol), out var offers))
        {
            offers = proposals.Select(proposal => Load(proposal, protocol)).ToValueList();
            _loaded.Add((proposals[0], protocol), offers);
        }

        return offers;
    }

    private static ProposalOffer Load(ConfigNode proposal, ProtocolId protocol)
    {
        var integrity = Algorithms(proposal, "auth-alg").Select(algorithm => (IntegrityId)algorithm.Id).ToList();
        return new ProposalOffer
        {
            Protocol = protocol,
            Encryption = protocol == ProtocolId.Ah ? [] : Algorithms(proposal, "enc-alg").Concat(Algorithms(proposal, "aead-alg"))
                .Select(algorithm => new EncryptionChoice((EncryptionId)algorithm.Id, algorithm.KeyBits))
                .ToValueList(),
            Integrity = integrity.ToValueList(),
            Prfs = protocol == ProtocolId.Ike ? Prfs(proposal, integrity) : [],
            KeyExchanges = Algorithms(proposal, "dh-group").Select(algorithm => (KeyExchangeId)algorithm.Id).ToValueList(),
            AdditionalKeyExchanges = AdditionalKeyExchanges(proposal).ToValueList(),
            SequenceNumbers = protocol == ProtocolId.Ike ? [] : proposal.Values("esn")
                .Select(value => (bool)value.Data ? SequenceNumbersId.ExtendedSequenceNumbers : SequenceNumbersId.NoExtendedSequenceNumbers)
                .ToValueList(),
        };
    }

    private static IEnumerable<AdditionalKeyExchangeOffer> AdditionalKeyExchanges(ConfigNode proposal)
    {
        for (var number = 1; number <= MostAdditionalKeyExchanges; number++)
        {
            var methods = proposal.Values($"{AdditionalKeyExchange}{number}").Select(value => (AlgorithmName)value.Data).Where(name => !name.IsMissing)
                .Select(name => (KeyExchangeId)(name.Algorithm?.Id ?? 0)).ToValueList();
            if (methods.Count > 0)
            {
                yield return new AdditionalKeyExchangeOffer((TransformType)((int)TransformType.AdditionalKeyExchange1 + number - 1), methods);
            }
        }
    }

    /// <summary>As configured, else those that go with the integrity algorithms.</summary>
    private static ValueList<PseudorandomFunctionId> Prfs(ConfigNode proposal, List<IntegrityId> integrity)
    {
        var configured = Algorithms(proposal, "prf-alg").Select(algorithm => (PseudorandomFunctionId)algorithm.Id).ToValueList();
        return configured.Count > 0 ? configured : integrity.Select(AlgorithmNames.PrfFor).Distinct().ToValueList();
    }

    /// <summary>The values of a leaf-list that the proposal's kind has and this engine can run.</summary>
    private static IEnumerable<Algorithm> Algorithms(ConfigNode proposal, string leafList) => proposal.Definition.Find(leafList) is null
        ? []
        : proposal.Values(leafList).Select(value => (AlgorithmName)value.Data).Where(name => !name.IsMissing).Select(name => name.Algorithm).OfType<Algorithm>();
}
