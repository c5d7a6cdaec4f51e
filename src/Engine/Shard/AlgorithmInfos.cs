using MyIkev2.Engine.Crypto;
using MyIkev2.Engine.Policy;
using MyIkev2.Engine.Wire;
using MyIkev2.Registry;

namespace MyIkev2.Engine.Shard;

/// <summary>Catalog rows as the registry shows them; one shared object a row.</summary>
internal sealed class AlgorithmInfos
{
    private readonly Dictionary<(TransformType Type, ushort Id, int KeyBits), AlgorithmInfo> _known = [];

    public AlgorithmInfo Of(EncryptionChoice choice) => Of(TransformType.Encryption, (ushort)choice.Id, choice.KeyBits, choice.Id.IsCombinedMode());

    public AlgorithmInfo Of(IntegrityId id) => Of(TransformType.Integrity, (ushort)id, 0, false);

    public AlgorithmInfo Of(PseudorandomFunctionId id) => Of(TransformType.PseudorandomFunction, (ushort)id, 0, false);

    public AlgorithmInfo Of(KeyExchangeId id) => Of(TransformType.KeyExchangeMethod, (ushort)id, 0, false);

    private AlgorithmInfo Of(TransformType type, ushort id, int keyBits, bool isCombined)
    {
        if (id == 0)
        {
            return AlgorithmInfo.None;
        }

        if (!_known.TryGetValue((type, id, keyBits), out var info))
        {
            var name = AlgorithmCatalog.Find(type, id, keyBits)?.Name ?? $"{type}-{id}";
            _known[(type, id, keyBits)] = info = new AlgorithmInfo(id, keyBits, name, isCombined);
        }

        return info;
    }
}
